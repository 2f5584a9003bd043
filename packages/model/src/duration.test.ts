import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatDuration, parseDuration, spokenDuration } from './duration.ts';

test.each<[string, number]>([
  ['0', 0],
  ['0s', 0],
  ['1ms', 1],
  ['1h30m', 5_400_000],
  ['90d', 7_776_000_000],
  ['1y', 31_536_000_000],
  ['1w2d3h4m5s6ms', 788_645_006],
  ['292y', 9_208_512_000_000],
  ['106751d', 9_223_286_400_000],
])('%s is %d ms', (text, expected) => {
  expect(parseDuration(text)).toEqual({ ok: true, value: expected });
});

test.each(['', '1', '1h1y', '-1s', ' 1s', '1.5h', '106752d', '293y', 's', '1s\n'])(
  '%j is no duration, and the error names it',
  (text) => {
    const result = parseDuration(text);
    expect(result).toMatchObject({ ok: false, error: expect.stringContaining(JSON.stringify(text)) });
  },
);

test.each<[number, string]>([
  [0, '0s'],
  [90_000, '1m30s'],
  [5_400_000, '1h30m'],
  [788_645_006, '9d3h4m5s6ms'],
  [7_776_000_000, '90d'],
  [604_800_000, '1w'],
  [31_536_000_000, '1y'],
  [14_400_000, '4h'],
])('%d ms print as %s', (length, expected) => {
  expect(formatDuration(length)).toBe(expected);
});

test('what was printed reads back the same', () => {
  fc.assert(
    fc.property(fc.nat({ max: 9_223_372_036_854 }), (length) => {
      expect(parseDuration(formatDuration(length))).toEqual({ ok: true, value: length });
    }),
  );
});

test.each<[number, string]>([
  [0, '0 s'],
  [350, '0 s'],
  [45_999, '45 s'],
  [60_000, '1 min'],
  [12 * 60_000 + 59_000, '12 min'],
  [112 * 60_000, '1 h 52 min'],
  [3_600_000, '1 h'],
  [(3 * 24 + 4) * 3_600_000 + 59 * 60_000, '3 d 4 h'],
  [5 * 24 * 3_600_000, '5 d'],
  [-60_000, '0 s'],
])('%d ms are said as %s', (length, expected) => {
  expect(spokenDuration(length)).toBe(expected);
});
