import { leftMargin, segments, ticksIn, timeTicks, valueRange, valueTicks } from './chartScale';
import { quantityText } from './numbers';
import { lengthText, tookText } from './time';

test.each([
  [8_000, '8 s'],
  [12 * 60_000, '12 min'],
  [112 * 60_000, '1 h 52 min'],
  [120 * 60_000, '2 h'],
  [76 * 3_600_000, '3 d 4 h'],
  [-500, '0 s'],
])('%i ms is said as %s', (ms, words) => {
  expect(lengthText(ms)).toBe(words);
});

test.each([
  [0.084, 'ratio', '8.4 %'],
  [0.342, 'ratio', '34 %'],
  [0.84, 'seconds', '840 ms'],
  [1.9, 's', '1.9 s'],
  [268435456, 'bytes', '256 MiB'],
  [41_000, '', '41,000'],
  [410, 'tasks', '410 tasks'],
  [Number.NaN, 'ratio', 'not known'],
])('%d with the unit "%s" is written %s', (value, unit, words) => {
  expect(quantityText(value, unit)).toBe(words);
});

test('what took long is told in seconds', () => {
  expect([tookText(2.36), tookText(48), tookText(1234)]).toEqual(['2.4 ms', '48 ms', '1.2 s']);
});

test('axes have few round steps, and the limit is in sight', () => {
  expect(valueTicks(0, 0.1, 5)).toEqual([0, 0.02, 0.04, 0.06, 0.08, 0.1]);
  expect(timeTicks(1, 3_600_001, { most: 6 })).toHaveLength(6);
  const [low, high] = valueRange([{ at: 0, value: 0.01 }], 0.05);
  expect([low, high > 0.05]).toEqual([0, true]);
});

test('a line is broken where there was nothing', () => {
  const at = (...times: number[]) => times.map((time) => ({ at: time, value: 1 }));
  expect(segments([...at(0, 15, 30), ...at(120, 135)], 15).map(({ length }) => length)).toEqual([3, 2]);
});

test('the longest label of an axis has its room', () => {
  expect(leftMargin(['0 %', '20 %'])).toBe(48);
  expect(leftMargin(['0 tasks', '4,000 tasks'])).toBeGreaterThan(85);
});

test('steps of bytes are round as a reader sees them', () => {
  const MiB = 1024 ** 2;
  expect(ticksIn('bytes', [0, 450 * MiB], 5).map((tick) => quantityText(tick, 'bytes'))).toEqual([
    '0 B',
    '100 MiB',
    '200 MiB',
    '300 MiB',
    '400 MiB',
  ]);
  expect(ticksIn('seconds', [0, 0.5], 5)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
});

test('a month has a tick for each few days, at midnight of the clock that is shown', () => {
  const [day, hour] = [86_400_000, 3_600_000];
  const ticks = timeTicks(0, 30 * day, { most: 8, offsetMs: 2 * hour });
  expect(ticks.length).toBeLessThanOrEqual(8);
  expect(ticks.map((tick) => (tick + 2 * hour) % day)).toEqual(ticks.map(() => 0));
});
