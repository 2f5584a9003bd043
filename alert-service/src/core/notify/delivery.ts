import type { AttemptOutcome, Notice, Receipt } from '@tocsin/model';
import { settle } from '../group/settle.ts';
import { incidentOfAlerts } from '../incident/lifecycle.ts';
import type { AttemptEnded, AttemptResult, AttemptStarted } from '../input.ts';
import { type InFlight, integrationKey, type Pending } from '../state.ts';
import type { Turn } from '../turn.ts';
import { backoffMs } from './backoff.ts';
import { endNotice } from './outbox.ts';

/** Freezes what is owed next and hands it out as an effect. Nothing happens if it is not due any more. */
export function startAttempt(turn: Turn, { group, integration }: AttemptStarted): void {
  const key = integrationKey(group, integration);
  const pending = turn.state.pending.get(key);
  const notice = pending?.first ?? pending?.newest;
  if (!pending || !notice || pending.inFlight) return;
  if (pending.nextAttemptAt === undefined || pending.nextAttemptAt > turn.now) return;
  const attempt = pending.attempts + 1;
  turn.putPending({ ...pending, inFlight: { notice, attempt, startedAt: turn.now } });
  const receipt = turn.state.told.get(key)?.receipt;
  const incident = incidentOfAlerts(turn.state, [...notice.firing, ...notice.resolved]);
  turn.sends.push({
    group,
    integration,
    receiver: notice.receiver,
    notice,
    attempt,
    ...(receipt && { receipt }),
    ...(incident && { incident }),
  });
}

/** `told` changes by a delivery that says done, and by nothing else here. */
export function endAttempt(turn: Turn, input: AttemptEnded): void {
  const pending = turn.state.pending.get(integrationKey(input.group, input.integration));
  const inFlight = pending?.inFlight;
  if (!pending || inFlight?.notice.id !== input.notice) return;
  recordAttempt(turn, input, inFlight);
  if (input.result.outcome === 'delivered')
    delivered(turn, pending, { notice: inFlight.notice, receipt: input.result.receipt, at: input.at });
  else undelivered(turn, pending, { ...inFlight, result: input.result });
  settle(turn, input.group);
}

interface Delivered {
  readonly notice: Notice;
  readonly receipt: Receipt | undefined;
  readonly at: number;
}

function delivered(turn: Turn, pending: Pending, delivery: Delivered): void {
  const { notice } = delivery;
  tell(turn, pending, delivery);
  endNotice(turn, notice, 'delivered');
  const firing = new Set(turn.state.told.get(integrationKey(pending.group, pending.integration))?.firing);
  const stillUntold = pending.first?.firing.some((alert) => !firing.has(alert.fingerprint)) === true;
  const first = pending.first?.id !== notice.id && stillUntold ? pending.first : undefined;
  const newest = pending.newest?.id === notice.id ? undefined : pending.newest;
  if (pending.first && pending.first.id !== notice.id && !first) endNotice(turn, pending.first, 'superseded');
  if (!first && !newest) return turn.dropPending(pending.group, pending.integration);
  turn.putPending({
    group: pending.group,
    integration: pending.integration,
    ...(first && { first }),
    ...(newest && { newest }),
    attempts: 0,
    since: turn.now,
    nextAttemptAt: turn.now,
  });
}

function tell(turn: Turn, pending: Pending, { notice, receipt, at }: Delivered): void {
  const before = turn.state.told.get(integrationKey(pending.group, pending.integration));
  const kept = receipt ?? before?.receipt;
  const update = notice.why.startsWith('incident-');
  turn.putTold({
    group: pending.group,
    integration: pending.integration,
    firing: update ? (before?.firing ?? []) : notice.firing.map((alert) => alert.fingerprint),
    resolved: update ? (before?.resolved ?? []) : notice.resolved.map((alert) => alert.fingerprint),
    at: update ? (before?.at ?? at) : at,
    ...(kept && { receipt: kept }),
  });
}

type Failed = Exclude<AttemptResult, { outcome: 'delivered' }>;

interface Undelivered extends InFlight {
  readonly result: Failed;
}

function undelivered(turn: Turn, pending: Pending, attempted: Undelivered): void {
  const { notice, attempt, result } = attempted;
  const { inFlight: _, nextAttemptAt: __, ...kept } = pending;
  const replaced = pending.first?.id !== notice.id && pending.newest?.id !== notice.id;
  if (replaced) endNotice(turn, notice, 'superseded');
  const lost = turn.now - pending.since >= turn.policy.giveUpAfterMs;
  if ((!pending.first && !pending.newest) || lost) {
    const reason = result.outcome === 'refused' ? 'refused' : 'gave-up';
    for (const each of [pending.first, pending.newest]) if (each) endNotice(turn, each, reason);
    return turn.dropPending(pending.group, pending.integration);
  }
  const next = nextAttemptAt(turn, attempted);
  const lastError = 'error' in result ? { lastError: result.error } : {};
  turn.putPending({
    ...kept,
    attempts: attempt,
    ...lastError,
    ...(next !== undefined && { nextAttemptAt: next }),
  });
}

/** Undefined: refused, and kept for the next flush of its group. Counted from the start of the attempt. */
function nextAttemptAt(turn: Turn, { result, attempt, startedAt }: Undelivered): number | undefined {
  if (result.outcome === 'refused') return undefined;
  if (result.outcome === 'ambiguous') return turn.now;
  const backoff = startedAt + backoffMs(attempt, turn.chance.next());
  return Math.max(turn.now, backoff, turn.now + (result.retryAfterMs ?? 0));
}

function recordAttempt(turn: Turn, input: AttemptEnded, { notice, attempt, startedAt }: InFlight): void {
  const { result } = input;
  const outcome: AttemptOutcome = result.outcome;
  turn.record({
    kind: 'attempt',
    group: input.group,
    integration: input.integration,
    notice: notice.id,
    attempt,
    outcome,
    startedAt,
    tookMs: Math.max(0, input.at - startedAt),
    ...('error' in result && { error: result.error }),
    ...('status' in result && result.status !== undefined && { status: result.status }),
  });
}
