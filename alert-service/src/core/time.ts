import { extendExpiries, shiftExpiries } from './alert/expiry.ts';
import type { HeartbeatInput } from './input.ts';
import type { State } from './state.ts';
import type { Turn } from './turn.ts';

/** What the time itself brings: a gap in which nobody could reach us, a clock set back, and forgetting. */
export function heartbeat(turn: Turn, input: HeartbeatInput): void {
  const { gapFrom, setBackMs } = input;
  if (setBackMs !== undefined) {
    const alerts = shiftExpiries(turn.state, setBackMs);
    shiftDueTimes(turn, setBackMs);
    turn.record({ kind: 'clock', reason: 'clock-set-back', byMs: setBackMs, alerts });
  }
  if (gapFrom !== undefined) {
    const alerts = extendExpiries(turn.state, gapFrom, turn.now);
    if (alerts > 0)
      turn.record({ kind: 'clock', reason: 'extended-by-downtime', byMs: turn.now - gapFrom, alerts });
  }
  for (const fingerprint of input.forget ?? []) turn.state.alerts.delete(fingerprint);
}

function shiftDueTimes({ state, putGroup, putTold, putPending }: Turn, byMs: number): void {
  for (const group of [...state.groups.values()])
    putGroup({ ...group, flushAt: group.flushAt - byMs, flushedAt: group.flushedAt - byMs });
  for (const told of [...state.told.values()]) putTold({ ...told, at: told.at - byMs });
  for (const pending of [...state.pending.values()]) {
    const next = pending.nextAttemptAt;
    putPending({
      ...pending,
      since: pending.since - byMs,
      ...(next !== undefined && { nextAttemptAt: next - byMs }),
    });
  }
}

/** Alerts that ended before `before` and are in no group: a late resend of theirs would be a new alert anyway. */
export function forgettable(state: State, before: number): string[] {
  const found: string[] = [];
  for (const [fingerprint, { alert, groups }] of state.alerts) {
    if (alert.endsAt > before) continue;
    if (groups.some((group) => state.members.get(group)?.has(fingerprint))) continue;
    found.push(fingerprint);
  }
  return found;
}
