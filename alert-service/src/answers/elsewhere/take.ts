import { createHash } from 'node:crypto';
import type { Person } from '#core/on-call/directory';
import type { AnswerDoor } from '../answer-door.ts';
import { createMemory } from '../memory.ts';
import { type Elsewhere, type ElsewhereEvent, type ElsewherePerson, nameThere } from './event.ts';
import { type Wanted, wantedBy } from './wanted.ts';

/** Carries out what was done elsewhere, and says what became of it. Rejects with EngineUnavailable: to be sent again. */
export type TakeElsewhere = (event: ElsewhereEvent) => Promise<string>;

/** Each event counts once, however often it is delivered: here while we run, in the engine for a day. */
export function createTakeElsewhere(door: AnswerDoor, service: Elsewhere): TakeElsewhere {
  const { clock, log } = door;
  const taken = createMemory<true>({ clock, keptMs: 24 * 3_600_000, most: 10_000 });
  return async (event) => {
    if (taken.get(event.id)) return 'It was here before.';
    const words = await take(door, service, event);
    taken.set(event.id, true);
    log.info(`what was done in ${service.title} came in`, { does: event.does, became: words });
    return words;
  };
}

async function take(door: AnswerDoor, service: Elsewhere, event: ElsewhereEvent): Promise<string> {
  const incident = door.incidentOfGroupHash(event.groupHash);
  if (!incident) return 'No incident here belongs to it.';
  const wanted = wantedBy(event, incident, { service, now: door.clock.now() });
  if ('nothing' in wanted) return `Nothing is done: ${wanted.nothing}.`;
  const answer = await door.act({
    ...wanted,
    ...actorOf(door, service, event.who),
    incident: incident.id,
    via: service.via,
    request: { key: `${service.via}:${event.id}`, hash: hashOf(wanted, incident.id) },
  });
  return answer.kind === 'incident' ? `${incident.id}: ${wanted.command}.` : answer.detail;
}

const hashOf = (wanted: Wanted, incident: string): string =>
  createHash('sha256')
    .update(`${incident} ${JSON.stringify(wanted)}`)
    .digest('base64url');

/** Shown as they are called there; a person of the directory where it is known who that is. */
function actorOf(
  door: AnswerDoor,
  service: Elsewhere,
  who: ElsewherePerson | undefined,
): { readonly by: string; readonly person?: string } {
  if (!who) return { by: service.title };
  const person = personOf(door, who);
  return {
    by: nameThere(person ?? who, service),
    ...(person && { person: person.id }),
  };
}

/** By a proved mail address; else by a name that only one has. */
function personOf(door: AnswerDoor, { name, email }: ElsewherePerson): Person | undefined {
  if (email !== undefined)
    return door.personBy('email', email) ?? door.personBy('email', email.toLowerCase());
  const named = door.personNamed(name);
  return named?.name.toLowerCase() === name.toLowerCase() ? named : undefined;
}
