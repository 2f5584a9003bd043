import { expect, test } from '@jest/globals';
import { createFakeClock } from '#lib/fake-clock';
import { momentOf, nextMorning } from './when.ts';

const zone = (written: string, timeZone = 'Europe/Berlin') => ({
  clock: createFakeClock(Date.parse(written)),
  timeZone,
});
const iso = (at: number): string => new Date(at).toISOString();
const moment = (text: string, written = '2026-10-20T01:17:48Z'): string => {
  const found = momentOf(text, zone(written));
  return 'at' in found ? iso(found.at) : found.problem;
};

test('the morning is the next nine o’clock in the zone, whatever the clock does that night', () => {
  expect(iso(nextMorning(zone('2026-10-20T01:17:48Z')))).toBe('2026-10-20T07:00:00.000Z');
  expect(iso(nextMorning(zone('2026-10-20T07:00:00Z')))).toBe('2026-10-21T07:00:00.000Z');
  // Summer time ends in the night to the 25th.
  expect(iso(nextMorning(zone('2026-10-24T20:00:00Z')))).toBe('2026-10-25T08:00:00.000Z');
  expect(iso(nextMorning(zone('2026-10-20T01:17:48Z', 'America/New_York')))).toBe('2026-10-20T13:00:00.000Z');
});

test('lengths and times of the day are understood', () => {
  expect(moment('1h')).toBe('2026-10-20T02:17:48.000Z');
  expect(moment('1 h')).toBe('2026-10-20T02:17:48.000Z');
  expect(moment('until 09:00')).toBe('2026-10-20T07:00:00.000Z');
  expect(moment('3:10')).toBe('2026-10-21T01:10:00.000Z');
});

test.each(['soon', '', '0s', '-1h', '25:00', '9:60', '1', '400d'])(
  '“%s” is refused with what to write',
  (text) => {
    expect(moment(text)).toMatch(/is no time: write 1h|too long: 31 days/);
  },
);
