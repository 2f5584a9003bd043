import { createHash } from 'node:crypto';
import type { Subject, Verb } from '#channels/slack-app/verbs';
import type { CommandAnswer } from '#core/incident/command';
import type { Incident } from '#core/incident/incident';
import type { Actor, AskedOnce } from '#core/input';
import type { Answered, AnswerDoor } from '../answer-door.ts';
import { nextMorning, timeWords } from './when.ts';

const hourMs = 3_600_000;

/** What is done at once, without a dialog. */
export type DirectVerb = Exclude<Verb, 'assign' | 'silence' | 'note' | 'why'>;

/** The same request again, after a restart too, changes nothing. `trigger` is Slack's, new for each thing a person does. */
export const askedOnce = (trigger: string | undefined, what: string): { readonly request?: AskedOnce } =>
  trigger === undefined
    ? {}
    : { request: { key: `slack:${trigger}`, hash: createHash('sha256').update(what).digest('hex') } };

interface Done {
  readonly actor: Actor;
  readonly subject: Subject;
  readonly trigger?: string | undefined;
}

export function deedOf(verb: DirectVerb, { actor, subject, trigger }: Done, door: AnswerDoor): Answered {
  const { incident } = subject;
  const common = { ...actor, incident, ...askedOnce(trigger, `${verb} ${incident}`) };
  switch (verb) {
    case 'acknowledge':
    case 'resolve':
    case 'hand-back':
    case 'awake':
      return { ...common, command: verb };
    case 'snooze-hour':
      return { ...common, command: 'snooze', until: door.clock.now() + hourMs };
    case 'snooze-morning':
      return { ...common, command: 'snooze', until: nextMorning(door) };
  }
}

/** What one is told who did it: the effect, not the deed. */
export function doneWords(
  { command, by }: Pick<Answered, 'command' | 'by'>,
  answer: CommandAnswer,
  door: AnswerDoor,
): string {
  if (answer.kind !== 'incident') return answer.detail;
  const { incident, words } = answer;
  return (
    words ??
    wordsOf[command]?.(incident, {
      next: (of) => door.next(of),
      clock: door.clock,
      timeZone: door.timeZone,
      by,
    }) ??
    `It is in the timeline of ${incident.id}.`
  );
}

/** As the one who did it sees it. */
type Words = (
  incident: Incident,
  seen: Pick<AnswerDoor, 'next' | 'clock' | 'timeZone'> & { readonly by: string },
) => string;

const wordsOf: Partial<Record<Answered['command'], Words>> = {
  acknowledge: ({ id, assignee }, { by }) =>
    assignee === by ? `You have ${id}. Nobody else is paged.` : `${assignee ?? 'Nobody'} has ${id}.`,
  resolve: ({ id }) => `${id} is resolved.`,
  'hand-back': (incident, door) =>
    sentences(`You gave ${incident.id} back: nobody has it.`, nextOf(incident, door)),
  awake: (incident, door) =>
    sentences(
      `Your other channels are left alone. ${holderWords(incident)}`,
      incident.status === 'acknowledged' ? '' : nextOf(incident, door),
    ),
  snooze: ({ id, snoozed }, door) =>
    snoozed
      ? `${id} waits until ${timeWords(snoozed.until, door)}: nobody is paged for it until then.`
      : `${id} waits.`,
  assign: ({ id, assignee }) => `${assignee ?? 'Somebody'} has ${id} now.`,
  note: ({ id }) => `Your note is in the timeline of ${id}.`,
};

const holderWords = ({ id, assignee }: Incident): string => `${assignee ?? 'Nobody'} has ${id}.`;

const nextOf = (incident: Incident, door: Pick<AnswerDoor, 'next'>): string => {
  const next = door.next(incident);
  return next === '' ? '' : `Next: ${next}`;
};

const sentences = (...all: readonly string[]): string => all.filter(Boolean).join(' ');
