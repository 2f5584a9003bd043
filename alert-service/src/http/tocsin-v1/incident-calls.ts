import type { IncidentCall, PageContact } from '@tocsin/api';
import { reasonTexts } from '@tocsin/model';
import type { Contact, Page } from '#core/page/page';
import { contactName, nameOf } from '#engine/incident-words/names';
import type { View } from '#engine/incident-words/next';

const iso = (at: number): string => new Date(at).toISOString();

/** Everybody who was called about an incident, first to last, with each message. */
export function callsOf(view: View, id: string): IncidentCall[] {
  const { pagesOfIncident, pages } = view.state;
  return [...(pagesOfIncident.get(id) ?? [])]
    .flatMap((each) => pages.get(each) ?? [])
    .sort((a, b) => a.at - b.at || numberOf(a) - numberOf(b))
    .map((page) => wireCall(view, page));
}

const numberOf = ({ id }: Page): number => Number(id.replace(/^PG-/, '')) || 0;

function wireCall(view: View, page: Page): IncidentCall {
  const { id, target, why, level, schedule, at, ended, contacts, name } = page;
  const { directory } = view.state;
  return {
    id,
    target: { ...target, name: name ?? nameOf(directory, target, at) },
    why,
    explanation: reasonTexts[why] ?? why,
    ...(level !== undefined && { level }),
    ...(schedule !== undefined && { schedule: nameOf(directory, { kind: 'schedule', id: schedule }, at) }),
    at: iso(at),
    ...(ended && {
      ended: {
        at: iso(ended.at),
        reason: ended.reason,
        explanation: reasonTexts[ended.reason] ?? ended.reason,
      },
    }),
    contacts: contacts.map((contact) => wireContact(view, contact, at)),
  };
}

function wireContact({ state }: View, contact: Contact, at: number): PageContact {
  const { integration, status, reason, attempts, nextAttemptAt, deliveredAt, lastError, answer } = contact;
  const explanation = reason && reasonTexts[reason];
  return {
    ...{ integration, status, attempts },
    channel: contactName(state.directory, integration, at).how,
    ...(reason && { reason }),
    ...(explanation !== undefined && { explanation }),
    ...(status === 'waiting' && nextAttemptAt !== undefined && { dueAt: iso(nextAttemptAt) }),
    ...(deliveredAt !== undefined && { deliveredAt: iso(deliveredAt) }),
    ...(lastError !== undefined && { error: lastError }),
    ...(answer !== undefined && { answer }),
  };
}
