import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type Hours, holdsAt, nextChange } from './hours.ts';

const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;
const night: Hours = { timeZone: 'Europe/Berlin', spans: [{ fromMinute: 22 * 60, toMinute: 6 * 60 }] };

const weekdays: Hours = {
  timeZone: 'Europe/Berlin',
  spans: [{ days: [1, 2, 3, 4, 5], fromMinute: 9 * 60, toMinute: 17 * 60 }],
};

test.each([
  ['2026-11-20T20:59:59.999Z', false],
  ['2026-11-20T21:00Z', true],
  ['2026-11-21T04:59:59.999Z', true],
  ['2026-11-21T05:00Z', false],
])('at %s it is night in Berlin: %s', (time, isNight) => {
  expect(holdsAt(night, at(time))).toBe(isNight);
});

test('a span over midnight belongs to the day it begins on', () => {
  const friday: Hours = { ...night, spans: [{ days: [5], fromMinute: 22 * 60, toMinute: 6 * 60 }] };
  expect(holdsAt(friday, at('2026-11-21T04:00Z'))).toBe(true);
  expect(holdsAt(friday, at('2026-11-20T04:00Z'))).toBe(false);
});

test('the next change is the next begin or end, over a weekend and over a change of the clock', () => {
  expect(nextChange(weekdays, at('2026-11-20T12:00Z'))).toBe(at('2026-11-20T16:00Z'));
  expect(nextChange(weekdays, at('2026-11-20T16:00Z'))).toBe(at('2026-11-23T08:00Z'));
  expect(nextChange(night, at('2027-03-27T22:00Z'))).toBe(at('2027-03-28T04:00Z'));
});

test('spans that meet are one, and what holds always or never does not change', () => {
  const halves = [
    { fromMinute: 0, toMinute: 720 },
    { fromMinute: 720, toMinute: 1440 },
  ];
  expect(nextChange({ timeZone: 'Europe/Berlin', spans: halves }, at('2027-03-27T22:00Z'))).toBeUndefined();
  expect(
    nextChange({ timeZone: 'UTC', spans: [{ fromMinute: 540, toMinute: 540 }] }, at('2027-03-27T22:00Z')),
  ).toBeUndefined();
  expect(nextChange({ timeZone: 'Europe/Berlin', spans: [] }, 0)).toBeUndefined();
});

test('until the next change nothing changes, and at it something does', () => {
  const minute = fc.integer({ min: 0, max: 1439 });
  const span = fc.record(
    {
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      fromMinute: minute,
      toMinute: minute,
    },
    { requiredKeys: ['fromMinute', 'toMinute'] },
  );
  const hours = fc.record({
    timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'),
    spans: fc.array(span, { minLength: 1, maxLength: 3 }),
  });
  const moment = fc.integer({ min: at('2026-10-01T00:00Z'), max: at('2027-12-01T00:00Z') });
  const share = fc.double({ min: 0, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(hours, moment, share, (each, time, part) => {
      const next = nextChange(each, time);
      if (next === undefined) return;
      expect(next).toBeGreaterThan(time);
      expect(holdsAt(each, next)).toBe(!holdsAt(each, next - 1));
      expect(holdsAt(each, time + Math.floor((next - time) * part))).toBe(holdsAt(each, time));
    }),
    { numRuns: 500 },
  );
});
