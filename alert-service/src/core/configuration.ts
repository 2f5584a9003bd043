import { joinGroups } from './alert/receive.ts';
import { moveIncident } from './incident/lifecycle.ts';
import type { ConfigurationInput } from './input.ts';
import { endNotice } from './notify/outbox.ts';
import { recoverMembers } from './recover.ts';
import { integrationKey, type Pending } from './state.ts';
import type { Turn } from './turn.ts';

/**
 * The configuration from here on. Where it differs from the last, or is a reload, groups are rebuilt from the alerts.
 * Groups that no route makes any more end, and what waited for them ends as `receiver-removed`.
 */
export function configure(turn: Turn, { hash, cause }: ConfigurationInput): void {
  const reload = cause === 'reload';
  if (turn.state.configuration === hash && !reload) return;
  turn.record({ kind: 'configuration', hash });
  const first = turn.state.configuration === '';
  turn.state.configuration = hash;
  if (first) return;
  rerouteAlerts(turn);
  dropOrphans(turn);
  if (reload) beginTimersAnew(turn);
}

/**
 * As Alertmanager, which rebuilds its groups (upstream's TestReload): one with an alert older than group_wait flushes at
 * once, and is deduplicated by what was told. What waits for a receiver is tried at once, whatever backoff it had: the
 * reload may be what mends it.
 */
function beginTimersAnew(turn: Turn): void {
  for (const [key, group] of inOrder(turn.state.groups)) {
    const waitMs = turn.policy.router.route(group.route)?.groupWaitMs ?? 0;
    const members = [...(turn.state.members.get(key) ?? [])];
    const waited = members.some(
      (each) => (turn.state.alerts.get(each)?.alert.startsAt ?? Infinity) + waitMs < turn.now,
    );
    turn.putGroup({ ...group, flushAt: waited ? turn.now : turn.now + waitMs });
  }
  for (const [, pending] of inOrder(turn.state.pending))
    if (!pending.inFlight) turn.putPending({ ...pending, nextAttemptAt: turn.now });
}

/** First as after a recovery, which knows only the new routes: else a replay, which does not recover, would differ. */
function rerouteAlerts(turn: Turn): void {
  recoverMembers(turn.state, turn.policy.router);
  const joined = new Map<string, string[]>();
  for (const [fingerprint, { alert, groups }] of turn.state.alerts) {
    if (alert.endsAt <= turn.now) continue;
    for (const key of joinGroups(turn, alert, groups)) {
      const list = joined.get(key);
      if (list) list.push(fingerprint);
      else joined.set(key, [fingerprint]);
    }
  }
  for (const [key, alerts] of joined) {
    const receiver = turn.state.groups.get(key)?.receiver ?? '';
    turn.record({ kind: 'joined', group: key, receiver, alerts, source: 'configuration' });
  }
}

function dropOrphans(turn: Turn): void {
  for (const [key, group] of inOrder(turn.state.groups)) {
    const route = turn.policy.router.route(group.route);
    const members = turn.state.members.get(key);
    if (route && members && members.size > 0) {
      if (route.receiver !== group.receiver) turn.putGroup({ ...group, receiver: route.receiver });
      continue;
    }
    turn.dropGroup(key);
    moveIncident(turn, key);
  }
  const wanted = new Set<string>();
  for (const group of turn.state.groups.values())
    for (const each of turn.policy.receivers.get(group.receiver) ?? [])
      wanted.add(integrationKey(group.key, `${group.receiver}/${each.key}`));
  for (const [key, pending] of inOrder(turn.state.pending)) if (!wanted.has(key)) dropPending(turn, pending);
  for (const [key, told] of inOrder(turn.state.told))
    if (!wanted.has(key)) turn.dropTold(told.group, told.integration);
}

/** What is in flight may have been replaced by what waits: each of them ends. */
function dropPending(turn: Turn, { group, integration, first, newest, inFlight }: Pending): void {
  const notices = [first, newest, inFlight?.notice].flatMap((notice) => notice ?? []);
  for (const notice of new Map(notices.map((each) => [each.id, each])).values())
    endNotice(turn, notice, 'receiver-removed');
  turn.dropPending(group, integration);
}

/** A recovered state has its rows in the order of their keys: what is recorded must not depend on that. */
const inOrder = <T>(rows: ReadonlyMap<string, T>): [string, T][] =>
  [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
