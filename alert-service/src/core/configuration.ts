import type { Labels } from '@tocsin/model';
import { joinGroups } from './alert/receive.ts';
import { moveIncident } from './incident/lifecycle.ts';
import type { ConfigurationInput } from './input.ts';
import { orphan, wantedKeys } from './notify/orphan.ts';
import { recoverMembers } from './recover.ts';
import type { Turn } from './turn.ts';

/**
 * The configuration from here on. Where it differs from the last, or is a reload, groups are rebuilt from the alerts.
 * Groups that no route makes any more end; what was told of them is told that it has ended (notify/orphan).
 */
export function configure(turn: Turn, { hash, cause }: ConfigurationInput): void {
  const reload = cause === 'reload';
  if (turn.state.configuration === hash && !reload) return;
  turn.record({ kind: 'configuration', hash });
  const first = turn.state.configuration === '';
  turn.state.configuration = hash;
  if (first) return;
  rerouteAlerts(turn);
  dropGroups(turn);
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

/** A group that has a route and alerts goes on, with the receiver of now; the others end, and their incidents move. */
function dropGroups(turn: Turn): void {
  const left = new Map<string, Labels>();
  for (const [key, group] of inOrder(turn.state.groups)) {
    left.set(key, group.labels);
    const route = turn.policy.router.route(group.route);
    const members = turn.state.members.get(key);
    if (route && members && members.size > 0) {
      if (route.receiver !== group.receiver) turn.putGroup({ ...group, receiver: route.receiver });
      continue;
    }
    turn.dropGroup(key);
    moveIncident(turn, key);
  }
  leaveOrphans(turn, left);
}

/** What was told, or waits to be, where no group is told any more. What a group is told again is an orphan no more. */
function leaveOrphans(turn: Turn, labelsOf: ReadonlyMap<string, Labels>): void {
  const { told, pending, orphans } = turn.state;
  const wanted = wantedKeys(turn);
  for (const key of orphans.keys()) if (wanted.has(key)) turn.dropOrphan(key);
  for (const key of [...new Set([...told.keys(), ...pending.keys()])].sort()) {
    const group = (told.get(key) ?? pending.get(key))?.group ?? '';
    if (!wanted.has(key)) orphan(turn, key, labelsOf.get(group) ?? {});
  }
}

/** A recovered state has its rows in the order of their keys: what is recorded must not depend on that. */
const inOrder = <T>(rows: ReadonlyMap<string, T>): [string, T][] =>
  [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
