import type { Matcher } from '@tocsin/model';
import type { AnswerDoor, CalledByHand, OnCallNow } from '#answers/answer-door';
import type { CommandAnswer } from '#core/incident/command';
import type { Incident } from '#core/incident/incident';
import {
  type ContactKind,
  type ContactMethod,
  objectIn,
  objectsIn,
  type Person,
} from '#core/on-call/directory';
import { onCallAt } from '#core/on-call/shift';
import type { State } from '#core/state';
import type { Answer } from '#core/step';
import type { Engine } from '#engine/engine';
import { byNeed } from '#http/tocsin-v1/incident-view';
import { incidentOfGroupHash } from './incident-of-hash.ts';
import type { Foundation } from './parts.ts';

/** What is said of an incident, in the words of the app. */
export interface IncidentWords {
  next(incident: Incident): string;
  why(incident: string): Promise<string>;
}

interface Behind extends Pick<Foundation, 'engine' | 'where'> {
  readonly parts: Pick<Foundation['parts'], 'clock' | 'log' | 'timeZone'>;
}

/** The one way in for what people answer through a channel: the engine's, as for the API. */
export function createAnswerDoor({ engine, parts, where }: Behind, words: IncidentWords): AnswerDoor {
  const { clock, log, timeZone } = parts;
  return {
    personBy: (kind, address) => personBy(engine.state(), kind, address),
    person: (id) => objectIn(engine.state().directory, { kind: 'person', id }),
    incident: (id) => engine.state().incidents.get(id),
    incidentOfGroupHash: (hash) => incidentOfGroupHash(engine.state(), hash),
    openIncidents: () =>
      [...engine.state().incidents.values()].filter(({ status }) => status !== 'resolved').sort(byNeed),
    page: (id) => engine.state().pages.get(id),
    pagesOf: (incident) =>
      [...(engine.state().pagesOfIncident.get(incident) ?? [])].flatMap(
        (id) => engine.state().pages.get(id) ?? [],
      ),
    async bounced({ person: owner, contact, error }) {
      await engine.submit({ kind: 'proof', change: 'bounced', by: 'Tocsin', owner, contact, error });
    },
    async act(asked) {
      return commandAnswer(await engine.submit({ kind: 'command', ...asked }));
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
    call: (asked) => called(engine, asked),
    onCallNow: () => onCallNow(engine.state(), clock.now()),
    personNamed: (name) => named(objectsIn(engine.state().directory, 'person'), name),
    policyNamed: (name) => named(objectsIn(engine.state().directory, 'policy'), name),
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

/** By id, else by a name that only one has. */
function named<T extends { readonly id: string; readonly name: string }>(
  all: readonly T[],
  name: string,
): T | undefined {
  const alike = all.filter((each) => each.name.toLowerCase() === name.toLowerCase());
  return all.find(({ id }) => id === name) ?? (alike.length === 1 ? alike[0] : undefined);
}

const onCallNow = ({ directory }: State, now: number): OnCallNow[] =>
  objectsIn(directory, 'schedule').map(({ id, name }) => {
    const shifts = onCallAt(directory, id, now);
    const people = shifts.map(
      ({ person }) => objectIn(directory, { kind: 'person', id: person })?.name ?? person,
    );
    return {
      schedule: name,
      people: [...new Set(people)],
      ...(shifts.length > 0 && { until: Math.max(...shifts.map(({ to }) => to)) }),
    };
  });

/** The incident is kept before anybody is asked for: a call that ends in between is found by its incident. */
async function called(engine: Engine, { text, to, request, ...actor }: CalledByHand): Promise<CommandAnswer> {
  const opened = await engine.submit({
    kind: 'open-incident',
    ...actor,
    origin: 'person',
    title: text,
    severity: 'high',
    labels: {},
    ...('policy' in to && { policy: to.policy }),
    ...(request && { request }),
  });
  if (opened.kind !== 'incident') return commandAnswer(opened);
  if ('policy' in to) return opened;
  return commandAnswer(
    await engine.submit({
      kind: 'command',
      command: 'escalate',
      incident: opened.incident.id,
      ...actor,
      targets: [{ kind: 'person', id: to.person }],
    }),
  );
}

function commandAnswer(answer: Answer): CommandAnswer {
  if (answer.kind === 'incident' || answer.kind === 'not-found' || answer.kind === 'conflict') return answer;
  throw new Error(`a command was answered as ${answer.kind}`);
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
