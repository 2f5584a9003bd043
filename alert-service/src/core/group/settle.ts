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
  for (const fingerprint of [...members]) {
    const record = turn.state.alerts.get(fingerprint);
    if (!record || isSettled(record, settled)) members.delete(fingerprint);
  }
  if (members.size > 0) {
    if (settled.settledSeq !== group.settledSeq) turn.putGroup(settled);
    return;
  }
  for (const name of names) turn.dropTold(key, name);
  turn.dropGroup(key);
}

/** Ended at the settled flush, and unchanged since: no member, else its resolved would be told twice. */
export const isSettled = (
  record: { readonly alert: { readonly endsAt: number }; readonly seq: number },
  group: { readonly settledSeq: number; readonly settledAt: number },
): boolean => record.alert.endsAt <= group.settledAt && record.seq <= group.settledSeq;
