import { dayMs, dayOfWall, minuteMs, momentOf, wallAt, weekdayOf, type Window } from './zone-clock.ts';

/** Wall-clock times of a week in one zone. `from` after `to`: over midnight, and it belongs to the day it begins on. Plain data. */
export interface Span {
  /** 1 is Monday, 7 is Sunday; absent: every day. */
  readonly days?: readonly number[];
  /** Minutes of the day; 1440 is 24:00. */
  readonly fromMinute: number;
  /** As `fromMinute`: until that time of the next day. */
  readonly toMinute: number;
}

/** Holds where any of its spans does. */
export interface Hours {
  /** A name of the IANA time zone database. */
  readonly timeZone: string;
  readonly spans: readonly Span[];
}

/** The windows that touch `[from, to)`, in order. Those that meet are one; what ends days before `from` is not looked at. */
export function windowsOf(spans: readonly Span[], zone: string, { from, to }: Window): Window[] {
  const last = dayOfWall(wallAt(zone, to));
  const found: Window[] = [];
  for (let day = dayOfWall(wallAt(zone, from)) - 1; day <= last; day += 1)
    for (const span of spans)
      if (!span.days || span.days.includes(weekdayOf(day))) found.push(windowOn(day, span, zone));
  const isTouched = (window: Window): boolean => window.from < to && window.to > from;
  return joined(found).filter(isTouched);
}

function windowOn(day: number, { fromMinute, toMinute }: Span, zone: string): Window {
  const lastDay = toMinute > fromMinute ? day : day + 1;
  return {
    from: momentOf(zone, day * dayMs + fromMinute * minuteMs),
    to: momentOf(zone, lastDay * dayMs + toMinute * minuteMs),
  };
}

/**
 * In order of their begin: those that overlap or meet become one. Empty ones are left out: a span that is skipped whole
 * when clocks go forward.
 */
export function joined(windows: readonly Window[]): Window[] {
  const found: Window[] = [];
  for (const window of windows.toSorted((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (window.from >= window.to) continue;
    if (last && window.from <= last.to)
      found[found.length - 1] = { from: last.from, to: Math.max(last.to, window.to) };
    else found.push(window);
  }
  return found;
}

const windowsAround = ({ spans, timeZone }: Hours, from: number, to: number): Window[] =>
  windowsOf(spans, timeZone, { from, to });

export const holdsAt = (hours: Hours, at: number): boolean => windowsAround(hours, at, at + 1).length > 0;

/** Spans come each week; of one that is skipped by a change of the clock the next week has another. */
const aheadMs = 15 * dayMs;

/** The first moment after `at` at which the hours begin or end; undefined: they hold always, or never. */
export function nextChange(hours: Hours, at: number): number | undefined {
  const [first] = windowsAround(hours, at, at + aheadMs);
  const next = first && (first.from > at ? first.from : first.to);
  return next !== undefined && next < at + aheadMs ? next : undefined;
}
