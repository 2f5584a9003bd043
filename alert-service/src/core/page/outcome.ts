import type { Contacted, ContactReason } from '@tocsin/model';
import { isInVain } from '../escalate/called.ts';
import { pageAnswered, pageFailed } from '../escalate/follow.ts';
import type { AttemptEnded, AttemptResult } from '../input.ts';
import { backoffMs } from '../notify/backoff.ts';
import type { Turn } from '../turn.ts';
import { markBounced, markWorking } from './bounce.ts';
import { type Contact, type Page, pageGroup } from './page.ts';
import { codeValidMs } from './page-notice.ts';
import { isTold, isToCome } from './running.ts';
import { isDueForUpdate, stopContact } from './stop.ts';
import { givePersonTurnBack, type Message, messageAt, putContact } from './storm.ts';

/** A person's contact is tried for so long; what is critical, until it is over. */
const giveUpMs = 10 * 60_000;
/** In vain for so long: the next contact does not wait for its time. */
const passOverMs = 60_000;

/** What became of it. */
export function endPageAttempt(turn: Turn, input: AttemptEnded): void {
  const message = messageAt(turn, input.group, input.integration);
  if (!message || !isInFlight(message, input)) return;
  const { page, contact } = message;
  endOne(turn, input, message);
  for (const id of contact.digest ?? []) {
    const other = messageAt(turn, pageGroup(id), input.integration);
    if (other && isInFlight(other, input)) endOne(turn, input, other);
  }
  if (contact.digest) waitTogether(turn, input, contact.digest);
  if (input.result.outcome !== 'delivered' && !contact.updating)
    givePersonTurnBack(turn, page, contact.startedAt ?? turn.now);
}

const isInFlight = ({ contact }: Message, { notice }: AttemptEnded): boolean =>
  contact.status === 'sending' && contact.notice === notice;

function endOne(turn: Turn, input: AttemptEnded, message: Message): void {
  const { result } = input;
  if (message.contact.updating) return endUpdate(turn, input, message);
  if (result.outcome === 'delivered') return delivered(turn, input, message);
  const { page, contact } = message;
  if (page.ended) {
    record(turn, message, { input, change: result.outcome });
    return putContact(turn, page, stopContact(turn, page, { contact, reason: page.ended.reason }));
  }
  switch (result.outcome) {
    case 'ambiguous':
      record(turn, message, { input, change: 'ambiguous' });
      return putContact(turn, page, waitingUntil(contact, turn.now));
    case 'refused':
      return refused(turn, input, message);
    case 'retry':
      return retry(turn, input, { message, result });
  }
}

/** What was part of a digest is part of the next one. */
function waitingUntil({ digest, ...contact }: Contact, nextAttemptAt: number): Contact {
  return { ...contact, status: 'waiting', nextAttemptAt, ...(digest && { reason: 'storm-digest' as const }) };
}

/** They are tried again as they were: in one message, by the backoff of the first. */
function waitTogether(turn: Turn, { group, integration }: AttemptEnded, others: readonly string[]): void {
  const lead = messageAt(turn, group, integration)?.contact;
  if (lead?.status !== 'waiting') return;
  for (const id of others) {
    const other = messageAt(turn, pageGroup(id), integration);
    if (other?.contact.status === 'waiting' && other.contact.attempts > 0)
      putContact(turn, other.page, { ...other.contact, nextAttemptAt: lead.nextAttemptAt ?? turn.now });
  }
}

function delivered(turn: Turn, input: AttemptEnded, message: Message): void {
  const { result } = input;
  if (result.outcome !== 'delivered') return;
  const { page, contact } = message;
  const { digest, ...kept } = contact;
  const { lastError: _mended, ...told } = kept;
  const next: Contact = {
    ...told,
    status: 'delivered',
    // An answer from before the clock was set back is not in the future.
    deliveredAt: Math.min(turn.now, input.at),
    // A digest is nobody's own message: none is updated later by its receipt.
    ...(result.receipt && !digest && { receipt: result.receipt }),
    ...(result.note !== undefined && { answer: result.note }),
  };
  record(turn, message, { input, change: 'delivered' });
  putContact(turn, page, updatedLater(turn, page, next));
  markWorking(turn, page, next);
  pageAnswered(turn, page);
}

/** Something has changed while it was on its way, and nothing that stops pages will say so again. */
function updatedLater(turn: Turn, page: Page, contact: Contact): Contact {
  const incident = turn.state.incidents.get(page.incident);
  return incident && isDueForUpdate(turn, incident, contact)
    ? { ...contact, nextAttemptAt: turn.now }
    : contact;
}

/** They were told, whatever becomes of an update: it is tried again for a while, then left as it is. */
function endUpdate(turn: Turn, input: AttemptEnded, { page, contact }: Message): void {
  const { result, at } = input;
  const { updating: _, ...kept } = contact;
  const told: Contact = { ...kept, status: 'delivered' };
  if (result.outcome === 'delivered') {
    const next = { ...told, attempts: 0, ...(result.receipt && { receipt: result.receipt }) };
    return putContact(turn, page, updatedLater(turn, page, next));
  }
  const lost = result.outcome === 'refused' || contact.attempts > mostUpdates;
  if (lost) return putContact(turn, page, { ...told, attempts: 0 });
  const nextAttemptAt = result.outcome === 'ambiguous' ? turn.now : nextTry(turn, contact, result);
  putContact(turn, page, { ...told, nextAttemptAt: Math.max(nextAttemptAt, Math.min(at, turn.now)) });
}

/** With the backoff about a quarter of an hour. */
const mostUpdates = 25;

function refused(turn: Turn, input: AttemptEnded, message: Message): void {
  const { result } = input;
  const error = 'error' in result ? result.error : '';
  // 401 and 403 say that our token is wrong, not their address.
  const isOurs =
    result.outcome === 'refused' &&
    (result.unconfigured === true || result.status === 401 || result.status === 403);
  const reason = isOurs ? 'contact-unconfigured' : 'contact-bounced';
  record(turn, message, { input, change: 'refused', reason });
  const { page, contact } = message;
  if (page.target.kind === 'person' && !isOurs) markBounced(turn, { person: page.target.id, contact }, error);
  failContact(turn, message, { reason, error });
}

interface Retry {
  readonly message: Message;
  readonly result: Extract<AttemptResult, { outcome: 'retry' }>;
}

function retry(turn: Turn, input: AttemptEnded, { message, result }: Retry): void {
  const { page, contact } = message;
  const { error } = result;
  const since = contact.since ?? turn.now;
  const until = since + patienceMs(turn, page);
  if (turn.now >= until) {
    record(turn, message, { input, change: 'failed', reason: 'contact-gave-up' });
    return failContact(turn, message, { reason: 'contact-gave-up', error });
  }
  record(turn, message, { input, change: 'retry' });
  const nextAttemptAt = Math.max(turn.now, Math.min(nextTry(turn, contact, result), until));
  const late = !contact.passedOver && turn.now - since >= passOverMs;
  const next = {
    ...waitingUntil(contact, nextAttemptAt),
    lastError: error,
    ...(late && { passedOver: true as const }),
  };
  putContact(turn, page, next);
  if (!late) return;
  bringForward(turn, page.id);
  const now = turn.state.pages.get(page.id);
  if (now && now.code === undefined && isInVain(now)) pageFailed(turn, now, 'contact-gave-up');
}

/** Counted from the start of the attempt, as Alertmanager does. */
function nextTry(
  turn: Turn,
  { attempts, startedAt = turn.now }: Contact,
  { retryAfterMs = 0 }: Retry['result'],
): number {
  return Math.max(startedAt + backoffMs(attempts, turn.chance.next()), turn.now + retryAfterMs);
}

function patienceMs({ state, policy }: Turn, page: Page): number {
  if (page.code !== undefined) return codeValidMs;
  if (page.target.kind === 'receiver') return policy.giveUpAfterMs;
  const severity = state.incidents.get(page.incident)?.severity ?? page.severity;
  return severity === 'critical' && page.target.kind === 'person' ? Infinity : giveUpMs;
}

interface Failure {
  readonly reason: ContactReason;
  readonly error: string;
}

/** The next contact is told at once in its place; where there is none, whoever asked for the page is told that it failed. */
export function failContact(turn: Turn, { page, contact }: Message, { reason, error }: Failure): void {
  const { nextAttemptAt: _due, digest: _with, ...kept } = contact;
  putContact(turn, page, { ...kept, status: 'failed', reason, lastError: error });
  bringForward(turn, page.id);
  const now = turn.state.pages.get(page.id);
  if (!now || now.ended || now.contacts.some(isTold)) return;
  if (now.contacts.some(isToCome)) {
    // The others are tried on, as they have been for long.
    if (now.code === undefined && isInVain(now)) pageFailed(turn, now, 'not-delivered');
    return;
  }
  const failed = { ...now, ended: { at: turn.now, reason } };
  turn.put('page', now.id, failed);
  if (now.code === undefined)
    pageFailed(turn, failed, reason === 'contact-gave-up' ? reason : 'not-delivered');
}

/** What waits for the end of quiet hours, or for room in a storm, waits on: it has been put off for a reason. */
function bringForward(turn: Turn, id: string): void {
  const page = turn.state.pages.get(id);
  const [next] = (page?.contacts ?? [])
    .filter(
      ({ status, attempts, reason }) =>
        status === 'waiting' && attempts === 0 && reason !== 'quiet-hours-until' && reason !== 'storm-digest',
    )
    .sort((a, b) => (a.nextAttemptAt ?? 0) - (b.nextAttemptAt ?? 0));
  if (page && next && (next.nextAttemptAt ?? 0) > turn.now)
    putContact(turn, page, { ...next, nextAttemptAt: turn.now });
}

interface Recorded extends Pick<Contacted, 'change' | 'reason'> {
  readonly input: AttemptEnded;
}

function record(turn: Turn, { page, contact }: Message, { input, change, reason }: Recorded): void {
  if (page.code !== undefined) return;
  const { at, result } = input;
  const startedAt = contact.startedAt ?? turn.now;
  turn.record({
    kind: 'contact',
    incident: page.incident,
    page: page.id,
    integration: contact.integration,
    change,
    ...(reason && { reason }),
    attempt: contact.attempts,
    startedAt,
    tookMs: Math.max(0, at - startedAt),
    ...('error' in result && { error: result.error }),
    ...('status' in result && result.status !== undefined && { status: result.status }),
    ...(result.outcome === 'delivered' && result.note !== undefined && { answer: result.note }),
  });
}
