import { allowance, attainedOf, badOf } from './budget.ts';
import { type Counts, type Hour, hourMs } from './hours.ts';

export interface ForecastAsked {
  /** Of the period until now, whole hours, oldest first. */
  readonly hours: readonly Hour[];
  /** What is counted of it, with the hour that runs. */
  readonly counts: Counts;
  readonly now: number;
  /** What the forecast is for; of a rolling window, so much later. */
  readonly until: number;
  /** Of a rolling window: its oldest hours go as new ones come. */
  readonly rolling: boolean;
  readonly target: number;
  readonly minimumEvents: number;
}

export interface Forecast {
  /** Per cent. */
  readonly attained: number;
  /** The budget is gone then, if all goes on as in the last hours. */
  readonly exhaustedAt?: number;
}

/** What goes on is taken from so many of the newest hours; from fewer than that nothing is said. */
const recentHours = 24;
const fewestHours = 6;

/** Linear: each hour to come is like the mean of the last day's. Undefined: too little is known. */
export function forecastOf(asked: ForecastAsked): Forecast | undefined {
  const { hours, counts, now, until, target } = asked;
  const recent = hours.flatMap((hour) => hour.counts ?? []).slice(-recentHours);
  if (recent.length < fewestHours || counts.total < asked.minimumEvents || until <= now) return undefined;
  const perHour = meanOf(recent);
  const share = allowance(target);
  const begunOverspent = badOf(counts) > counts.total * share;
  let { good, total } = counts;
  let exhaustedAt: number | undefined;
  for (let at = now, next = 0; at < until; at += hourMs, next += 1) {
    const part = Math.min(1, (until - at) / hourMs);
    const leaving = asked.rolling ? hours[next]?.counts : undefined;
    good += perHour.good * part - (leaving?.good ?? 0) * part;
    total += perHour.total * part - (leaving?.total ?? 0) * part;
    if (exhaustedAt === undefined && !begunOverspent && badOf({ good, total }) > total * share)
      exhaustedAt = Math.min(until, at + hourMs);
  }
  const attained = attainedOf({ good, total });
  if (attained === undefined) return undefined;
  return { attained, ...(exhaustedAt !== undefined && { exhaustedAt }) };
}

function meanOf(all: readonly Counts[]): Counts {
  let good = 0;
  let total = 0;
  for (const counts of all) {
    good += Math.min(counts.good, counts.total);
    total += counts.total;
  }
  return { good: good / all.length, total: total / all.length };
}
