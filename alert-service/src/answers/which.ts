import { oneLine } from '#lib/plain-text';
import type { Incident } from '#core/incident/incident';
import type { Person } from '#core/on-call/directory';
import { type Doing, has } from './act.ts';
import type { AnswerDoor } from './answer-door.ts';

/** Which incident a bare answer means: never a guess. */
export type Meant =
  | { readonly kind: 'one'; readonly incident: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly incidents: readonly Incident[] };

/** Those that they were paged for or have; of them first those where the answer still changes something. */
export function meantBy(door: AnswerDoor, person: Person, does: Doing): Meant {
  const theirs = concerning(door, person);
  const waiting = theirs.filter(({ status }) => status === 'triggered');
  const mine = theirs.filter((incident) => incident.status === 'acknowledged' && has(incident, person));
  const likely = does === 'resolve' && mine.length > 0 ? mine : waiting;
  const candidates = likely.length > 0 ? likely : theirs;
  const [one, another] = candidates;
  if (!one) return { kind: 'none' };
  // Resolving ends it for everybody: what they have is meant only where nothing else could be.
  const sure = does === 'resolve' ? theirs.length === 1 : another === undefined;
  return sure ? { kind: 'one', incident: one.id } : { kind: 'several', incidents: theirs };
}

export const concerning = (door: AnswerDoor, person: Person): readonly Incident[] =>
  door.openIncidents().filter((incident) => has(incident, person) || wasPaged(door, incident, person));

const wasPaged = (door: AnswerDoor, { id }: Incident, person: Person): boolean =>
  door.pagesOf(id).some(({ target }) => target.kind === 'person' && target.id === person.id);

const mostNamed = 3;

/** `2 are open: INC-12 Payments fail; INC-13 Checkout is slow. Say which: 1 12` */
export function severalWords(incidents: readonly Incident[], code: string): string {
  const named = incidents.slice(0, mostNamed).map(({ id, title }) => `${id} ${oneLine(title, 40)}`);
  const more = incidents.length > mostNamed ? ` and ${incidents.length - mostNamed} more` : '';
  const [first] = incidents;
  const example = first ? ` Say which: ${code} ${first.id.replace(/^INC-/u, '')}` : '';
  return `${incidents.length} are open: ${named.join('; ')}${more}.${example}`;
}

export function listWords(door: AnswerDoor, person: Person): string {
  const all = concerning(door, person);
  if (all.length === 0) return 'Nothing is open that you were paged for.';
  return all.length === 1
    ? `${all[0]?.id} is open: ${oneLine(all[0]?.title ?? '', 100)}.`
    : severalWords(all, '1');
}
