import { rangeFor, type RangeName, shorterFor } from './graphData';

const now = Date.parse('2026-10-20T03:17:00Z');
const minutesBefore = (minutes: number) => now - minutes * 60_000;

test.each([
  [0.1, '15m'],
  [12, '1h'],
  [100, '6h'],
  [900, '24h'],
  [9000, '24h'],
])('an alert of %d min is first shown over %s', (age, range) => {
  expect(rangeFor(new Date(minutesBefore(age)).toISOString(), now)).toBe(range);
});

const since = (range: RangeName, ...minutes: number[]) => ({
  range,
  end: now,
  lines: minutes.map((ago) => [
    { at: minutesBefore(ago), value: 1 },
    { at: now, value: 1 },
  ]),
});

test('where the data are younger than the alert, the span shrinks until they are more than a dot', () => {
  expect(shorterFor(since('24h', 30))).toBe('6h');
  expect(shorterFor(since('6h', 30))).toBe('1h');
  expect(shorterFor(since('1h', 30))).toBeUndefined();
  expect(shorterFor(since('1h', 1, 59))).toBeUndefined();
});

test('there is no shorter span than the shortest, and none for nothing', () => {
  expect(shorterFor(since('15m', 0.1))).toBeUndefined();
  expect(shorterFor(since('24h'))).toBeUndefined();
});
