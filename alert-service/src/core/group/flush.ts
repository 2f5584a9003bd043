import type { Alert, NotToldReason } from '@tocsin/model';
import { isToldReason } from '@tocsin/model';
import { acknowledgedFor, followIncident } from '../incident/lifecycle.ts';
import { followOrphan } from '../notify/orphan.ts';
import { applyDecision } from '../notify/outbox.ts';
import { type Decision, type Waiting, whyNotify } from '../notify/why-notify.ts';
import type { IntegrationPolicy } from '../policy.ts';
import { type Group, integrationKey } from '../state.ts';
import type { Turn } from '../turn.ts';
import { batchOf, type GroupBatch } from './batch.ts';
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
    if (group) alerts += flush(turn, group);
    else followOrphan(turn, key);
  }
}

/** A few large groups are as much work as many small ones; what is left is due at once. */
const alertsAtOnce = 10_000;

/** Returns how many alerts it saw. */
function flush(turn: Turn, group: Group): number {
  const batch = batchOf(turn.state, group, turn.now);
  recordEnded(turn, group, batch);
  const negatives: Record<string, { reason: NotToldReason; alerts: string }> = { ...group.negatives };
  followIncident(turn, group, batch);
  for (const integration of turn.policy.receivers.get(group.receiver) ?? []) {
    const name = `${group.receiver}/${integration.key}`;
    const decision = decide(turn, group, { integration, name, batch });
    applyDecision(turn, { group, integration: name }, decision);
    recordDecision({ turn, group, name, decision }, negatives);
  }
  const interval = turn.policy.router.route(group.route)?.groupIntervalMs ?? 0;
  turn.putGroup({
    ...group,
    flushAt: turn.now + Math.max(interval, 1),
    flushSeq: turn.seq,
    flushedAt: turn.now,
    negatives,
  });
  settle(turn, group.key);
  return batch.firing.length + batch.resolved.length;
}

interface Asked {
  readonly integration: IntegrationPolicy;
  readonly name: string;
  readonly batch: GroupBatch;
}

function decide(turn: Turn, group: Group, { integration, name, batch }: Asked): Decision {
  const key = integrationKey(group.key, name);
  const pending = turn.state.pending.get(key);
  return whyNotify({
    told: turn.state.told.get(key),
    waiting: {
      ...(pending?.first && { first: draftOf(pending.first) }),
      ...(pending?.newest && isToldReason(pending.newest.why) && { newest: draftOf(pending.newest) }),
      inFlight: pending?.inFlight !== undefined,
      ...(pending?.doubted && { doubted: pending.doubted }),
    },
    batch,
    policy: {
      sendResolved: integration.sendResolved,
      repeatIntervalMs: turn.policy.router.route(group.route)?.repeatIntervalMs ?? Infinity,
      acknowledged: integration.quietWhenAcknowledged && acknowledgedFor(turn.state, batch.firing),
    },
  });
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

interface Recorded {
  readonly turn: Turn;
  readonly group: Group;
  readonly name: string;
  readonly decision: Decision;
}

/** A negative reason equal to the last one of the same alerts holds on and is not written again. */
function recordDecision(
  { turn, group, name, decision }: Recorded,
  negatives: Record<string, { reason: NotToldReason; alerts: string }>,
): void {
  const { reason } = decision;
  const alerts = decision.about.map((alert) => alert.fingerprint);
  if (isToldReason(reason)) {
    delete negatives[name];
  } else {
    const list = alerts.join(' ');
    const last = negatives[name];
    if (last?.reason === reason && last.alerts === list) return;
    negatives[name] = { reason, alerts: list };
  }
  const pending = turn.state.pending.get(integrationKey(group.key, name));
  const notice = decision.first ? pending?.first?.id : decision.newest ? pending?.newest?.id : undefined;
  turn.record({
    kind: 'flush',
    group: group.key,
    integration: name,
    reason,
    told: isToldReason(reason),
    alerts,
    ...(notice && { notice }),
  });
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
