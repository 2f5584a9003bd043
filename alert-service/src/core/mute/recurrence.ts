import type { TimeInterval } from './time-interval.ts';
import { isWithin } from './within-interval.ts';

/** When a silence holds between its start and its end: at any of these times. Plain data. */
export interface Recurrence {
  readonly kind: 'intervals';
  readonly intervals: readonly TimeInterval[];
}

export const recursAt = (recurs: Recurrence, at: number): boolean =>
  partsOf(recurs).some((part) => part.holds(at));

/** What it is made of, each with a wall clock of its own: it can begin or end only at these minutes of a day there. */
export interface RecurrencePart {
  readonly location: string;
  readonly minutes: readonly number[];
  readonly holds: (at: number) => boolean;
}

const known = new WeakMap<Recurrence, readonly RecurrencePart[]>();

export function partsOf(recurs: Recurrence): readonly RecurrencePart[] {
  const parts = known.get(recurs) ?? recurs.intervals.map(intervalPart);
  known.set(recurs, parts);
  return parts;
}

const intervalPart = (interval: TimeInterval): RecurrencePart => ({
  location: interval.location,
  minutes: [
    0,
    ...(interval.times ?? []).flatMap(({ fromMinute, toMinute }) => [fromMinute, toMinute % 1440]),
  ],
  holds: (at) => isWithin(interval, at),
});
