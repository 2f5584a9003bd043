import type { MaintenanceSettings } from '#config/services/settings';
import type { TimeIntervals } from '#core/mute/time-interval';
import { isWithin } from '#core/mute/within-interval';

export interface Window {
  readonly from: number;
  readonly to: number;
  readonly why?: string;
  readonly active: boolean;
}

const holds = (names: readonly string[], intervals: TimeIntervals, at: number): boolean =>
  names.some((name) => (intervals.get(name) ?? []).some((each) => isWithin(each, at)));

export const isInMaintenance = (
  windows: readonly MaintenanceSettings[],
  intervals: TimeIntervals,
  now: number,
): boolean =>
  windows.some(
    ({ span, intervals: names }) =>
      (span !== undefined && now >= span.from && now < span.to) || holds(names, intervals, now),
  );

const minuteMs = 60_000;
const stepMs = 5 * minuteMs;
const lookMs = 8 * 86_400_000;

/** Those that last or are to come; of recurring ones the next within eight days. Soonest first. */
export function windowsOf(
  windows: readonly MaintenanceSettings[],
  intervals: TimeIntervals,
  now: number,
): Window[] {
  return windows
    .flatMap(({ span, intervals: names, why }): Window[] => {
      const said = why !== undefined && { why };
      if (span) return span.to <= now ? [] : [{ ...span, ...said, active: span.from <= now }];
      const found = nextOf(names, intervals, now);
      return found ? [{ ...found, ...said }] : [];
    })
    .sort((a, b) => a.from - b.from);
}

/** Looks each five minutes, and then to the minute: an interval is written in minutes and lasts longer than that. */
function nextOf(names: readonly string[], intervals: TimeIntervals, now: number): Window | undefined {
  const is = (at: number): boolean => holds(names, intervals, at);
  const active = is(now);
  const begin = Math.floor(now / minuteMs) * minuteMs;
  const from = active ? edge(begin, -1, (at) => !is(at)) : edge(begin, 1, is);
  if (from === undefined) return active ? { from: begin - lookMs, to: begin + lookMs, active } : undefined;
  const to = edge(active ? begin : from, 1, (at) => !is(at)) ?? begin + lookMs;
  return { from: active ? from + minuteMs : from, to, active };
}

/** The first minute in this direction at which it holds. */
function edge(begin: number, direction: 1 | -1, test: (at: number) => boolean): number | undefined {
  for (let step = stepMs; step <= lookMs; step += stepMs) {
    if (!test(begin + direction * step)) continue;
    for (let at = step - stepMs + minuteMs; at <= step; at += minuteMs)
      if (test(begin + direction * at)) return begin + direction * at;
  }
  return undefined;
}
