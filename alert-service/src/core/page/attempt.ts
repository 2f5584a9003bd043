import type { NotPagedReason, ContactReason } from '@tocsin/model';
import { isHidden, lookAgainMs } from '../escalate/condition.ts';
import type { AttemptStarted } from '../input.ts';
import { integrationKey, type Incident } from '../state.ts';
import type { Turn } from '../turn.ts';
import type { Contact, Page } from './page.ts';
import { digestNotice, pageNotice } from './page-notice.ts';
import { pagesOf } from './running.ts';
import { stopContact } from './stop.ts';
import { keyOf, type Message, messageAt, putContact, takePersonTurn } from './storm.ts';

export { endPageAttempt } from './outcome.ts';

/** A message of a page is due: it goes out, waits (a storm), or is not wanted any more. */
export function startPageAttempt(turn: Turn, { group, integration }: AttemptStarted): void {
  const message = messageAt(turn, group, integration);
  if (!message) return;
  const { page, contact } = message;
  if (contact.status === 'sending' || (contact.nextAttemptAt ?? Infinity) > turn.now) return;
  if (contact.status === 'delivered') return begin(turn, message, { updates: true });
  const reason = whyNotWanted(turn, page);
  if (reason) return putContact(turn, page, stopContact(turn, page, { contact, reason }));
  if (isHeldBySilence(turn, page)) return waitForSilence(turn, message);
  const severity = turn.state.incidents.get(page.incident)?.severity ?? page.severity;
  const others = takePersonTurn(turn, message, severity);
  if (others && others.length > 0) beginDigest(turn, message, others);
  else if (others) begin(turn, message, { updates: false });
}

/** Somebody has silenced all of it since: the call that was to follow waits, as the next step does. */
function isHeldBySilence(turn: Turn, { incident: id, why, code }: Page): boolean {
  const incident = turn.state.incidents.get(id);
  const wanted = why === 'asked' || why === 'assigned' || why === 'test';
  return incident !== undefined && code === undefined && !wanted && isHidden(turn, incident);
}

function waitForSilence(turn: Turn, { page, contact }: Message): void {
  const reason = 'incident-silenced';
  putContact(turn, page, { ...contact, status: 'waiting', reason, nextAttemptAt: turn.now + lookAgainMs });
  if (contact.reason === reason) return;
  const { integration } = contact;
  turn.record({
    kind: 'contact',
    incident: page.incident,
    page: page.id,
    integration,
    change: 'waits',
    reason,
  });
}

/** What stops pages does so when it happens; this is for what is left over, whatever the reason. */
function whyNotWanted({ state }: Turn, page: Page): ContactReason | NotPagedReason | undefined {
  if (page.ended) return page.ended.reason;
  const incident = state.incidents.get(page.incident);
  if (!incident) return page.code === undefined ? 'incident-resolved' : undefined;
  if (incident.mergedInto !== undefined) return 'incident-merged';
  return incident.status === 'resolved' ? 'incident-resolved' : undefined;
}

const sending = (turn: Turn, contact: Contact, more: Partial<Contact>): Contact => {
  const { nextAttemptAt: _due, reason: _waited, ...kept } = contact;
  return { ...kept, status: 'sending', startedAt: turn.now, attempts: contact.attempts + 1, ...more };
};

/** The same name through all attempts: whoever asks twice by it is told once. */
const noticeId = (turn: Turn): string => `${turn.seq.toString(36)}-${turn.chance.hex(12)}`;

function begin(turn: Turn, message: Message, { updates }: { readonly updates: boolean }): void {
  const { page, contact } = message;
  const incident = turn.state.incidents.get(page.incident);
  const again = contact.notice !== undefined && !updates && contact.digest === undefined;
  const id = again ? contact.notice : noticeId(turn);
  const { digest: _, ...single } = contact;
  const next = sending(turn, single, {
    notice: id,
    tells: incident?.version ?? 0,
    ...(updates ? { updating: true } : { since: contact.since ?? turn.now }),
  });
  putContact(turn, page, next);
  send(turn, { page, contact: next }, { notice: pageNotice(turn, message, { id, updates }), incident });
}

/** One message, one answer: it is kept with the first of them, and is the others' too. */
function beginDigest(turn: Turn, lead: Message, others: readonly Message[]): void {
  const id = noticeId(turn);
  const notice = digestNotice(turn, [lead, ...others], id);
  const started = [lead, ...others].map(({ page, contact }) => {
    const next = sending(turn, contact, {
      notice: id,
      since: contact.since ?? turn.now,
      digest: page.id === lead.page.id ? others.map((each) => each.page.id) : [],
    });
    putContact(turn, page, next);
    return next;
  });
  const [first = lead.contact] = started;
  send(turn, { page: lead.page, contact: first }, { notice, others: others.map(keyOf) });
}

interface Sent {
  readonly notice: ReturnType<typeof pageNotice>;
  readonly incident?: Incident | undefined;
  readonly others?: readonly string[];
}

function send(turn: Turn, message: Message, { notice, incident, others }: Sent): void {
  const { page, contact } = message;
  const receipt = others ? undefined : (contact.receipt ?? earlierReceipt(turn, message, incident));
  turn.sends.push({
    group: `page:${page.id}`,
    integration: contact.integration,
    receiver: notice.receiver,
    notice,
    attempt: contact.attempts,
    contact,
    ...(receipt && { receipt }),
    ...(incident && { incident }),
    ...(others && { others }),
  });
}

/** One post or thread for an incident in each place: what routing or an earlier page put there. */
function earlierReceipt(
  { state }: Turn,
  { contact }: Message,
  incident: Incident | undefined,
): Contact['receipt'] {
  if (!incident) return undefined;
  const routed = state.told.get(integrationKey(incident.group, contact.integration))?.receipt;
  if (routed) return routed;
  return pagesOf(state, incident.id)
    .flatMap(({ contacts }) => contacts)
    .findLast(
      ({ kind, address, integration, receipt }) =>
        receipt !== undefined &&
        kind === contact.kind &&
        address === contact.address &&
        (kind !== undefined || integration === contact.integration),
    )?.receipt;
}

/** The clock was set back by so much: due times move with it. */
export function shiftPages(turn: Turn, byMs: number): void {
  for (const page of [...turn.state.pages.values()])
    turn.put('page', page.id, {
      ...page,
      at: page.at - byMs,
      contacts: page.contacts.map((contact) => shiftContact(contact, byMs)),
      ...(page.ended && { ended: { ...page.ended, at: page.ended.at - byMs } }),
    });
  for (const [key, proof] of [...turn.state.verifications]) {
    const { askedAt, verifiedAt, bouncedAt, asks } = proof;
    turn.put('verification', key, {
      ...proof,
      ...(askedAt !== undefined && { askedAt: askedAt - byMs }),
      ...(verifiedAt !== undefined && { verifiedAt: verifiedAt - byMs }),
      ...(bouncedAt !== undefined && { bouncedAt: bouncedAt - byMs }),
      ...(asks && { asks: asks.map((at) => at - byMs) }),
    });
  }
}

function shiftContact(contact: Contact, byMs: number): Contact {
  const { nextAttemptAt, startedAt, since, deliveredAt } = contact;
  return {
    ...contact,
    ...(nextAttemptAt !== undefined && { nextAttemptAt: nextAttemptAt - byMs }),
    ...(startedAt !== undefined && { startedAt: startedAt - byMs }),
    ...(since !== undefined && { since: since - byMs }),
    ...(deliveredAt !== undefined && { deliveredAt: deliveredAt - byMs }),
  };
}
