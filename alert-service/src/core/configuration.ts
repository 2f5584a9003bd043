import type { Labels } from '@tocsin/model';
import { joinGroups } from './alert/receive.ts';
import { noteConfiguration } from './changes/take.ts';
import { followPolicies } from './escalate/react.ts';
import { followReceiver, moveIncident } from './incident/lifecycle.ts';
import type { ConfigurationInput } from './input.ts';
import { isStandIn, renewDeadlines } from './notify/fallback.ts';
import { forgetPaces } from './notify/pace.ts';
import { believedAt, orphan, wantedKeys } from './notify/orphan.ts';
import { type Group, integrationKey } from './state.ts';
import { takeOnCallFiles } from './on-call/change.ts';
import { recoverMembers } from './recover.ts';
import type { Turn } from './turn.ts';

/**
 * The configuration from here on. Where it differs from the last, groups are rebuilt from the alerts: those that no route
 * makes any more end, and what was told of them is told that it has ended (notify/orphan). A reload begins all timers
 * anew, whether anything differs or not.
 */
export function configure(turn: Turn, { hash, cause }: ConfigurationInput): void {
  const before = turn.state.configuration;
  if (before === hash && cause !== 'reload') return;
  turn.record({ kind: 'configuration', hash });
  turn.state.configuration = hash;
  takeOnCallFiles(turn);
  if (before === '') return;
  if (before !== hash) {
    noteConfiguration(turn);
    rerouteAlerts(turn);
    dropGroups(turn);
    renewDeadlines(turn);
    forgetPaces(turn);
  }
  if (cause === 'reload') beginTimersAnew(turn);
  followPolicies(turn);
}

/**
 * As Alertmanager, which rebuilds its groups (upstream's TestReload): one with an alert older than group_wait flushes at
 * once, and is deduplicated by what was told. What waits for a receiver is tried at once, whatever backoff it had: the
 * reload may be what mends it. What was refused, or is held back by a muted interval, is for that flush to decide.
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
    if (!pending.inFlight && pending.nextAttemptAt !== undefined)
      turn.putPending({ ...pending, nextAttemptAt: turn.now });
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
      keepGroup(turn, group, route.receiver);
      followReceiver(turn, { key, receiver: route.receiver });
      continue;
    }
    turn.dropGroup(key);
    moveIncident(turn, key);
  }
  leaveOrphans(turn, left);
}

function keepGroup(turn: Turn, group: Group, receiver: string): void {
  const { elsewhere: before, ...kept } = group;
  const elsewhere = toldElsewhere(turn, { ...group, receiver });
  if (receiver === group.receiver && elsewhere.join() === (before ?? []).join()) return;
  turn.putGroup({ ...kept, receiver, ...(elsewhere.length > 0 && { elsewhere }) });
}

/** The group lives on without them: they were told here, or may be by what waits, and are routed elsewhere now. */
function toldElsewhere({ state, policy }: Turn, { key, receiver }: Group): readonly string[] {
  const members = state.members.get(key);
  const known = new Set<string>();
  for (const each of policy.receivers.get(receiver) ?? [])
    for (const fingerprint of believedAt(state, integrationKey(key, `${receiver}/${each.key}`)))
      known.add(fingerprint);
  return [...known].filter((each) => !members?.has(each) && state.alerts.has(each)).sort();
}

/** What was told, or waits to be, where no group is told any more. What a group is told again is an orphan no more. */
function leaveOrphans(turn: Turn, labelsOf: ReadonlyMap<string, Labels>): void {
  const { told, pending, orphans } = turn.state;
  const wanted = wantedKeys(turn);
  for (const key of orphans.keys()) if (wanted.has(key)) turn.dropOrphan(key);
  const left = [...new Set([...told.keys(), ...pending.keys()])].filter(
    (key) => !wanted.has(key) && !isStandIn(turn, key, wanted),
  );
  for (const key of left.sort()) {
    const group = (told.get(key) ?? pending.get(key))?.group ?? '';
    orphan(turn, key, labelsOf.get(group) ?? {});
  }
}

/** A recovered state has its rows in the order of their keys: what is recorded must not depend on that. */
const inOrder = <T>(rows: ReadonlyMap<string, T>): [string, T][] =>
  [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
