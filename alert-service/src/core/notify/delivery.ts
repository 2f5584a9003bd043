import type { AttemptOutcome, Notice, Receipt } from '@tocsin/model';
import { settle } from '../group/settle.ts';
import { incidentOfAlerts } from '../incident/home.ts';
import { updateLatePost } from '../incident/posts.ts';
import type { AttemptEnded, AttemptResult, AttemptStarted } from '../input.ts';
import { integrationOf } from '../policy.ts';
import { type InFlight, integrationKey, type Pending, type Told } from '../state.ts';
import type { Turn } from '../turn.ts';
import { backoffMs } from './backoff.ts';
import { tryingFrom } from './fallback.ts';
import { digestOf } from './digest.ts';
import { isOffTime, withoutAttempt } from './hold.ts';
import { endNotice, stillBelieved } from './outbox.ts';
import { giveTurnBack, nextNotice, takeTurn } from './pace.ts';
import { believedFiring } from './told.ts';
import { isUpdate } from './update.ts';

/** Freezes what is owed next and hands it out as an effect. Nothing happens if it is not due any more. */
export function startAttempt(turn: Turn, { group, integration }: AttemptStarted): void {
  const key = integrationKey(group, integration);
  const pending = turn.state.pending.get(key);
  const notice = pending && nextNotice(pending);
  if (!pending || !notice || pending.inFlight) return;
  if (pending.nextAttemptAt === undefined || pending.nextAttemptAt > turn.now) return;
  // What its group is told waits by itself; a fallback has no flush there that says so.
  if (turn.state.orphans.has(key) && isOffTime(turn.state, group))
    return turn.putPending(withoutAttempt(pending));
  const others = takeTurn(turn, pending);
  const attempt = pending.attempts + 1;
  if (!others) return;
  if (others.length > 0) return startDigest(turn, pending, others);
  freeze(turn, pending, { notice });
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

type Frozen = Pick<InFlight, 'notice' | 'digest'>;

function freeze(turn: Turn, pending: Pending, { notice, digest }: Frozen): void {
  const { limited: _, ...kept } = pending;
  turn.putPending({
    ...kept,
    inFlight: {
      notice,
      attempt: pending.attempts + 1,
      startedAt: turn.now,
      ...(digest && { digest }),
    },
    ...(!isUpdate(notice) && { trying: tryingFrom(turn, pending) }),
  });
}

/** One message, one answer: it is kept with the first of them, and is the others' too. */
function startDigest(turn: Turn, lead: Pending, others: readonly Pending[]): void {
  const notice = digestOf(turn, [lead, ...others]);
  if (!notice) return;
  for (const each of [lead, ...others]) {
    const own = nextNotice(each);
    const groups = others.map(({ group }) => group);
    if (own)
      freeze(turn, each, { notice: own, digest: { id: notice.id, groups: each === lead ? groups : [] } });
  }
  const { group, integration } = lead;
  turn.sends.push({
    ...{ group, integration, receiver: notice.receiver, notice, attempt: lead.attempts + 1 },
    others: others.map((each) => integrationKey(each.group, integration)),
  });
}

/** `told` changes by a delivery that says done, and by nothing else here. */
export function endAttempt(turn: Turn, input: AttemptEnded): void {
  const pending = turn.state.pending.get(integrationKey(input.group, input.integration));
  const inFlight = pending?.inFlight;
  if (!pending || !inFlight) return;
  const { digest, notice } = inFlight;
  if (input.notice !== notice.id && input.notice !== digest?.id) return;
  endOne(turn, input, { pending, inFlight });
  const failed = input.result.outcome !== 'delivered';
  if (failed && !isUpdate(notice)) giveTurnBack(turn, input.integration, inFlight.startedAt);
  if (!digest) return;
  for (const group of digest.groups) endWith(turn, { ...input, group }, digest.id);
  if (failed) waitTogether(turn, input, digest.groups);
}

function endWith(turn: Turn, input: AttemptEnded, digest: string): void {
  const pending = turn.state.pending.get(integrationKey(input.group, input.integration));
  const inFlight = pending?.inFlight;
  if (pending && inFlight?.digest?.id === digest) endOne(turn, input, { pending, inFlight });
}

/** They are tried again as they were: in one message, by the backoff of the first. */
function waitTogether(turn: Turn, { group, integration }: AttemptEnded, others: readonly string[]): void {
  const nextAttemptAt = turn.state.pending.get(integrationKey(group, integration))?.nextAttemptAt;
  for (const each of [group, ...others]) {
    const pending = turn.state.pending.get(integrationKey(each, integration));
    if (!pending || pending.inFlight || pending.nextAttemptAt === undefined) continue;
    turn.putPending({ ...pending, limited: true, nextAttemptAt: nextAttemptAt ?? pending.nextAttemptAt });
  }
}

interface Ended {
  readonly pending: Pending;
  readonly inFlight: InFlight;
}

/** A digest is nobody's own message: none is updated later by its receipt. */
function endOne(turn: Turn, input: AttemptEnded, { pending, inFlight }: Ended): void {
  const { result } = input;
  recordAttempt(turn, input, inFlight);
  const receipt = result.outcome === 'delivered' && !inFlight.digest ? result.receipt : undefined;
  if (result.outcome === 'delivered') delivered(turn, pending, { ...inFlight, receipt, at: input.at });
  else undelivered(turn, pending, { ...inFlight, result });
  settle(turn, input.group);
}

interface Delivered extends InFlight {
  readonly receipt: Receipt | undefined;
  readonly at: number;
}

function delivered(turn: Turn, pending: Pending, delivery: Delivered): void {
  const { notice } = delivery;
  tell(turn, pending, delivery);
  endNotice(turn, notice, 'delivered');
  const first = pending.first?.id === notice.id ? undefined : stillOwed(turn, pending, notice);
  const newest = pending.newest?.id === notice.id ? undefined : pending.newest;
  if (pending.first && pending.first.id !== notice.id && !first) endNotice(turn, pending.first, 'superseded');
  if (!first && !newest) {
    turn.dropPending(pending.group, pending.integration);
    return isUpdate(notice) ? undefined : updateLatePost(turn, delivery);
  }
  turn.putPending({
    group: pending.group,
    integration: pending.integration,
    ...(first && { first }),
    ...(newest && { newest }),
    attempts: 0,
    since: turn.now,
    ...(!isOffTime(turn.state, pending.group) && { nextAttemptAt: turn.now }),
    ...(isUpdate(notice) && pending.doubted && { doubted: pending.doubted }),
    ...(isUpdate(notice) && pending.believed && { believed: pending.believed }),
  });
}

/** What waited behind a delivery: nothing any more if that told it all; new alerts where it was not the first. */
function stillOwed(turn: Turn, { group, integration, first }: Pending, notice: Notice): Notice | undefined {
  if (!first || isUpdate(notice)) return first;
  const firing = new Set(turn.state.told.get(integrationKey(group, integration))?.firing);
  if (first.firing.every((alert) => firing.has(alert.fingerprint))) return undefined;
  return { ...first, why: firing.size === 0 ? 'first' : 'new-alerts' };
}

function tell(turn: Turn, pending: Pending, { notice, receipt, at }: Delivered): void {
  const before = turn.state.told.get(integrationKey(pending.group, pending.integration));
  const kept = receipt ?? before?.receipt;
  const update = isUpdate(notice);
  const owed = update ? (before?.owed ?? []) : stillOwedEnds(turn, before, notice);
  turn.putTold({
    group: pending.group,
    integration: pending.integration,
    firing: update ? (before?.firing ?? []) : notice.firing.map((alert) => alert.fingerprint),
    resolved: update ? (before?.resolved ?? []) : notice.resolved.map((alert) => alert.fingerprint),
    // An answer from before the clock was set back is not in the future.
    at: Math.min(turn.now, update ? (before?.at ?? at) : at),
    ...(kept && { receipt: kept }),
    ...(owed.length > 0 && { owed }),
  });
}

/** Told as firing before, and in neither list now: muted. Who has left the group was forgotten on purpose. */
function stillOwedEnds(turn: Turn, before: Told | undefined, notice: Notice): readonly string[] {
  const members = turn.state.members.get(notice.group);
  const elsewhere = turn.state.groups.get(notice.group)?.elsewhere;
  const said = new Set([...notice.firing, ...notice.resolved].map((alert) => alert.fingerprint));
  const orphaned = before && turn.state.orphans.has(integrationKey(before.group, before.integration));
  return believedFiring(before).filter(
    (each) => !said.has(each) && (orphaned || members?.has(each) || elsewhere?.includes(each)),
  );
}

type Failed = Exclude<AttemptResult, { outcome: 'delivered' }>;

interface Undelivered extends InFlight {
  readonly result: Failed;
}

function undelivered(turn: Turn, pending: Pending, attempted: Undelivered): void {
  const { notice, attempt, result } = attempted;
  const { inFlight: _, nextAttemptAt: __, believed: ___, ...kept } = pending;
  const replaced = pending.first?.id !== notice.id && pending.newest?.id !== notice.id;
  const configured = integrationOf(turn.policy, pending.integration) !== undefined;
  if (replaced) endNotice(turn, notice, configured ? 'superseded' : 'receiver-removed');
  const lost = turn.now - pending.since >= turn.policy.giveUpAfterMs;
  const doubted = doubtedAfter(pending, notice, result);
  const believed = lost ? [] : stillBelieved(turn, pending, believedAfter(pending, notice, result));
  if ((!pending.first && !pending.newest && !doubted) || lost) {
    const reason = result.outcome === 'refused' ? 'refused' : 'gave-up';
    for (const each of [pending.first, pending.newest]) if (each) endNotice(turn, each, reason);
    return turn.dropPending(pending.group, pending.integration);
  }
  const next = nextAttemptAt(turn, pending, attempted);
  const lastError = 'error' in result ? { lastError: result.error } : {};
  turn.putPending({
    ...kept,
    attempts: attempt,
    ...lastError,
    ...(next !== undefined && { nextAttemptAt: next }),
    ...(doubted && { doubted }),
    ...(believed.length > 0 && { believed }),
  });
}

function doubtedAfter(pending: Pending, notice: Notice, result: Failed): readonly string[] | undefined {
  if (!mayHaveArrived(notice, result) || notice.resolved.length === 0) return pending.doubted;
  return [...new Set([...(pending.doubted ?? []), ...notice.resolved.map((alert) => alert.fingerprint)])];
}

function believedAfter(pending: Pending, notice: Notice, result: Failed): readonly string[] {
  if (!mayHaveArrived(notice, result)) return pending.believed ?? [];
  return [...new Set([...(pending.believed ?? []), ...notice.firing.map((alert) => alert.fingerprint)])];
}

/** No answer, or a fault after it was taken in: it may have arrived. What was turned away did not. */
const mayHaveArrived = (notice: Notice, result: Failed): boolean =>
  !isUpdate(notice) &&
  result.outcome !== 'refused' &&
  !(result.outcome === 'retry' && result.status !== undefined && result.status < 500);

/**
 * Undefined: refused, and kept for the next flush of its group. Counted from the start of the attempt. Whatever a
 * receiver asks for, there is one more attempt when it would be given up, since only an attempt can give it up.
 */
function nextAttemptAt(
  turn: Turn,
  { since, group }: Pending,
  { result, attempt, startedAt }: Undelivered,
): number | undefined {
  if (result.outcome === 'refused' || isOffTime(turn.state, group)) return undefined;
  if (result.outcome === 'ambiguous') return turn.now;
  const backoff = startedAt + backoffMs(attempt, turn.chance.next());
  const wanted = Math.max(backoff, turn.now + (result.retryAfterMs ?? 0));
  return Math.max(turn.now, Math.min(wanted, since + turn.policy.giveUpAfterMs));
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
