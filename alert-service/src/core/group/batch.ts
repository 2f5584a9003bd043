import { type Alert, alertmanagerOrder } from '@tocsin/model';
import type { Group, State } from '../state.ts';

/** What a flush sees: the group's alerts at the tick, and the ends that it still has to tell, in Alertmanager's order. */
export interface GroupBatch {
  readonly at: number;
  readonly firing: readonly Alert[];
  readonly resolved: readonly Alert[];
}

export function batchOf(state: State, group: Group, at: number): GroupBatch {
  const members = state.members.get(group.key) ?? new Set();
  const seen: Alert[] = [];
  for (const fingerprint of members) {
    const record = state.alerts.get(fingerprint);
    if (record) seen.push(record.alert);
  }
  for (const fingerprint of group.elsewhere ?? []) {
    const record = state.alerts.get(fingerprint);
    if (record && record.alert.endsAt <= at && !members.has(fingerprint)) seen.push(record.alert);
  }
  const alerts = alertmanagerOrder(seen);
  return {
    at,
    firing: alerts.filter((alert) => alert.endsAt > at),
    resolved: alerts.filter((alert) => alert.endsAt <= at),
  };
}
