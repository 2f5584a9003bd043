import { isFiringAlert, type RuleAlert, type RuleState } from './state.ts';

/**
 * A state read back after nobody evaluated for `gapMs`: what was pending has not been seen in that time, so it does
 * not count towards `for`, nor towards keep_firing_for or the time that data are missing. What fires goes on firing.
 */
export function afterDowntime(state: RuleState, gapMs: number): RuleState {
  if (gapMs <= 0) return state;
  const alerts = Object.entries(state.alerts).map(([key, alert]) => [key, moved(alert, gapMs)] as const);
  return { ...state, alerts: Object.fromEntries(alerts) };
}

/** The clock was set back: all that was, was that much earlier. Else what fires would be younger than `for`, and end. */
export function afterSetBack(state: RuleState, byMs: number): RuleState {
  const alerts = Object.entries(state.alerts).map(([key, alert]) => [key, earlier(alert, byMs)] as const);
  return {
    ...state,
    alerts: Object.fromEntries(alerts),
    ...(state.error && { error: { ...state.error, since: state.error.since - byMs } }),
  };
}

function earlier(alert: RuleAlert, byMs: number): RuleAlert {
  const { firedAt, lastSentAt } = alert;
  return {
    ...alert,
    activeAt: alert.activeAt - byMs,
    ...(firedAt !== undefined && { firedAt: firedAt - byMs }),
    ...holdsMoved(alert, -byMs),
    ...(lastSentAt !== undefined && { lastSentAt: lastSentAt - byMs }),
  };
}

/** All that counts the time since its condition was last seen. */
function holdsMoved(
  { keepFiringSince, heldSince, missingSince }: RuleAlert,
  byMs: number,
): Partial<RuleAlert> {
  return {
    ...(keepFiringSince !== undefined && { keepFiringSince: keepFiringSince + byMs }),
    ...(heldSince !== undefined && { heldSince: heldSince + byMs }),
    ...(missingSince !== undefined && { missingSince: missingSince + byMs }),
  };
}

function moved(alert: RuleAlert, gapMs: number): RuleAlert {
  const activeAt = isFiringAlert(alert) ? alert.activeAt : alert.activeAt + gapMs;
  return { ...alert, activeAt, ...holdsMoved(alert, gapMs) };
}
