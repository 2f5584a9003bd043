import { hourMs, hourStart } from '#core/promises/hours';
import { type CalendarPeriod, periodAt, periodBefore } from '#core/promises/period';
import type { Span } from '#core/promises/span';
import type { Listed } from './listed.ts';

/** What an objective is held to now: the running period of the calendar, or the length of time up to now. */
export function spanOf({ settings: { window } }: Listed, now: number, zone: string): Span {
  if ('calendar' in window) return periodAt(window.calendar, now, zone);
  return { from: hourStart(now - window.rollingMs) + hourMs, to: now };
}

export interface Reported {
  readonly zone: string;
  readonly period: CalendarPeriod;
}

/** The hours that are worth having: of the period, and of the one that was last reported. */
export function wantedFrom(listed: Listed, now: number, { zone, period }: Reported): number {
  const reported = periodBefore(period, periodAt(period, now, zone), zone).from;
  return hourStart(Math.min(spanOf(listed, now, zone).from, reported));
}

/** So long after its end an hour is asked for: what was scraped last is in by then. */
const settleMs = 90_000;

/** The end of the newest hour that is over for good. */
export const closedTo = (now: number): number => hourStart(now - settleMs);

const longestMs = 30 * 24 * hourMs;

/** What is not asked for yet, in pieces that a data source answers at once, in an order that leaves no gap behind. */
export function missingHours(
  { askedFrom, askedTo }: { readonly askedFrom?: number; readonly askedTo?: number },
  wanted: Span,
): readonly Span[] {
  if (askedFrom === undefined || askedTo === undefined || askedTo < wanted.from) return newestFirst(wanted);
  return [
    ...newestFirst({ from: askedTo, to: wanted.to }).reverse(),
    ...newestFirst({ from: wanted.from, to: askedFrom }),
  ];
}

function newestFirst({ from, to }: Span): Span[] {
  const found: Span[] = [];
  for (let end = to; end > from; end -= longestMs)
    found.push({ from: Math.max(from, end - longestMs), to: end });
  return found;
}
