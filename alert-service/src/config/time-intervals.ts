import { z } from 'zod';
import type { NumberRange, TimeInterval, TimeIntervals } from '#core/mute/time-interval';
import { fields, given, listOf, required, text } from './fields.ts';
import type { Reading } from './reading.ts';
import { rangeKinds, readRange, readTime } from './time-range.ts';
import { readTimeZone } from './time-zone.ts';
import type { Path } from './yaml-file.ts';

const TimeOfDay = (name: string) =>
  required(name).transform((written, context) => {
    const found = readTime(written);
    if (found.ok) return { written, minute: found.value };
    context.addIssue({ code: 'custom', message: found.error });
    return z.NEVER;
  });

const TimeRange = fields({ start_time: TimeOfDay('start_time'), end_time: TimeOfDay('end_time') }).refine(
  ({ start_time: start, end_time: end }) => start.minute < end.minute,
  {
    message:
      'end_time must be later than start_time: a range past midnight is two, one to 24:00 and one from 00:00',
    path: ['end_time'],
  },
);

type RangeField = keyof typeof rangeKinds;

const Range = (field: RangeField) =>
  text.transform((written, context) => {
    const found = readRange(written, rangeKinds[field]);
    if (found.ok) return { written, ...found.value };
    context.addIssue({ code: 'custom', message: found.error });
    return z.NEVER;
  });

const ranges = (field: RangeField, what: string) => given(listOf(z.nullable(Range(field)), what));

const Location = text.transform((written, context) => {
  const found = readTimeZone(written);
  if (found.ok) return { written, zone: found.value };
  context.addIssue({ code: 'custom', message: found.error });
  return z.NEVER;
});

const Entry = fields({
  times: given(listOf(z.nullable(TimeRange), 'times')),
  weekdays: ranges('weekdays', 'days'),
  days_of_month: ranges('days_of_month', 'days'),
  months: ranges('months', 'months'),
  years: ranges('years', 'years'),
  location: given(Location),
});
type Entry = z.output<typeof Entry>;

const Interval = fields({
  name: required('name'),
  time_intervals: given(listOf(z.nullable(Entry), 'time intervals')),
});
type Interval = z.output<typeof Interval>;

/** Go leaves a range that is null at zero: no day, month or year, but Sunday. */
const numberRange = (range: { from: number; to: number } | null): NumberRange =>
  range === null ? { from: 0, to: 0 } : { from: range.from, to: range.to };

const minutes = (range: z.output<typeof TimeRange> | null): { fromMinute: number; toMinute: number } => ({
  fromMinute: range?.start_time.minute ?? 0,
  toMinute: range?.end_time.minute ?? 0,
});

const intervalOf = (entry: Entry | null): TimeInterval => ({
  ...(entry?.times && { times: entry.times.map(minutes) }),
  ...(entry?.weekdays && { weekdays: entry.weekdays.map(numberRange) }),
  ...(entry?.days_of_month && { daysOfMonth: entry.days_of_month.map(numberRange) }),
  ...(entry?.months && { months: entry.months.map(numberRange) }),
  ...(entry?.years && { years: entry.years.map(numberRange) }),
  location: entry?.location?.zone ?? 'UTC',
});

const shownRanges = (written: Entry[RangeField]): (string | null)[] | undefined =>
  written?.map((range) => range?.written ?? null);

const shownEntry = (entry: Entry | null): unknown =>
  entry && {
    times: entry.times?.map(
      (range) => range && { start_time: range.start_time.written, end_time: range.end_time.written },
    ),
    weekdays: shownRanges(entry.weekdays),
    days_of_month: shownRanges(entry.days_of_month),
    months: shownRanges(entry.months),
    years: shownRanges(entry.years),
    location: entry.location?.written,
  };

/** What is taken as upstream takes it, and hardly meant so. */
const warnOfEmpty = (entry: Entry | null, path: Path, reading: Reading): void => {
  for (const field of ['times', 'weekdays', 'days_of_month', 'months', 'years'] as const) {
    const list = entry?.[field];
    if (list?.length === 0)
      reading.warn([...path, field], `an empty list of ${field} never holds: take it out to hold always`);
    list?.forEach((range, index) => {
      if (range !== null) return;
      const means = field === 'weekdays' ? 'an empty day means Sunday' : 'an empty range never holds';
      reading.warn([...path, field, index], `${means}: fill it in, or take it out`);
    });
  }
};

const listNames = ['mute_time_intervals', 'time_intervals'] as const;
type Lists = Readonly<Record<(typeof listNames)[number], readonly unknown[]>>;

/** The named time intervals, and what of them is shown as the effective configuration. */
export interface ReadTimeIntervals {
  readonly intervals: TimeIntervals;
  /** Names even of those that are wrong otherwise: a route that names one of those is no second error. */
  readonly names: readonly string[];
  readonly shown: Readonly<Record<string, unknown>>;
}

const Named = z.object({ name: text });

export const readTimeIntervals = (lists: Lists, reading: Reading): ReadTimeIntervals => {
  const intervals = new Map<string, readonly TimeInterval[]>();
  const names: string[] = [];
  const shown: Record<string, unknown> = {};
  for (const field of listNames) {
    const read = lists[field].map((value, index): unknown => {
      const path = [field, index];
      const name = Named.safeParse(value).data?.name ?? '';
      if (names.includes(name) && (name !== '' || value === null))
        reading.problem(
          [...path, 'name'],
          `there are two time intervals "${name}": give each a name of its own`,
        );
      names.push(name);
      const interval = value === null ? { name: '' } : reading.check(Interval, value, path);
      if (interval) intervals.set(name, entriesOf(interval, path, reading));
      return value === null ? null : interval && shownInterval(interval);
    });
    if (read.length > 0) shown[field] = read;
  }
  if (lists.mute_time_intervals.length > 0)
    reading.warn(['mute_time_intervals'], 'mute_time_intervals is the old name: write time_intervals');
  return { intervals, names, shown };
};

const entriesOf = (interval: Partial<Interval>, path: Path, reading: Reading): TimeInterval[] =>
  (interval.time_intervals ?? []).map((entry, index) => {
    warnOfEmpty(entry, [...path, 'time_intervals', index], reading);
    return intervalOf(entry);
  });

const shownInterval = ({ name, time_intervals: entries }: Interval): unknown => ({
  name,
  time_intervals: (entries ?? []).map(shownEntry),
});
