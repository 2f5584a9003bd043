import type { CountedHours } from './input.ts';
import type { ObjectiveDay } from './promise.ts';

export const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Events of a span; they are estimates of the data source, and may have a fraction. */
export interface Counts {
  readonly good: number;
  readonly total: number;
}

type Days = ReadonlyMap<string, ObjectiveDay>;

/** The day (UTC) of a moment, `2026-11-21`. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

export const objectiveDayKey = (objective: string, day: string): string => `${objective}\n${day}`;

export const hourStart = (at: number): number => at - (((at % hourMs) + hourMs) % hourMs);

/** What is kept of the hour that begins at `at`; undefined: not known. */
function countsIn(day: ObjectiveDay | undefined, at: number): Counts | undefined {
  const hour = Math.floor((at % dayMs) / hourMs);
  const good = day?.good[hour];
  const total = day?.total[hour];
  return typeof good === 'number' && typeof total === 'number' ? { good, total } : undefined;
}

/** An hour of an objective, known or not. */
export interface Hour {
  readonly at: number;
  readonly counts: Counts | undefined;
}

/** The whole hours that begin within `[from, to)`. */
export function hoursBetween(
  days: Days,
  objective: string,
  { from, to }: { readonly from: number; readonly to: number },
): Hour[] {
  const hours: Hour[] = [];
  let day: ObjectiveDay | undefined;
  let dayTo = -Infinity;
  for (let at = hourStart(from - 1) + hourMs; at < to; at += hourMs) {
    // To name a day takes a hundred times as long as to look at an hour.
    if (at >= dayTo) {
      day = days.get(objectiveDayKey(objective, dayOf(at)));
      dayTo = at - (at % dayMs) + dayMs;
    }
    hours.push({ at, counts: countsIn(day, at) });
  }
  return hours;
}

const empty: readonly null[] = Array.from({ length: 24 }, () => null);

/** The days that these hours change, with them. */
export function daysWith(days: Days, { objective, at, good, total }: CountedHours): ObjectiveDay[] {
  const changed = new Map<string, { good: (number | null)[]; total: (number | null)[] }>();
  for (const [index, count] of good.entries()) {
    const moment = at + index * hourMs;
    const day = dayOf(moment);
    const before = days.get(objectiveDayKey(objective, day));
    const now = changed.get(day) ?? {
      good: [...(before?.good ?? empty)],
      total: [...(before?.total ?? empty)],
    };
    const hour = Math.floor((moment % dayMs) / hourMs);
    now.good[hour] = count;
    now.total[hour] = total[index] ?? null;
    changed.set(day, now);
  }
  return [...changed].map(([day, counts]) => ({ objective, day, ...counts }));
}

/** All of these together. */
export const sumOf = (all: readonly Counts[]): Counts => {
  let good = 0;
  let total = 0;
  for (const counts of all) {
    good += counts.good;
    total += counts.total;
  }
  return { good, total };
};
