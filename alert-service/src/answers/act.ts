import { createHash } from 'node:crypto';
import { clockWords, type Via } from '@tocsin/model';
import type { Incident } from '#core/incident/incident';
import type { Person } from '#core/on-call/directory';
import { isKnown } from './reader.ts';
import type { Answered, AnswerDoor } from './answer-door.ts';

/** What can be done with one press, from wherever a person is. */
export type Doing = 'acknowledge' | 'resolve' | 'snooze' | 'awake' | 'hand-back' | 'wake' | 'reopen';

export interface Asked {
  readonly person: Person;
  /** `INC-12`. */
  readonly incident: string;
  readonly does: Doing;
  readonly via: Via;
  /** The same again (a reply that is sent twice, a key that is pressed twice) changes nothing and is answered alike. */
  readonly once?: string;
  /** Of a snooze; an hour where nothing is said. */
  readonly forMs?: number;
}

export interface Carried {
  /** `taken`: another has it. `over`: it has ended. `later`: nothing was kept, ask again. */
  readonly became: 'done' | 'taken' | 'over' | 'gone' | 'refused' | 'later';
  /** What is true now, in words for who asked. */
  readonly words: string;
  readonly incident?: Incident;
}

export const hourMs = 3_600_000;

/** One press, and what is true after it. Never rejects: who is awake at night is told what became of it. */
export async function carryOut(door: AnswerDoor, asked: Asked): Promise<Carried> {
  const before = door.incident(asked.incident);
  if (!before) return { became: 'gone', words: `${asked.incident} is not known here any more.` };
  const refused = notTheirs(before, asked) ?? alreadyOver(door, before, asked);
  if (refused) return refused;
  try {
    const answer = await door.act(commandOf(door, asked));
    if (answer.kind === 'incident')
      return {
        became: 'done',
        words: doneWords(door, asked, answer.incident),
        incident: answer.incident,
      };
    const now = door.incident(asked.incident) ?? before;
    return becauseOf(door, { asked, now, detail: answer.detail });
  } catch (error) {
    door.log.error('an answer could not be carried out', {
      incident: asked.incident,
      via: asked.via,
      err: error instanceof Error ? error : String(error),
    });
    return {
      became: 'later',
      words: 'Tocsin cannot keep anything at this moment: nothing was changed. Try again in a minute.',
    };
  }
}

function commandOf(door: AnswerDoor, { person, incident, does, via, once, forMs = hourMs }: Asked): Answered {
  const hash = createHash('sha256').update(`${does} ${incident} ${person.id}`).digest('base64url');
  const by = {
    ...{ by: person.name, via, incident },
    ...(isKnown(person) && { person: person.id }),
    ...(once !== undefined && { request: { key: `${via}:${once}`, hash } }),
  };
  return does === 'snooze'
    ? { ...by, command: 'snooze', until: door.clock.now() + forMs }
    : { ...by, command: does };
}

/** Only who has an incident can give it back. */
function notTheirs(incident: Incident, { does, person }: Asked): Carried | undefined {
  if (does !== 'hand-back' || incident.status !== 'acknowledged' || has(incident, person)) return undefined;
  return { became: 'taken', words: `${incident.assignee ?? 'Somebody'} has ${incident.id} now.`, incident };
}

export const has = ({ assignee, assigneeId }: Incident, { id, name }: Person): boolean =>
  assigneeId === undefined ? assignee === name : assigneeId === id;

function alreadyOver(door: AnswerDoor, incident: Incident, asked: Asked): Carried | undefined {
  if (incident.status !== 'resolved' || asked.does === 'reopen') return undefined;
  return { became: 'over', words: overWords(door, incident, asked.person), incident };
}

export function overWords(
  door: AnswerDoor,
  { id, resolvedAt, mergedInto }: Incident,
  person?: Person,
): string {
  if (mergedInto !== undefined) return `${id} is part of ${mergedInto} now: answer there.`;
  const since = resolvedAt === undefined ? '' : ` since ${timeWords(door, resolvedAt, person)}`;
  return `${id} is over${since}: there is nothing to do.`;
}

/** In the reader's own zone. */
export const timeWords = (door: AnswerDoor, at: number, person?: Person): string =>
  clockWords(at, { now: door.clock.now(), timeZone: person?.timeZone ?? door.timeZone });

interface Refused {
  readonly asked: Asked;
  readonly now: Incident;
  readonly detail: string;
}

function becauseOf(door: AnswerDoor, { asked, now, detail }: Refused): Carried {
  const over = alreadyOver(door, now, asked);
  if (over) return over;
  if (now.status === 'acknowledged' && !has(now, asked.person))
    return { became: 'taken', words: `${now.assignee ?? 'Somebody'} already has ${now.id}.`, incident: now };
  return { became: 'refused', words: detail, incident: now };
}

/** What was asked for is so. An answer that is asked for once more tells what has become of it since. */
export function isSo({ does, person }: Pick<Asked, 'does' | 'person'>, incident: Incident): boolean {
  switch (does) {
    case 'acknowledge':
      return incident.status === 'acknowledged' && has(incident, person);
    case 'resolve':
      return incident.status === 'resolved';
    case 'snooze':
      return incident.status === 'snoozed';
    default:
      return incident.status === 'triggered';
  }
}

function doneWords(door: AnswerDoor, asked: Asked, incident: Incident): string {
  const { does, person } = asked;
  const { id } = incident;
  if (does !== 'awake' && !isSo(asked, incident)) return standing(door, incident, person);
  const test = incident.origin?.kind === 'test' ? ' This was a test.' : '';
  switch (does) {
    case 'acknowledge':
      return `You have ${id}. Nobody else is paged.${test}`;
    case 'resolve':
      return `${id} is resolved.${test}`;
    case 'snooze': {
      const until = incident.snoozed?.until;
      const time = until === undefined ? '' : ` until ${timeWords(door, until, person)}`;
      return `${id} is put off${time}.${test}`;
    }
    case 'awake':
      return `Your other channels are left alone. ${standing(door, incident, person)}`;
    case 'hand-back':
      return `You gave ${id} back. ${standing(door, incident, person)}`;
    case 'wake':
      return `The snooze of ${id} is over. ${standing(door, incident, person)}`;
    case 'reopen':
      return `${id} is open again. ${standing(door, incident, person)}`;
  }
}

/** Who has it, and what comes next: `Nobody has INC-12 yet. Next: pages Mia at 03:22.` */
export function standing(door: AnswerDoor, incident: Incident, person?: Person): string {
  const { id, status, assignee, snoozed } = incident;
  if (status === 'resolved') return overWords(door, incident, person);
  if (status === 'acknowledged')
    return person && has(incident, person) ? `You have ${id}.` : `${assignee ?? 'Somebody'} has ${id}.`;
  if (status === 'snoozed' && snoozed)
    return `${snoozed.by} put ${id} off until ${timeWords(door, snoozed.until, person)}.`;
  const next = door.next(incident).trim().replace(/\.$/u, '');
  return `Nobody has ${id} yet.${next === '' ? '' : ` Next: ${next.charAt(0).toLowerCase()}${next.slice(1)}.`}`;
}
