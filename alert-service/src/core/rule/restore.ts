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

function moved(alert: RuleAlert, gapMs: number): RuleAlert {
  if (!isFiringAlert(alert)) return { ...alert, activeAt: alert.activeAt + gapMs };
  if (alert.keepFiringSince === undefined) return alert;
  return { ...alert, keepFiringSince: alert.keepFiringSince + gapMs };
}
