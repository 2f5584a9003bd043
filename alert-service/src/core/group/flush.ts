import { type Alert, isToldReason, type Notice } from '@tocsin/model';
import { type DueKind, readDueKey } from '../due-keys.ts';
import { followEscalation } from '../escalate/follow.ts';
import { incidentDue } from '../incident/due.ts';
import { acknowledgedFor } from '../incident/home.ts';
import { followIncident } from '../incident/lifecycle.ts';
import { believedOf, heardOf } from '../mute/heard.ts';
import { type Muted, mutedIn } from '../mute/muted.ts';
import { checkSilences } from '../mute/silence-watch.ts';
import { followDeadline, followFallen } from '../notify/fallback.ts';
import { hold } from '../notify/hold.ts';
import { followOrphan } from '../notify/orphan.ts';
import { applyDecision } from '../notify/outbox.ts';
import { believedFiring } from '../notify/told.ts';
import { type Decision, type Waiting, whyNotify } from '../notify/why-notify.ts';
import type { IntegrationPolicy } from '../policy.ts';
import { type Group, integrationKey, isDeadline, isSilenceKey, type Pending, type Told } from '../state.ts';
import type { Turn } from '../turn.ts';
import { batchOf, type GroupBatch } from './batch.ts';
import { type Negatives, recordDecision, recordMuted } from './record-flush.ts';
import { settle } from './settle.ts';

/**
 * One group of alerts on one route, with Alertmanager's timing:
 *   (nothing) --join---> WAITING  flushAt = now + groupWait (at once if the alert is older than that)
 *   WAITING   --flush--> OPEN     flushAt = tick + groupInterval
 *   OPEN      --settle-> OPEN, or (nothing) once the last alert has ended and all integrations finished
 */
export function flushDue(turn: Turn): void {
  let alerts = 0;
  for (let groups = 0; groups < turn.policy.flushLimit && alerts < alertsAtOnce; groups++) {
    const [key] = turn.state.flushes.take(turn.now, 1);
    if (key === undefined) return;
    const group = turn.state.groups.get(key);
    const onCall = readDueKey(key);
    if (group) alerts += flush(turn, group);
    else if (onCall) followDue(turn, onCall);
    else if (isSilenceKey(key)) checkSilences(turn);
    else if (isDeadline(key)) followDeadline(turn, key.slice(0, -1));
    else followOrphan(turn, key);
  }
}

function followDue(turn: Turn, { kind, id }: { readonly kind: DueKind; readonly id: string }): void {
  switch (kind) {
    case 'incident':
      return incidentDue(turn, id);
    case 'escalation':
      return followEscalation(turn, id);
  }
}

/** A few large groups are as much work as many small ones; what is left is due at once. */
const alertsAtOnce = 10_000;

/** Returns how many alerts it saw. */
function flush(turn: Turn, group: Group): number {
  const route = turn.policy.router.route(group.route);
  const batch = batchOf(turn.state, group, turn.now);
  const muted = mutedIn(turn, route, batch);
  recordEnded(turn, group, batch);
  followIncident(turn, group, { batch, muted: muted.why });
  const negatives: Negatives = { before: group.negatives, now: {} };
  for (const integration of turn.policy.receivers.get(group.receiver) ?? [])
    tellOne(turn, group, { integration, batch, muted, negatives });
  if (!muted.offTime) followFallbacks(turn, group, batch);
  const { offTime: _, ...kept } = group;
  turn.putGroup({
    ...kept,
    flushAt: turn.now + Math.max(route?.groupIntervalMs ?? 0, 1),
    flushSeq: turn.seq,
    flushedAt: turn.now,
    ...(muted.offTime && { offTime: muted.offTime.intervals }),
    negatives: negatives.now,
  });
  settle(turn, group.key);
  return batch.firing.length + batch.resolved.length;
}

/** Of those past their deadline, what is new now is told to their fallbacks too; and whether what they know has ended. */
function followFallbacks(turn: Turn, group: Group, batch: GroupBatch): void {
  for (const { key } of turn.policy.receivers.get(group.receiver) ?? [])
    followFallen(turn, integrationKey(group.key, `${group.receiver}/${key}`), batch.resolved.length > 0);
}

interface Telling {
  readonly integration: IntegrationPolicy;
  readonly batch: GroupBatch;
  readonly muted: Muted;
  readonly negatives: Negatives;
}

function tellOne(turn: Turn, group: Group, { integration, batch, muted, negatives }: Telling): void {
  const name = `${group.receiver}/${integration.key}`;
  const { told, pending } = known(turn, group, name);
  if (muted.offTime) {
    hold(turn, { group, integration: name, sendResolved: integration.sendResolved, batch });
    return recordMuted({ turn, group, name, muted, heard: new Set() }, negatives);
  }
  const believed = believedOf(told, pending);
  const heard = heardOf(batch, muted, believed);
  const decision = decide(turn, group, { integration, name, batch: heard, muted, believed });
  applyDecision(turn, { group, integration: name }, decision);
  recordDecision({ turn, group, name }, decision, negatives);
  const ends = new Set(heard.resolved.map((alert) => alert.fingerprint));
  recordMuted({ turn, group, name, muted, heard: ends }, negatives);
}

function known(
  turn: Turn,
  group: Group,
  name: string,
): { told: Told | undefined; pending: Pending | undefined } {
  const key = integrationKey(group.key, name);
  return { told: turn.state.told.get(key), pending: turn.state.pending.get(key) };
}

interface Asked {
  readonly integration: IntegrationPolicy;
  readonly name: string;
  /** What this integration hears. */
  readonly batch: GroupBatch;
  readonly muted: Muted;
  readonly believed: ReadonlySet<string>;
}

function decide(turn: Turn, group: Group, { integration, name, batch, muted, believed }: Asked): Decision {
  const { told, pending } = known(turn, group, name);
  const over = integration.sendResolved ? [] : batch.resolved.map((alert) => alert.fingerprint);
  const toldOf = new Set(believedFiring(told));
  const first =
    pending?.first && without(pending.first, muted, new Set(over.filter((each) => toldOf.has(each))));
  return whyNotify({
    told,
    waiting: {
      ...(first && { first: draftOf(first) }),
      firstWasCut: first !== pending?.first,
      ...(pending?.newest && isToldReason(pending.newest.why) && { newest: draftOf(pending.newest) }),
      inFlight: pending?.inFlight !== undefined,
      ...(pending?.doubted && { doubted: pending.doubted }),
      believed: [...believed],
    },
    batch,
    policy: {
      sendResolved: integration.sendResolved,
      repeatIntervalMs: turn.policy.router.route(group.route)?.repeatIntervalMs ?? Infinity,
      acknowledged: integration.quietWhenAcknowledged && acknowledgedFor(turn.state, batch.firing),
    },
  });
}

/**
 * Nobody is woken by an alert that somebody has silenced since: it pages once it is unmuted, if it still fires. Nor once
 * more by one that was told already and is `over`, where its end is not wanted.
 */
function without(first: Notice, { why }: Muted, over: ReadonlySet<string>): Notice {
  const firing = first.firing.filter(({ fingerprint }) => !why.has(fingerprint) && !over.has(fingerprint));
  return firing.length === first.firing.length ? first : { ...first, firing };
}

function draftOf(notice: {
  why: string;
  firing: readonly Alert[];
  resolved: readonly Alert[];
}): Waiting['first'] {
  return {
    why: isToldReason(notice.why) ? notice.why : 'repeat-interval',
    firing: notice.firing,
    resolved: notice.resolved,
  };
}

/** Said once: at the first flush after the end. */
function recordEnded(turn: Turn, group: Group, batch: GroupBatch): void {
  const seqOf = (alert: Alert): number => turn.state.alerts.get(alert.fingerprint)?.seq ?? 0;
  const fresh = batch.resolved.filter(
    (alert) => alert.endsAt > group.flushedAt || seqOf(alert) > group.flushSeq,
  );
  for (const cause of ['resolved', 'expired'] as const) {
    const alerts = fresh
      .filter((alert) => alert.expires === (cause === 'expired'))
      .map((alert) => alert.fingerprint);
    if (alerts.length > 0) turn.record({ kind: 'ended', group: group.key, cause, alerts });
  }
}
