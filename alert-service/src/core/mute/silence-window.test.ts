import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recursAt, type Recurrence } from './recurrence.ts';
import { silenceState } from './silence.ts';
import { windowAt } from './silence-window.ts';
import type { TimeInterval } from './time-interval.ts';

const at = (text: string): number => Date.parse(text);
const iso = (ms: number): string => new Date(ms).toISOString().replace(':00.000Z', 'Z');
const intervals = (...list: TimeInterval[]): Recurrence => ({ kind: 'intervals', intervals: list });
const minutes = (from: number, to: number) => ({ fromMinute: from * 60, toMinute: to * 60 });
const location = 'Europe/Berlin';
const span = { startsAt: at('2026-01-01T00:00Z'), endsAt: at('2028-01-01T00:00Z') };

/** All windows from `now` on, as `windowAt` says them one after the other. */
function windows(recurs: Recurrence, now: string, count: number): string[] {
  const found: string[] = [];
  for (let from = at(now); found.length < count;) {
    const window = windowAt({ ...span, recurs }, from);
    if (!window) break;
    found.push(`${iso(window.startsAt)} ${iso(window.endsAt)}`);
    from = window.endsAt;
  }
  return found;
}

test('a silence of every Sunday night keeps to the clock on the wall when that is changed (#214, #517)', () => {
  const sundays = intervals({ weekdays: [{ from: 0, to: 0 }], times: [minutes(2, 4)], location });
  expect(windows(sundays, '2026-10-18T12:00Z', 3)).toEqual([
    // Berlin shows 02:00 to 03:00 twice in this night: it is an hour longer.
    '2026-10-25T00:00Z 2026-10-25T03:00Z',
    '2026-11-01T01:00Z 2026-11-01T03:00Z',
    '2026-11-08T01:00Z 2026-11-08T03:00Z',
  ]);
  // In spring there is no 02:00 to 03:00.
  expect(windows(sundays, '2027-03-22T12:00Z', 1)).toEqual(['2027-03-28T01:00Z 2027-03-28T02:00Z']);
});

test('a night over midnight is one window, from inside of it too', () => {
  const nights = intervals(
    { times: [minutes(22, 24)], location: 'UTC' },
    { times: [minutes(0, 6)], location: 'UTC' },
  );
  expect(windows(nights, '2026-06-10T12:00Z', 2)).toEqual([
    '2026-06-10T22:00Z 2026-06-11T06:00Z',
    '2026-06-11T22:00Z 2026-06-12T06:00Z',
  ]);
  expect(windows(nights, '2026-06-11T02:00Z', 1)).toEqual(['2026-06-10T22:00Z 2026-06-11T06:00Z']);
});

test('windows stay within the silence; what always recurs is one window, what never does is none', () => {
  expect(windows(intervals({ location: 'UTC' }), '2026-06-10T12:00Z', 2)).toEqual([
    '2026-01-01T00:00Z 2028-01-01T00:00Z',
  ]);
  const lastDay = intervals({
    daysOfMonth: [{ from: -1, to: -1 }],
    months: [{ from: 12, to: 12 }],
    location,
  });
  expect(windows(lastDay, '2026-06-10T12:00Z', 9)).toEqual([
    '2026-12-30T23:00Z 2026-12-31T23:00Z',
    '2027-12-30T23:00Z 2027-12-31T23:00Z',
  ]);
  expect(windows(intervals({ months: [], location }), '2026-06-10T12:00Z', 1)).toEqual([]);
});

test('between two windows it is pending, and expired at its end', () => {
  const recurs = intervals({ times: [minutes(2, 4)], location: 'UTC' });
  const states = ['2026-01-01T01:59Z', '2026-01-01T02:00Z', '2026-01-01T04:00Z', '2028-01-01T02:00Z'];
  expect(states.map((each) => silenceState({ ...span, recurs }, at(each)))).toEqual([
    'pending',
    'active',
    'pending',
    'expired',
  ]);
});

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'];
const interval: fc.Arbitrary<TimeInterval> = fc
  .record({
    times: fc.option(
      fc.array(fc.tuple(fc.nat(287), fc.integer({ min: 1, max: 120 })), { minLength: 1, maxLength: 2 }),
      { nil: undefined },
    ),
    weekdays: fc.option(fc.array(fc.nat(6), { minLength: 1, maxLength: 3 }), { nil: undefined }),
    location: fc.constantFrom(...zones),
  })
  .map(({ times, weekdays, location: zone }) => ({
    ...(times && {
      times: times.map(([from, length]) => ({
        fromMinute: from * 5,
        toMinute: Math.min(from + length, 288) * 5,
      })),
    }),
    ...(weekdays && { weekdays: weekdays.map((day) => ({ from: day, to: day })) }),
    location: zone,
  }));

test('the windows are what a scan of every 5 minutes finds, over changes of the clock too', () => {
  const from = fc.constantFrom(
    '2026-03-26T00:00Z',
    '2026-10-23T12:00Z',
    '2026-03-06T00:00Z',
    '2026-04-03T00:00Z',
  );
  fc.assert(
    fc.property(fc.array(interval, { minLength: 1, maxLength: 2 }), from, (list, begin) => {
      const recurs = intervals(...list);
      const [startsAt, endsAt] = [at(begin), at(begin) + 5 * 86_400_000];
      const scanned: string[] = [];
      let since = NaN;
      for (let now = startsAt; now <= endsAt; now += 300_000) {
        const holds = now < endsAt && recursAt(recurs, now);
        if (holds && Number.isNaN(since)) since = now;
        if (holds || Number.isNaN(since)) continue;
        scanned.push(`${iso(since)} ${iso(now)}`);
        since = NaN;
      }
      const told: string[] = [];
      for (let now = startsAt; ;) {
        const window = windowAt({ startsAt, endsAt, recurs }, now);
        if (!window) break;
        told.push(`${iso(window.startsAt)} ${iso(window.endsAt)}`);
        const inside = Math.floor((window.startsAt + window.endsAt) / 2);
        expect(windowAt({ startsAt, endsAt, recurs }, inside)).toEqual(window);
        now = window.endsAt;
      }
      expect(told).toEqual(scanned);
    }),
    { numRuns: 40 },
  );
});
