import { expect, test } from '@jest/globals';
import { clockWords, secondWords } from './clock-words.ts';

const at = Date.UTC(2026, 9, 20, 1, 5, 9);

test('a clock time carries its zone, and the day when it is another', () => {
  const zone = { now: at + 600_000, timeZone: 'Europe/Berlin' };
  expect(clockWords(at, zone)).toBe('03:05 CEST');
  expect(clockWords(at - 4 * 3_600_000, zone)).toBe('Mon 19 Oct 23:05 CEST');
  expect(secondWords(at, 'Europe/Berlin')).toBe('03:05:09 CEST');
});

test.each([
  ['America/New_York', '21:05 EDT'],
  ['Asia/Kolkata', '06:35 IST'],
  ['Australia/Sydney', '12:05 AEDT'],
  ['Asia/Kathmandu', '06:50 UTC+5:45'],
  ['UTC', '01:05 UTC'],
])('the zone %s has a name that people know', (timeZone, words) => {
  expect(clockWords(at, { now: at, timeZone })).toBe(words);
});

test('the hour that occurs twice is told apart by its zone', () => {
  const zone = { now: Date.UTC(2026, 9, 25, 2), timeZone: 'Europe/Berlin' };
  expect(clockWords(Date.UTC(2026, 9, 25, 0, 30), zone)).toBe('02:30 CEST');
  expect(clockWords(Date.UTC(2026, 9, 25, 1, 30), zone)).toBe('02:30 CET');
});
