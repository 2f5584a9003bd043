import { isFiringAlert, type RuleAlert, type RuleState } from './state.ts';

/**
 * A state read back after nobody evaluated for `gapMs`: what was pending has not been seen in that time, so it does
 * not count towards `for`, nor towards keep_firing_for. What fires goes on firing.
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
  const { activeAt, firedAt, keepFiringSince, lastSentAt } = alert;
  return {
    ...alert,
    activeAt: activeAt - byMs,
    ...(firedAt !== undefined && { firedAt: firedAt - byMs }),
    ...(keepFiringSince !== undefined && { keepFiringSince: keepFiringSince - byMs }),
    ...(lastSentAt !== undefined && { lastSentAt: lastSentAt - byMs }),
  };
}

function moved(alert: RuleAlert, gapMs: number): RuleAlert {
  if (!isFiringAlert(alert)) return { ...alert, activeAt: alert.activeAt + gapMs };
  if (alert.keepFiringSince === undefined) return alert;
  return { ...alert, keepFiringSince: alert.keepFiringSince + gapMs };
}
