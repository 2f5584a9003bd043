import { type Group, integrationKey, type State } from '../state.ts';
import { orphan } from '../notify/orphan.ts';
import { forgetAlerts } from '../notify/told.ts';
import type { Turn } from '../turn.ts';

/**
 * When every integration has finished what the last flush decided, the alerts that had ended by then and have not
 * changed since leave the group; an empty group is gone, and with it what was told of it (nothing fires in it). Where
 * the time muted that flush, those whose end is owed to somebody stay until it is told.
 */
export function settle(turn: Turn, key: string): void {
  const group = turn.state.groups.get(key);
  if (!group || group.flushSeq === 0) return;
  const names = (turn.policy.receivers.get(group.receiver) ?? []).map(
    (each) => `${group.receiver}/${each.key}`,
  );
  if (names.some((name) => turn.state.pending.has(integrationKey(key, name)))) return;
  const { held: _, elsewhere: __, ...kept } = group;
  const settled = { ...kept, settledSeq: group.flushSeq, settledAt: group.flushedAt };
  const members = turn.state.members.get(key) ?? new Set();
  const owed = group.offTime ? owedBy(turn.state, key, names) : new Set<string>();
  const left = new Set<string>();
  const held: string[] = [];
  for (const fingerprint of members) {
    const record = turn.state.alerts.get(fingerprint);
    if (record && !isSettled(record, settled)) continue;
    if (record && owed.has(fingerprint)) held.push(fingerprint);
    else left.add(fingerprint);
  }
  for (const fingerprint of left) members.delete(fingerprint);
  const elsewhere = stillElsewhere(turn, settled, { names, left });
  if (members.size > 0) {
    for (const name of names) forgetTold(turn, integrationKey(key, name), left);
    const lists = {
      ...(held.length > 0 && { held: held.sort() }),
      ...(elsewhere.length > 0 && { elsewhere }),
    };
    putSettled(turn, group, { ...settled, ...lists });
    return;
  }
  turn.dropGroup(key);
  for (const name of names) {
    forgetTold(turn, integrationKey(key, name), left);
    if (elsewhere.length > 0) orphan(turn, integrationKey(key, name), group.labels);
    else turn.dropTold(key, name);
  }
}

interface Leaving {
  readonly names: readonly string[];
  /** Gets those whose end was not told, and will not be. */
  readonly left: Set<string>;
}

/** Who was told here and is routed elsewhere stays until nobody believes it to fire, or its end was not wanted. */
function stillElsewhere(turn: Turn, group: Group, { names, left }: Leaving): readonly string[] {
  const { elsewhere = [] } = turn.state.groups.get(group.key) ?? {};
  if (elsewhere.length === 0) return elsewhere;
  const owed = owedBy(turn.state, group.key, names);
  const members = turn.state.members.get(group.key);
  return elsewhere.filter((fingerprint) => {
    if (members?.has(fingerprint)) return false;
    const record = turn.state.alerts.get(fingerprint);
    const over = !record || (isSettled(record, group) && !group.offTime);
    if (over) left.add(fingerprint);
    return !over && owed.has(fingerprint);
  });
}

function putSettled(turn: Turn, before: Group, settled: Group): void {
  const same = (list: 'held' | 'elsewhere'): boolean => settled[list]?.join() === before[list]?.join();
  const unchanged = settled.settledSeq === before.settledSeq && same('held') && same('elsewhere');
  if (!unchanged) turn.putGroup(settled);
}

/** Who was told as firing, by any of these integrations. */
function owedBy(state: State, group: string, names: readonly string[]): ReadonlySet<string> {
  return new Set(
    names.flatMap((name) => {
      const { firing = [], owed = [] } = state.told.get(integrationKey(group, name)) ?? {};
      return [...firing, ...owed];
    }),
  );
}

/**
 * An end that was not told (not wanted, or given up) leaves the alert told as firing: once it is out of the group
 * that must be forgotten, or its next firing would be no news.
 */
function forgetTold(turn: Turn, key: string, left: ReadonlySet<string>): void {
  const told = turn.state.told.get(key);
  if (told) forgetAlerts(turn, told, left);
}

/** Ended at the settled flush, and unchanged since: no member, else its resolved would be told twice. */
export const isSettled = (
  record: { readonly alert: { readonly endsAt: number; readonly fingerprint: string }; readonly seq: number },
  group: Pick<Group, 'settledSeq' | 'settledAt' | 'held'>,
): boolean =>
  record.alert.endsAt <= group.settledAt &&
  record.seq <= group.settledSeq &&
  !(group.held && heldIn(group.held).has(record.alert.fingerprint));

/** Asked of every alert at a start and at each reload: a list of thousands would take minutes. */
const heldSets = new WeakMap<readonly string[], ReadonlySet<string>>();

function heldIn(held: readonly string[]): ReadonlySet<string> {
  const known = heldSets.get(held) ?? new Set(held);
  heldSets.set(held, known);
  return known;
}
