import { type Alert, noEnd } from '@tocsin/model';
import { keepAlert, type State } from '../state.ts';

/**
 * Time in which nobody could reach us does not count towards an expiry: each one not yet due at `gapFrom` moves by
 * the gap. Resolves stand. Recovery folds heartbeats with the same function. Returns how many moved.
 */
export function extendExpiries(state: State, gapFrom: number, now: number): number {
  return moveEnds(state, (alert) => alert.expires && alert.endsAt > gapFrom, now - gapFrom);
}

/** The clock was set back: expiries keep the time they had left, and what has ended has ended. */
export function shiftEnds(state: State, byMs: number): number {
  return moveEnds(state, (alert) => alert.endsAt !== noEnd, -byMs);
}

function moveEnds(state: State, which: (alert: Alert) => boolean, byMs: number): number {
  let moved = 0;
  for (const record of state.alerts.values()) {
    if (!which(record.alert)) continue;
    keepAlert(state, { ...record, alert: { ...record.alert, endsAt: record.alert.endsAt + byMs } });
    moved += 1;
  }
  return moved;
}
