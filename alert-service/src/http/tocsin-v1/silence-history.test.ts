import { expect, test } from '@jest/globals';
import { daysOf, matchedHistory } from './silence-history.ts';

const timeZone = 'Europe/Berlin';
const now = Date.parse('2026-10-27T12:00:00Z');
const episode = (at: string) => ({ fingerprint: at, labels: { alertname: 'Down' }, at: Date.parse(at) });

test('each episode is of the day that the zone’s calendar has, on the long day of October too', () => {
  const days = daysOf(now, timeZone);
  const { days: found } = matchedHistory(
    {
      since: 0,
      episodes: [
        episode('2026-10-24T21:59:59Z'),
        episode('2026-10-24T22:00:00Z'),
        episode('2026-10-25T22:59:59Z'),
        episode('2026-10-25T23:00:00Z'),
        episode('2026-10-27T11:59:59Z'),
      ],
    },
    { matches: () => true, days, timeZone },
  );
  expect(found.map(({ day, total }) => [day, total])).toEqual([
    ['2026-10-21', 0],
    ['2026-10-22', 0],
    ['2026-10-23', 0],
    ['2026-10-24', 1],
    ['2026-10-25', 2],
    ['2026-10-26', 1],
    ['2026-10-27', 1],
  ]);
});
