import type { SilenceInterval, SilenceRecurrence } from '@tocsin/api';
import { failed, type Parsed, parsed } from '@tocsin/model';
import type { Recurrence } from '#core/mute/recurrence';
import type { NumberRange, TimeInterval } from '#core/mute/time-interval';
import { readCalendar } from './calendar.ts';
import { days, months, rangeKinds, readRange, readTime } from './time-range.ts';
import { readTimeZone } from './time-zone.ts';

/** When a silence recurs, from the words of Alertmanager's time intervals or from a calendar. */
export function readRecurrence(written: SilenceRecurrence): Parsed<Recurrence> {
  if (written.kind === 'calendar') {
    const { ical } = written;
    const events = readCalendar(ical);
    return events.ok ? parsed({ kind: 'calendar', ical, events: events.value }) : events;
  }
  const intervals: TimeInterval[] = [];
  for (const [index, each] of written.intervals.entries()) {
    const interval = readInterval(each);
    if (!interval.ok) return failed(`interval ${index + 1}: ${interval.error}`);
    intervals.push(interval.value);
  }
  return parsed({ kind: 'intervals', intervals });
}

function readInterval(written: SilenceInterval): Parsed<TimeInterval> {
  const read = {
    times: each(written.times, readMinutes),
    weekdays: each(written.weekdays, (word) => readRange(word, rangeKinds.weekdays)),
    daysOfMonth: each(written.days_of_month, (word) => readRange(word, rangeKinds.days_of_month)),
    months: each(written.months, (word) => readRange(word, rangeKinds.months)),
    years: each(written.years, (word) => readRange(word, rangeKinds.years)),
    location: readTimeZone(written.location ?? ''),
  };
  if (!read.times.ok) return failed(`times: ${read.times.error}`);
  if (!read.weekdays.ok) return failed(`weekdays: ${read.weekdays.error}`);
  if (!read.daysOfMonth.ok) return failed(`days_of_month: ${read.daysOfMonth.error}`);
  if (!read.months.ok) return failed(`months: ${read.months.error}`);
  if (!read.years.ok) return failed(`years: ${read.years.error}`);
  if (!read.location.ok) return failed(`location: ${read.location.error}`);
  const [times, weekdays, daysOfMonth] = [read.times.value, read.weekdays.value, read.daysOfMonth.value];
  return parsed({
    ...(times && { times }),
    ...(weekdays && { weekdays }),
    ...(daysOfMonth && { daysOfMonth }),
    ...(read.months.value && { months: read.months.value }),
    ...(read.years.value && { years: read.years.value }),
    location: read.location.value,
  });
}

type Times = NonNullable<SilenceInterval['times']>[number];
type Minutes = NonNullable<TimeInterval['times']>[number];

function readMinutes({ start_time: start, end_time: end }: Times): Parsed<Minutes> {
  const [from, to] = [readTime(start), readTime(end)];
  if (!from.ok) return from;
  if (!to.ok) return to;
  return from.value < to.value
    ? parsed({ fromMinute: from.value, toMinute: to.value })
    : failed('end_time must be later than start_time: past midnight is two, one to 24:00 and one from 00:00');
}

/** A field that is not given is not asked. */
function each<In, Out>(
  list: readonly In[] | undefined,
  read: (one: In) => Parsed<Out>,
): Parsed<Out[] | undefined> {
  if (!list) return parsed(undefined);
  if (list.length === 0) return failed('an empty list never holds: leave it out to hold always');
  const found: Out[] = [];
  for (const one of list) {
    const value = read(one);
    if (!value.ok) return value;
    found.push(value.value);
  }
  return parsed(found);
}

/** The same in words, as it can be read again. */
export const writtenRecurrence = (recurs: Recurrence): SilenceRecurrence =>
  recurs.kind === 'calendar'
    ? { kind: 'calendar', ical: recurs.ical }
    : { kind: 'intervals', intervals: recurs.intervals.map(writtenInterval) };

const writtenInterval = (interval: TimeInterval): SilenceInterval => ({
  ...(interval.times && {
    times: interval.times.map(({ fromMinute, toMinute }) => ({
      start_time: clock(fromMinute),
      end_time: clock(toMinute),
    })),
  }),
  ...(interval.weekdays && { weekdays: interval.weekdays.map(range((day) => days[day] ?? String(day))) }),
  ...(interval.daysOfMonth && { days_of_month: interval.daysOfMonth.map(range(String)) }),
  ...(interval.months && {
    months: interval.months.map(range((month) => months[month - 1] ?? String(month))),
  }),
  ...(interval.years && { years: interval.years.map(range(String)) }),
  location: interval.location,
});

const range =
  (word: (value: number) => string) =>
  ({ from, to }: NumberRange): string =>
    from === to ? word(from) : `${word(from)}:${word(to)}`;

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
