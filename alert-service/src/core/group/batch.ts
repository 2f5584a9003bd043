import { type Alert, alertmanagerOrder } from '@tocsin/model';
import type { Group, State } from '../state.ts';

/** What a flush sees: the group's alerts at the tick, in Alertmanager's order. */
export interface GroupBatch {
  readonly at: number;
  readonly firing: readonly Alert[];
  readonly resolved: readonly Alert[];
}

export function batchOf(state: State, group: Group, at: number): GroupBatch {
  const members: Alert[] = [];
  for (const fingerprint of state.members.get(group.key) ?? []) {
    const record = state.alerts.get(fingerprint);
    if (record) members.push(record.alert);
  }
  const alerts = alertmanagerOrder(members);
  return {
    at,
    firing: alerts.filter((alert) => alert.endsAt > at),
    resolved: alerts.filter((alert) => alert.endsAt <= at),
  };
}
