import type { BurnRate, Objective } from '@tocsin/api';
import { attainedOf, badOf, type Budget, budgetOf } from '#core/promises/budget';
import { burning, burnWindows, fewestFailed } from '#core/promises/burn';
import { type Forecast, forecastOf } from '#core/promises/forecast';
import type { Span } from '#core/promises/span';
import { type Listed, periodMsOf } from './listed.ts';
import type { Measured } from './measured.ts';

/** How a promise stands. */
export interface Standing {
  readonly state: Objective['state'];
  readonly attained?: number;
  readonly budget: Budget;
  readonly burn: readonly BurnRate[];
  readonly forecast?: Forecast & { readonly until: number };
}

export function standingOf(
  { settings }: Listed,
  measured: Measured,
  { span, now }: { readonly span: Span; readonly now: number },
): Standing {
  const { counts } = measured;
  const { target, minimumEvents } = settings;
  const attained = attainedOf(counts);
  const burn = burnWindows(periodMsOf(settings), target).map((window): BurnRate => ({
    window: window.long,
    limit: window.limit,
    ...burning(window, { target, minimumEvents, of: measured.of }),
  }));
  const rolling = 'rollingMs' in settings.window;
  const until = rolling ? now + (span.to - span.from) / 4 : span.to;
  const forecast = forecastOf({ hours: measured.hours, counts, now, until, rolling, target, minimumEvents });
  const standing = { budget: budgetOf(counts, target), burn, ...(attained !== undefined && { attained }) };
  const state = stateOf({ ...standing, forecast, isBroken: isBroken(measured, settings), target });
  return {
    ...standing,
    burn: burn.map(alertsOff(settings)),
    state,
    ...(forecast && { forecast: { ...forecast, until } }),
  };
}

/** It burns all the same, and nobody is told. */
const alertsOff =
  ({ alert }: Listed['settings']) =>
  (each: BurnRate): BurnRate =>
    alert || !each.alerting
      ? each
      : { ...each, alerting: false, why: 'its alerts are turned off by `alert: false`' };

/** One failed request of three breaks no promise. */
const isBroken = ({ counts }: Measured, { target, minimumEvents }: Listed['settings']): boolean =>
  counts.total >= minimumEvents && badOf(counts) >= fewestFailed && (attainedOf(counts) ?? 100) < target;

interface Judged {
  readonly attained?: number;
  readonly burn: readonly BurnRate[];
  readonly forecast: Forecast | undefined;
  readonly isBroken: boolean;
  readonly target: number;
}

function stateOf({ attained, burn, forecast, isBroken: broken, target }: Judged): Objective['state'] {
  if (attained === undefined) return 'no-data';
  if (broken) return 'broken';
  const atRisk = burn.some(({ alerting }) => alerting) || (forecast?.attained ?? 100) < target;
  return atRisk ? 'at-risk' : 'kept';
}
