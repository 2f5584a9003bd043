import { expect, test } from '@jest/globals';
import { calendarFeed } from '#core/on-call/calendar-feed';
import { finalShifts } from '#core/on-call/shift';
import { directoryOf } from './directory-of.ts';
import { at, layer, schedule } from './written.ts';

const feedOf = (names: string, days = 2): string => {
  const directory = directoryOf(schedule([layer('days', 'mia jonas')]), [], ['mia', 'jonas']);
  const window = { from: at('2026-11-02T08:00Z'), to: at(`2026-11-0${2 + days}T08:00Z`) };
  return calendarFeed({
    name: names,
    id: 'schedule-payments',
    changedAt: at('2026-10-01T12:00:00.500Z'),
    events: finalShifts(directory, 'payments', window).map((shift) => ({
      schedule: 'payments',
      shift,
      summary: `${shift.person} on call: ${names}`,
      description: 'From the layer "days";\nevery day, at 09:00',
    })),
  });
};

test('a feed is iCalendar with times in UTC, escaped text and lines ended by CR LF', () => {
  expect(feedOf('Payments, EU', 1).split('\r\n')).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Tocsin//On call//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'NAME:Payments\\, EU',
    'X-WR-CALNAME:Payments\\, EU',
    'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
    'X-PUBLISHED-TTL:PT15M',
    'BEGIN:VEVENT',
    'UID:schedule-payments/payments/mia/20261102T080000Z@tocsin',
    'DTSTAMP:20261001T120000Z',
    'LAST-MODIFIED:20261001T120000Z',
    'DTSTART:20261102T080000Z',
    'DTEND:20261103T080000Z',
    'SUMMARY:mia on call: Payments\\, EU',
    'DESCRIPTION:From the layer "days"\\;\\nevery day\\, at 09:00',
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]);
});

test('no line has more than 75 octets, and unfolded it is what it was, also beyond ASCII', () => {
  const name = 'Zahlungen für Österreich – 支払い 💳 '.repeat(8).trim();
  const feed = feedOf(name);
  for (const line of feed.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  expect(feed).not.toContain('\uFFFD');
  expect(feed.replaceAll('\r\n ', '')).toContain(`\r\nX-WR-CALNAME:${name}\r\n`);
});

test('the ids of events stay the same however far is looked', () => {
  const uids = (feed: string): string[] => feed.match(/^UID:.*$/gm) ?? [];
  expect(uids(feedOf('P', 4)).slice(0, 2)).toEqual(uids(feedOf('P', 2)));
  expect(new Set(uids(feedOf('P', 4))).size).toBe(4);
});
