import { joinGroups } from './alert/receive.ts';
import type { ConfigurationInput } from './input.ts';
import { endNotice } from './notify/outbox.ts';
import { groupKey, groupLabels } from './route/router.ts';
import { integrationKey } from './state.ts';
import type { Turn } from './turn.ts';

/**
 * The configuration from here on. Where it differs from the last, groups are rebuilt from the alerts: one older than
 * group_wait flushes at once and is deduplicated by what was told. Groups that no route makes any more end, and what
 * waited for them ends as `receiver-removed`.
 */
export function configure(turn: Turn, { hash }: ConfigurationInput): void {
  if (turn.state.configuration === hash) return;
  turn.record({ kind: 'configuration', hash });
  const first = turn.state.configuration === '';
  turn.state.configuration = hash;
  if (first) return;
  rerouteAlerts(turn);
  dropOrphans(turn);
}

function rerouteAlerts(turn: Turn): void {
  const joined = new Map<string, string[]>();
  for (const [fingerprint, record] of [...turn.state.alerts]) {
    const { alert } = record;
    const routes = turn.policy.router.match(alert.labels);
    const groups = routes.map((route) => groupKey(route, groupLabels(route, alert.labels)));
    const moved =
      groups.length !== record.groups.length || groups.some((key, index) => key !== record.groups[index]);
    if (moved) {
      turn.state.alerts.set(fingerprint, { ...record, groups });
      for (const key of record.groups)
        if (!groups.includes(key)) turn.state.members.get(key)?.delete(fingerprint);
    }
    if (alert.endsAt <= turn.now) continue;
    for (const key of joinGroups(turn, alert, groups))
      joined.set(key, [...(joined.get(key) ?? []), fingerprint]);
  }
  for (const [key, alerts] of joined) {
    const receiver = turn.state.groups.get(key)?.receiver ?? '';
    turn.record({ kind: 'joined', group: key, receiver, alerts, source: 'configuration' });
  }
}

function dropOrphans(turn: Turn): void {
  for (const group of [...turn.state.groups.values()]) {
    const route = turn.policy.router.route(group.route);
    const members = turn.state.members.get(group.key);
    if (route && members && members.size > 0) {
      if (route.receiver !== group.receiver) turn.putGroup({ ...group, receiver: route.receiver });
      continue;
    }
    turn.dropGroup(group.key);
  }
  const wanted = new Set<string>();
  for (const group of turn.state.groups.values())
    for (const each of turn.policy.receivers.get(group.receiver) ?? [])
      wanted.add(integrationKey(group.key, `${group.receiver}/${each.key}`));
  for (const [key, pending] of [...turn.state.pending]) {
    if (wanted.has(key)) continue;
    for (const notice of [pending.first, pending.newest])
      if (notice) endNotice(turn, notice, 'receiver-removed');
    turn.dropPending(pending.group, pending.integration);
  }
  for (const [key, told] of [...turn.state.told])
    if (!wanted.has(key)) turn.dropTold(told.group, told.integration);
}
