import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TimeInterval } from './time-interval.ts';
import { isWithin } from './within-interval.ts';

const utc = (more: Omit<TimeInterval, 'location'>): TimeInterval => ({ location: 'UTC', ...more });
const minutes = (from: string, to: string) => ({ fromMinute: ofDay(from), toMinute: ofDay(to) });
const ofDay = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const within = (interval: TimeInterval, at: string): boolean => isWithin(interval, Date.parse(at));

test('an interval that says nothing holds always', () => {
  expect(within(utc({}), '2026-11-21T03:04:05Z')).toBe(true);
});

test('times hold from the first minute until just before the last one; 24:00 is the end of the day', () => {
  const night = utc({ times: [minutes('00:00', '06:00'), minutes('22:00', '24:00')] });
  expect(within(night, '2026-11-21T00:00:00Z')).toBe(true);
  expect(within(night, '2026-11-21T05:59:59.999Z')).toBe(true);
  expect(within(night, '2026-11-21T06:00:00Z')).toBe(false);
  expect(within(night, '2026-11-21T21:59:59.999Z')).toBe(false);
  expect(within(night, '2026-11-21T23:59:59.999Z')).toBe(true);
});

test('all fields must hold, and of each field one range', () => {
  const interval = utc({
    times: [minutes('09:00', '17:00')],
    weekdays: [
      { from: 1, to: 5 },
      { from: 0, to: 0 },
    ],
    daysOfMonth: [
      { from: 1, to: 7 },
      { from: 20, to: 25 },
    ],
    months: [{ from: 10, to: 12 }],
    years: [{ from: 2026, to: 2027 }],
  });
  // A Friday.
  expect(within(interval, '2026-11-20T09:00:00Z')).toBe(true);
  expect(within(interval, '2026-11-22T09:00:00Z')).toBe(true);
  for (const [why, at] of [
    ['time', '2026-11-20T17:00:00Z'],
    ['weekday', '2026-11-21T09:00:00Z'],
    ['day', '2026-11-26T09:00:00Z'],
    ['month', '2026-09-21T09:00:00Z'],
    ['year', '2028-11-20T09:00:00Z'],
  ] as const)
    expect([why, within(interval, at)]).toEqual([why, false]);
});

test.each<[[number, number], string, boolean]>([
  [[-1, -1], '2026-02-28', true],
  [[-1, -1], '2028-02-28', false],
  [[-1, -1], '2028-02-29', true],
  [[-3, -2], '2026-02-26', true],
  [[-3, -2], '2026-02-25', false],
  [[1, -1], '2026-11-15', true],
  [[1, -15], '2026-11-16', true],
  [[1, -15], '2026-11-17', false],
  // Clamped to the month…
  [[28, 31], '2026-02-28', true],
  [[-31, -28], '2026-02-01', true],
  // …and skipped where it begins after the month's end.
  [[30, 31], '2026-02-28', false],
  [[31, 31], '2026-11-30', false],
  [[31, 31], '2026-12-31', true],
])('days %j hold on %s: %s', ([from, to], day, expected) => {
  expect(within(utc({ daysOfMonth: [{ from, to }] }), `${day}T12:00:00Z`)).toBe(expected);
});

test('the wall clock is that of the location', () => {
  const office = { times: [minutes('09:00', '17:00')], weekdays: [{ from: 1, to: 5 }] };
  expect(within({ ...office, location: 'Australia/Sydney' }, '2026-11-22T22:30:00Z')).toBe(true);
  expect(within({ ...office, location: 'America/New_York' }, '2026-11-20T13:59:00Z')).toBe(false);
  expect(within({ ...office, location: 'America/New_York' }, '2026-11-20T14:00:00Z')).toBe(true);
  expect(within({ ...office, location: 'Asia/Kathmandu' }, '2026-11-20T03:15:00Z')).toBe(true);
});

test('a window inside the gap of summer time does not occur', () => {
  const window: TimeInterval = { location: 'Europe/Berlin', times: [minutes('02:00', '03:00')] };
  const hours = Array.from({ length: 24 }, (_, hour) => Date.UTC(2026, 2, 28, 23) + hour * 3_600_000);
  expect(hours.filter((at) => isWithin(window, at))).toEqual([]);
});

test('a window inside the overlap at the end of summer time occurs twice', () => {
  const window: TimeInterval = { location: 'Europe/Berlin', times: [minutes('02:00', '03:00')] };
  const hours = Array.from({ length: 25 }, (_, hour) => Date.UTC(2026, 9, 24, 22) + hour * 3_600_000);
  expect(hours.filter((at) => isWithin(window, at))).toHaveLength(2);
});

test('days from the end are counted in the month of the wall clock, across a change of summer time too', () => {
  // In Berlin this is 31 October 2027, the day on which summer time ends.
  const last: TimeInterval = { location: 'Europe/Berlin', daysOfMonth: [{ from: -1, to: -1 }] };
  expect(within(last, '2027-10-30T21:59:00Z')).toBe(false);
  expect(within(last, '2027-10-30T22:00:00Z')).toBe(true);
  expect(within(last, '2027-10-31T22:59:00Z')).toBe(true);
  expect(within(last, '2027-10-31T23:00:00Z')).toBe(false);
});

const range = (min: number, max: number) =>
  fc
    .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
    .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const optional = <T>(one: fc.Arbitrary<T>) => fc.option(fc.array(one, { maxLength: 3 }), { nil: undefined });
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Tokyo',
];
const intervals = fc
  .record({
    times: optional(range(0, 1440).map(({ from, to }) => ({ fromMinute: from, toMinute: to }))),
    weekdays: optional(range(0, 6)),
    daysOfMonth: optional(
      fc.oneof(
        range(1, 31),
        range(-31, -1),
        fc.record({ from: fc.integer({ min: 1, max: 31 }), to: fc.integer({ min: -31, max: -1 }) }),
      ),
    ),
    months: optional(range(1, 12)),
    years: optional(range(2020, 2030)),
    location: fc.constantFrom(...zones),
  })
  .map(({ location, ...fields }) => ({
    location,
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
  }));

/** The rule by another clock: Temporal, and each day of the range named. */
function naive({ location, times, weekdays, daysOfMonth, months, years }: TimeInterval, at: number): boolean {
  const wall = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(location);
  const within = (value: number, ranges: readonly { from: number; to: number }[] | undefined) =>
    !ranges || ranges.some(({ from, to }) => value >= from && value <= to);
  const minute = wall.hour * 60 + wall.minute;
  const days = daysOfMonth?.map(({ from, to }) => ({
    from: from < 0 ? wall.daysInMonth + 1 + from : from,
    to: to < 0 ? wall.daysInMonth + 1 + to : to,
  }));
  return (
    (!times || times.some(({ fromMinute, toMinute }) => minute >= fromMinute && minute < toMinute)) &&
    within(wall.dayOfWeek % 7, weekdays) &&
    within(wall.day, days) &&
    within(wall.month, months) &&
    within(wall.year, years)
  );
}

test('whatever the interval, zone and time: as another clock says', () => {
  const times = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2031, 0) });
  let held = 0;
  fc.assert(
    fc.property(intervals, fc.array(times, { minLength: 1, maxLength: 5 }), (interval, asked) => {
      for (const at of asked) {
        const expected = naive(interval, at);
        if (expected) held += 1;
        expect(isWithin(interval, at)).toBe(expected);
      }
    }),
    { numRuns: 2_000 },
  );
  expect(held).toBeGreaterThan(50);
});
