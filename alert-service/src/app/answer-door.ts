import type { Matcher } from '@tocsin/model';
import type { AnswerDoor } from '#answers/answer-door';
import type { Incident } from '#core/incident/incident';
import {
  type ContactKind,
  type ContactMethod,
  objectIn,
  objectsIn,
  type Person,
} from '#core/on-call/directory';
import type { State } from '#core/state';
import { byNeed } from '#http/tocsin-v1/incident-view';
import type { Foundation } from './parts.ts';

/** What is said of an incident, in the words of the app. */
export interface IncidentWords {
  next(incident: Incident): string;
  why(incident: string): Promise<string>;
}

/** The one way in for what people answer through a channel: the engine's, as for the API. */
export function createAnswerDoor({ engine, parts, where }: Foundation, words: IncidentWords): AnswerDoor {
  const { clock, log, timeZone } = parts;
  return {
    personBy: (kind, address) => personBy(engine.state(), kind, address),
    person: (id) => objectIn(engine.state().directory, { kind: 'person', id }),
    incident: (id) => engine.state().incidents.get(id),
    openIncidents: () =>
      [...engine.state().incidents.values()].filter(({ status }) => status !== 'resolved').sort(byNeed),
    page: (id) => engine.state().pages.get(id),
    async act(asked) {
      const answer = await engine.submit({ kind: 'command', ...asked });
      if (answer.kind === 'incident' || answer.kind === 'not-found' || answer.kind === 'conflict')
        return answer;
      throw new Error(`a command was answered as ${answer.kind}`);
    },
    async silence({ incident: id, forMs, by, comment }) {
      const state = engine.state();
      const incident = state.incidents.get(id);
      const matcherSets = incident ? whatFires(state, incident, clock.now()) : [];
      if (matcherSets.length === 0)
        return { problem: `Nothing of ${id} fires: there is nothing to silence.` };
      const answer = await engine.submit({
        kind: 'silence',
        change: 'set',
        silence: {
          ...{ matcherSets, receiverMatcherSets: [], annotations: {}, createdBy: by, comment },
          ...{ startsAt: clock.now(), endsAt: clock.now() + forMs },
        },
      });
      if (answer.kind === 'silenced') return { id: answer.id };
      return { problem: answer.kind === 'silence-refused' ? answer.error : 'The silence could not be made.' };
    },
    ...words,
    externalUrl: where.externalUrl,
    ...{ timeZone, clock, log },
  };
}

/** A number or an address that two people gave is nobody's: who answers from it is not known. */
function personBy(state: State, kind: ContactKind, address: string): Person | undefined {
  const found = objectsIn(state.directory, 'person').filter((person) =>
    contactsOf(state, person).some(
      (contact) => contact.kind === kind && contact.address === address && isProved(state, person, contact),
    ),
  );
  return found.length === 1 ? found[0] : undefined;
}

const contactsOf = (state: State, { id, contacts }: Person): readonly ContactMethod[] => [
  ...contacts,
  ...objectsIn(state.directory, 'contact')
    .filter(({ person }) => person === id)
    .map((added) => ({ ...added, id: added.contactId })),
];

function isProved(state: State, { id }: Person, contact: ContactMethod): boolean {
  if (contact.vouched) return true;
  const proof = state.verifications.get(`${id}/${contact.id}`);
  return proof?.verifiedAt !== undefined && proof.address === contact.address;
}

/** By what its group has in common; where that is nothing, each alert by all of its labels. */
function whatFires(state: State, { alerts, groupLabels }: Incident, now: number): Matcher[][] {
  const firing = alerts.flatMap((each) => state.alerts.get(each)?.alert ?? []).filter((a) => a.endsAt > now);
  const exactly = (labels: Readonly<Record<string, string>>): Matcher[] =>
    Object.entries(labels).map(([name, value]) => ({ name, op: '=', value }));
  if (firing.length === 0) return [];
  if (Object.keys(groupLabels).length > 0) return [exactly(groupLabels)];
  return firing.slice(0, 100).map(({ labels }) => exactly(labels));
}
