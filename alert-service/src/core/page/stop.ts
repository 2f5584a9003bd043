import type { ContactReason, NotPagedReason } from '@tocsin/model';
import { believedFiring } from '../notify/told.ts';
import { integrationOf } from '../policy.ts';
import { type Incident, integrationKey } from '../state.ts';
import type { ContactKind } from '../on-call/directory.ts';
import type { Turn } from '../turn.ts';
import type { Contact, Page } from './page.ts';
import { pagesOf } from './running.ts';

export interface Stopped {
  readonly reason: ContactReason | NotPagedReason;
  readonly person?: string;
}

/**
 * Nothing more is sent for the pages of an incident (of one person, where one is given). What is on its way arrives; what
 * was posted where it can change says how things are now.
 */
export function stopPages(turn: Turn, incident: string, { reason, person }: Stopped): void {
  for (const page of pagesOf(turn.state, incident))
    if (!page.ended && (person === undefined || isOf(page, person))) endPage(turn, page, reason);
  refreshPages(turn, incident);
}

const isOf = ({ target }: Page, person: string): boolean => target.kind === 'person' && target.id === person;

export function endPage(turn: Turn, page: Page, reason: ContactReason | NotPagedReason): void {
  const contacts = page.contacts.map((contact) =>
    contact.status === 'waiting' ? stopContact(turn, page, { contact, reason }) : contact,
  );
  turn.put('page', page.id, { ...page, contacts, ended: { at: turn.now, reason } });
}

export function stopContact(
  turn: Turn,
  { id, incident }: Page,
  { contact, reason }: { readonly contact: Contact; readonly reason: ContactReason | NotPagedReason },
): Contact {
  const { nextAttemptAt: _due, digest: _with, ...kept } = contact;
  const { integration } = contact;
  turn.record({ kind: 'contact', incident, page: id, integration, change: 'stopped', reason });
  return { ...kept, status: 'stopped', reason };
}

/** What was posted about an incident changes in place; where only its end is told, once it has ended. */
export function refreshPages(turn: Turn, id: string): void {
  const incident = turn.state.incidents.get(id);
  if (!incident) return;
  const posts = new Set<string>();
  for (const page of pagesOf(turn.state, id).toReversed()) {
    const contacts = page.contacts.map((contact) => {
      if (!isDueForUpdate(turn, incident, contact)) return contact;
      // Several pages may stand in one post.
      const post = `${contact.integration}\n${JSON.stringify(contact.receipt ?? {})}`;
      if (posts.has(post)) return contact;
      posts.add(post);
      return { ...contact, nextAttemptAt: turn.now };
    });
    if (contacts.some((contact, index) => contact !== page.contacts[index]))
      turn.put('page', page.id, { ...page, contacts });
  }
}

export const isDueForUpdate = (turn: Turn, incident: Incident, contact: Contact): boolean =>
  contact.status === 'delivered' &&
  contact.tells !== (incident.version ?? 0) &&
  canUpdate(turn, incident, contact);

const changing: ReadonlySet<ContactKind> = new Set(['slack', 'telegram', 'push']);

/** A DM can change; an SMS or a call cannot. A receiver that routing tells of the incident learns the rest from there. */
function canUpdate(turn: Turn, incident: Incident, { kind, integration, receipt }: Contact): boolean {
  if (kind !== undefined) return receipt !== undefined && changing.has(kind);
  const policy = integrationOf(turn.policy, integration);
  const told = turn.state.told.get(integrationKey(incident.group, integration));
  if (!policy || believedFiring(told).length > 0) return false;
  if (policy.updatesInPlace && receipt !== undefined) return true;
  return policy.sendResolved && incident.status === 'resolved';
}
