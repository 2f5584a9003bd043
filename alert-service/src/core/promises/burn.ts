import { allowance, badOf, burnOf } from './budget.ts';
import type { Counts } from './hours.ts';

/**
 * Windows and shares of the SRE workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts": so much of the budget of the whole
 * period is gone within the long window; the short one says that it still goes on.
 */
const levels = [
  { long: '1h', short: '5m', longMs: 3_600_000, share: 0.02, speed: 'fast' },
  { long: '6h', short: '30m', longMs: 21_600_000, share: 0.05, speed: 'fast' },
  { long: '1d', short: '2h', longMs: 86_400_000, share: 0.1, speed: 'slow' },
  { long: '3d', short: '6h', longMs: 259_200_000, share: 0.1, speed: 'slow' },
] as const;

export type WindowName = '5m' | '30m' | '1h' | '2h' | '6h' | '1d' | '3d';
export const windowNames = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;

export interface BurnWindow {
  readonly long: WindowName;
  readonly short: WindowName;
  /** Alerts when the budget burns faster than this in both. */
  readonly limit: number;
  readonly speed: 'fast' | 'slow';
}

/** With more failed than this the service is down whatever its target: without a bound, 90 per cent could never alert. */
const mostFailed = 0.9;
/** Below this the budget lasts. */
const lowestLimit = 1;
/** One failed event is an accident. increase() estimates: two may come as 1.9. */
export const fewestFailed = 1.5;

/** For a period of 30 days 14.4, 6, 3 and 1; for others so that the same share of the budget is gone. */
export function burnWindows(periodMs: number, target: number): readonly BurnWindow[] {
  return levels
    .filter(({ longMs }) => longMs * 2 <= periodMs)
    .map(({ long, short, longMs, share, speed }) => {
      const wanted = Math.max(lowestLimit, (share * periodMs) / longMs);
      return {
        long,
        short,
        speed,
        limit: Number(Math.min(wanted, mostFailed / allowance(target)).toFixed(6)),
      };
    });
}

/** Counted in a window; undefined: not known. */
export type CountsOf = (window: WindowName) => Counts | undefined;

export interface Burning {
  readonly rate?: number;
  readonly events?: number;
  readonly alerting: boolean;
  /** Why not, although the long window is past its limit. */
  readonly why?: string;
}

export interface BurnAsked {
  readonly target: number;
  readonly minimumEvents: number;
  readonly of: CountsOf;
}

/** Whether this window pair alerts: what the generated rules say, said here for people. */
export function burning(window: BurnWindow, { target, minimumEvents, of }: BurnAsked): Burning {
  const long = of(window.long);
  if (!long) return { alerting: false };
  const rate = burnOf(long, target);
  const known = { events: long.total, ...(rate !== undefined && { rate }) };
  if (rate === undefined || rate <= window.limit) return { ...known, alerting: false };
  const why = whyNot(window, { target, minimumEvents, of }, long);
  return { ...known, alerting: why === undefined, ...(why !== undefined && { why }) };
}

function whyNot(
  window: BurnWindow,
  { target, minimumEvents, of }: BurnAsked,
  long: Counts,
): string | undefined {
  const events = Math.round(long.total);
  if (long.total < minimumEvents)
    return `only ${events} ${events === 1 ? 'event' : 'events'} in ${window.long}: fewer than ${minimumEvents} say too little`;
  if (badOf(long) < fewestFailed) return `one failed event in ${window.long} is an accident`;
  const short = of(window.short);
  const now = short && burnOf(short, target);
  if (now === undefined) return `no event in the last ${window.short}`;
  if (now <= window.limit) return `it is over: within its limit in the last ${window.short}`;
  return undefined;
}
