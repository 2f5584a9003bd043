import type { NotPagedReason, PagedTarget, PageReason } from '@tocsin/model';
import type { Incident } from '../incident/incident.ts';
import { objectIn, personIn, type Person } from '../on-call/directory.ts';
import type { State } from '../state.ts';
import type { Turn } from '../turn.ts';
import { chooseContacts, type ChosenContact } from './contacts.ts';
import type { Contact, Page } from './page.ts';
import { quietUntil } from './quiet.ts';
import { isRunning, pagesOf, sameTarget } from './running.ts';
import { endPage } from './stop.ts';

export { stopPages } from './stop.ts';

export interface Summons {
  readonly incident: Incident;
  readonly target: PagedTarget;
  readonly why: PageReason;
  readonly level?: number;
  /** Ids. */
  readonly policy?: string;
  readonly schedule?: string;
  /** The last resort is told by what there is, verified or not. */
  readonly lastResort?: boolean;
}

/**
 * Pages somebody, or says why not; recorded either way. Somebody whose messages would all wait for the end of their quiet
 * hours is `quiet-hours`: their page is made and waits, and whoever asked looks for somebody who is awake.
 */
export function summon(turn: Turn, summons: Summons): Page | NotPagedReason {
  switch (summons.target.kind) {
    case 'person':
      return summonPerson(turn, summons);
    case 'receiver':
      return summonReceiver(turn, summons);
    case 'automation':
      return summonAutomation(turn, summons);
  }
}

function summonReceiver(turn: Turn, summons: Summons): Page | NotPagedReason {
  const { id } = summons.target;
  const integrations = turn.policy.receivers.get(id) ?? [];
  if (integrations.length === 0) return notPaged(turn, summons, 'receiver-unknown');
  const contacts = integrations.map(({ key }) => waiting(`${id}/${key}`, turn.now));
  return makePage(turn, summons, { contacts });
}

function summonAutomation(turn: Turn, summons: Summons): Page | NotPagedReason {
  const { id } = summons.target;
  if (!objectIn(turn.state.directory, { kind: 'automation', id }))
    return notPaged(turn, summons, 'automation-unknown');
  return makePage(turn, summons, { contacts: [waiting(`@automation/${id}`, turn.now)] });
}

function summonPerson(turn: Turn, summons: Summons): Page | NotPagedReason {
  const { incident, target, lastResort = false } = summons;
  const person = personIn(turn.state.directory, target.id);
  if (!person) return notPaged(turn, summons, 'person-unknown');
  const { chosen, unverified, removed } = chooseContacts(turn.state, person, {
    severity: incident.severity,
    lastResort,
  });
  if (chosen.length === 0) return notPaged(turn, summons, 'no-contact');
  replaceRunning(turn, summons);
  const contacts = contactsOf(turn, summons, { person, chosen });
  const quiet = contacts.every(({ reason }) => reason === 'quiet-hours-until');
  const page = makePage(turn, summons, { contacts, name: person.name, ...(quiet && { quiet }) });
  recordLeftOut(turn, page, { unverified, removed });
  return quiet ? 'quiet-hours' : page;
}

/** What is still to come of an earlier page is in the new one. Who is not to be paged anew, the escalation knows. */
function replaceRunning(turn: Turn, { incident, target }: Summons): void {
  for (const page of pagesOf(turn.state, incident.id))
    if (sameTarget(page.target, target) && isRunning(page)) endPage(turn, page, 'replaced');
}

const waiting = (integration: string, nextAttemptAt: number): Contact => ({
  integration,
  status: 'waiting',
  nextAttemptAt,
  attempts: 0,
});

interface Chosen {
  readonly person: Person;
  readonly chosen: readonly ChosenContact[];
}

function contactsOf(turn: Turn, { incident }: Summons, { person, chosen }: Chosen): Contact[] {
  const times = new Map<string, number>();
  return chosen.map(({ method: { id, kind, address }, afterMs, verified }) => {
    const time = (times.get(id) ?? 0) + 1;
    times.set(id, time);
    const due = turn.now + afterMs;
    const until = quietUntil(person, due, incident.severity);
    return {
      ...waiting(
        `@${person.id}/${id}${time > 1 ? `#${time}` : ''}`,
        until === undefined ? due : until + afterMs,
      ),
      kind,
      address,
      ...(!verified && { reason: 'unverified-used' as const }),
      ...(until !== undefined && { reason: 'quiet-hours-until' as const }),
    };
  });
}

export const nextPageId = ({ pageCount }: Pick<State, 'pageCount'>): string => `PG-${pageCount + 1}`;

interface Made {
  readonly contacts: readonly Contact[];
  readonly name?: string;
  readonly quiet?: boolean;
}

function makePage(turn: Turn, summons: Summons, { contacts, name, quiet = false }: Made): Page {
  const { incident, target, why, level, policy, schedule } = summons;
  const page: Page = {
    id: nextPageId(turn.state),
    incident: incident.id,
    target,
    ...(name !== undefined && { name }),
    why,
    severity: incident.severity,
    ...(level !== undefined && { level }),
    ...(policy !== undefined && { policy }),
    ...(schedule !== undefined && { schedule }),
    at: turn.now,
    contacts,
  };
  turn.put('page', page.id, page);
  turn.record({ ...entryOf(summons, quiet ? 'quiet-hours' : why), page: page.id });
  for (const { integration, reason, nextAttemptAt } of contacts)
    if (reason)
      turn.record({
        ...{ kind: 'contact', incident: incident.id, page: page.id, integration, change: 'waits', reason },
        ...(nextAttemptAt !== undefined && { until: nextAttemptAt }),
      });
  return page;
}

function notPaged(turn: Turn, summons: Summons, why: NotPagedReason): NotPagedReason {
  turn.record(entryOf(summons, why));
  return why;
}

const entryOf = ({ incident, target, level, schedule }: Summons, why: PageReason | NotPagedReason) => ({
  kind: 'page' as const,
  incident: incident.id,
  target,
  why,
  ...(level !== undefined && { level }),
  ...(schedule !== undefined && { schedule }),
});

function recordLeftOut(
  turn: Turn,
  page: Page,
  { unverified, removed }: { readonly unverified: readonly string[]; readonly removed: readonly string[] },
): void {
  const { id, incident, target } = page;
  const leave = (contact: string, reason: 'contact-unverified' | 'contact-removed'): void =>
    turn.record({
      ...{ kind: 'contact', incident, page: id, change: 'stopped', reason },
      integration: `@${target.id}/${contact}`,
    });
  for (const contact of unverified) leave(contact, 'contact-unverified');
  for (const contact of removed) leave(contact, 'contact-removed');
}
