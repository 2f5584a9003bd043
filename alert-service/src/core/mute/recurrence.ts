import { type CalendarEvent, goesOn, minutesOf } from './calendar-event.ts';
import type { TimeInterval } from './time-interval.ts';
import { isWithin } from './within-interval.ts';

/** When a silence holds between its start and its end: at any of these times. Plain data. */
export type Recurrence =
  | { readonly kind: 'intervals'; readonly intervals: readonly TimeInterval[] }
  | {
      readonly kind: 'calendar';
      /** As it was written. */
      readonly ical: string;
      readonly events: readonly CalendarEvent[];
    };

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
  const parts =
    known.get(recurs) ??
    (recurs.kind === 'intervals' ? recurs.intervals.map(intervalPart) : recurs.events.map(eventPart));
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

/** Thousands of alerts are asked about at one tick: it remembers its last answer. */
function eventPart(event: CalendarEvent): RecurrencePart {
  let last = { minute: NaN, holds: false };
  return {
    location: event.location,
    minutes: minutesOf(event),
    holds(at) {
      const minute = Math.floor(at / 60_000);
      if (last.minute !== minute) last = { minute, holds: goesOn(event, at) };
      return last.holds;
    },
  };
}
