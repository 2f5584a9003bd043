import type { Alert } from '@tocsin/model';
import type { Group, State } from '../state.ts';

/** What a flush sees: the group's alerts at the tick, in Alertmanager's order. */
export interface GroupBatch {
  readonly at: number;
  readonly firing: readonly Alert[];
  readonly resolved: readonly Alert[];
}

export function batchOf(state: State, group: Group, at: number): GroupBatch {
  const alerts: Alert[] = [];
  for (const fingerprint of state.members.get(group.key) ?? []) {
    const record = state.alerts.get(fingerprint);
    if (record) alerts.push(record.alert);
  }
  alerts.sort(byJobInstanceAndLabels);
  return {
    at,
    firing: alerts.filter((alert) => alert.endsAt > at),
    resolved: alerts.filter((alert) => alert.endsAt <= at),
  };
}

/** Alertmanager's AlertSlice order: job, then instance (those without come last), then the label sets. */
export function byJobInstanceAndLabels(a: Alert, b: Alert): number {
  for (const name of ['job', 'instance'] as const) {
    const left = a.labels[name];
    const right = b.labels[name];
    if (left === right) continue;
    if (left === undefined) return 1;
    if (right === undefined) return -1;
    return left < right ? -1 : 1;
  }
  return compareLabels(a, b);
}

/** As Prometheus' LabelSet.Before: fewer labels first, then by sorted names, then by their values. */
function compareLabels(a: Alert, b: Alert): number {
  const left = Object.keys(a.labels).sort();
  const right = Object.keys(b.labels).sort();
  if (left.length !== right.length) return left.length - right.length;
  for (const [index, name] of left.entries()) {
    const other = right[index] ?? '';
    if (name !== other) return name < other ? -1 : 1;
    const mine = a.labels[name] ?? '';
    const theirs = b.labels[name] ?? '';
    if (mine !== theirs) return mine < theirs ? -1 : 1;
  }
  return 0;
}
