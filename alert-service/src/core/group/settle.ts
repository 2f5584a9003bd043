import { integrationKey } from '../state.ts';
import type { Turn } from '../turn.ts';

/**
 * When every integration has finished what the last flush decided, the alerts that had ended by then and have not
 * changed since leave the group; an empty group is gone, and with it what was told of it (nothing fires in it).
 */
export function settle(turn: Turn, key: string): void {
  const group = turn.state.groups.get(key);
  if (!group || group.flushSeq === 0) return;
  const names = (turn.policy.receivers.get(group.receiver) ?? []).map(
    (each) => `${group.receiver}/${each.key}`,
  );
  if (names.some((name) => turn.state.pending.has(integrationKey(key, name)))) return;
  const settled = { ...group, settledSeq: group.flushSeq, settledAt: group.flushedAt };
  const members = turn.state.members.get(key) ?? new Set();
  const left = new Set<string>();
  for (const fingerprint of members) {
    const record = turn.state.alerts.get(fingerprint);
    if (!record || isSettled(record, settled)) left.add(fingerprint);
  }
  for (const fingerprint of left) members.delete(fingerprint);
  if (members.size > 0) {
    for (const name of names) forgetTold(turn, integrationKey(key, name), left);
    if (settled.settledSeq !== group.settledSeq) turn.putGroup(settled);
    return;
  }
  for (const name of names) turn.dropTold(key, name);
  turn.dropGroup(key);
}

/**
 * An end that was not told (not wanted, or given up) leaves the alert told as firing: once it is out of the group
 * that must be forgotten, or its next firing would be no news.
 */
function forgetTold(turn: Turn, key: string, left: ReadonlySet<string>): void {
  const told = turn.state.told.get(key);
  if (!told?.firing.some((fingerprint) => left.has(fingerprint))) return;
  turn.putTold({ ...told, firing: told.firing.filter((fingerprint) => !left.has(fingerprint)) });
}

/** Ended at the settled flush, and unchanged since: no member, else its resolved would be told twice. */
export const isSettled = (
  record: { readonly alert: { readonly endsAt: number }; readonly seq: number },
  group: { readonly settledSeq: number; readonly settledAt: number },
): boolean => record.alert.endsAt <= group.settledAt && record.seq <= group.settledSeq;
