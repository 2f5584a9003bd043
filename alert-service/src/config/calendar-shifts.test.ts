import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { calendarFeed } from '#core/on-call/calendar-feed';
import { readShiftCalendar, type ShiftsAsked } from './calendar-shifts.ts';

const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;

const asked: ShiftsAsked = {
  people: [
    { id: 'mia', name: 'Mia', email: 'Mia@example.org' },
    { id: 'mia-ray', name: 'Mia Ray' },
    { id: 'jonas', name: 'Jonas Weiß', email: 'jonas@example.org' },
  ],
  window: { from: at('2026-10-19T00:00Z'), to: at('2026-11-09T00:00Z') },
  timeZone: 'Europe/Berlin',
};

const calendar = (...events: readonly (readonly string[])[]): string =>
  [
    'BEGIN:VCALENDAR',
    ...events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
  ].join('\r\n');

const read = (...events: readonly (readonly string[])[]) => {
  const found = readShiftCalendar(calendar(...events), asked);
  if (!found.ok) throw new Error(found.error);
  return found.value;
};

const written = (...events: readonly (readonly string[])[]): string[] =>
  read(...events).shifts.map(({ person, from, to }) =>
    [person, ...[from, to].map((each) => new Date(each).toISOString().slice(0, 16))].join(' '),
  );

const oneDay = ['DTSTART:20261102T090000Z', 'DTEND:20261103T090000Z'];

test.each([
  ['ATTENDEE;CN=Somebody;PARTSTAT=ACCEPTED:mailto:mia@EXAMPLE.org', 'mia'],
  ['SUMMARY:On Call - Jonas Weiß - Payments', 'jonas'],
  ['SUMMARY:jonas@example.org', 'jonas'],
  ['SUMMARY:JONAS', 'jonas'],
  ['SUMMARY:Mia Ray\\, primary', 'mia-ray'],
  ['SUMMARY:mia-ray', 'mia-ray'],
  ['ATTENDEE;PARTSTAT=DECLINED:mailto:mia@example.org\r\nSUMMARY:Jonas Weiß for Mia-Lou', 'jonas mia'],
])('%s puts on call: %s', (line, people) => {
  const found = read([...oneDay, ...line.split('\r\n')]).shifts.map(({ person }) => person);
  expect(found.join(' ')).toBe(people);
});

test('an event that names nobody known is left out and said; so is one that cannot be read', () => {
  const { shifts, problems } = read(
    [...oneDay, 'SUMMARY:Miami'],
    ['SUMMARY:Mia', 'DTSTART;TZID=W. Europe Standard Time:20261102T090000', 'DURATION:PT1H'],
    [...oneDay, 'SUMMARY:Mia', 'RRULE:FREQ=HOURLY'],
    // Nobody asks who was on call so long ago.
    ['SUMMARY:Somebody who left', 'DTSTART:20200101T090000Z', 'DTEND:20200102T090000Z'],
  );
  expect(shifts).toEqual([]);
  expect(problems).toEqual([
    'The event "Miami" is left out: it names nobody known; give it an ATTENDEE with the e-mail address of a person, or write their name in its title.',
    expect.stringContaining(
      'The event "Mia" is left out: DTSTART: "W. Europe Standard Time" is no time zone',
    ),
    expect.stringContaining('FREQ must be DAILY'),
  ]);
});

test('a repeated event keeps to the clock on the wall, with its exceptions and its moved and cancelled days', () => {
  const series = [
    'UID:1',
    'SUMMARY:Mia',
    'DTSTART;TZID=Europe/Berlin:20261005T200000',
    'DTEND;TZID=Europe/Berlin:20261006T080000',
    'RRULE:FREQ=WEEKLY;BYDAY=MO,SA,SU',
    'EXDATE;TZID=Europe/Berlin:20261031T200000',
  ];
  const moved = [
    'UID:1',
    'SUMMARY:Jonas',
    'RECURRENCE-ID;TZID=Europe/Berlin:20261026T200000',
    'DTSTART;TZID=Europe/Berlin:20261027T200000',
    'DTEND;TZID=Europe/Berlin:20261028T080000',
  ];
  const cancelled = [
    'UID:1',
    'RECURRENCE-ID:20261107T190000Z',
    'STATUS:CANCELLED',
    'DTSTART:20261107T190000Z',
  ];
  expect(written(series, moved, cancelled)).toEqual([
    // It began the day before the window.
    'mia 2026-10-18T18:00 2026-10-19T06:00',
    'mia 2026-10-19T18:00 2026-10-20T06:00',
    // The night in which clocks go back.
    'mia 2026-10-24T18:00 2026-10-25T07:00',
    'mia 2026-10-25T19:00 2026-10-26T07:00',
    'jonas 2026-10-27T19:00 2026-10-28T07:00',
    'mia 2026-11-01T19:00 2026-11-02T07:00',
    'mia 2026-11-02T19:00 2026-11-03T07:00',
    'mia 2026-11-08T19:00 2026-11-09T07:00',
  ]);
});

test('whole days and times without a zone are those of the schedule, and events may last weeks', () => {
  expect(
    written(
      ['SUMMARY:Mia', 'DTSTART;VALUE=DATE:20261024', 'DTEND;VALUE=DATE:20261026'],
      ['SUMMARY:Jonas', 'DTSTART:20260901T090000', 'DTEND:20261101T090000'],
    ),
  ).toEqual(['jonas 2026-09-01T07:00 2026-11-01T08:00', 'mia 2026-10-23T22:00 2026-10-25T23:00']);
});

test('a page of HTML is no calendar, half a calendar is none, a calendar without events is one, and one with too many is refused', () => {
  expect(readShiftCalendar('<html>Sign in</html>', asked)).toMatchObject({
    ok: false,
    error: expect.stringContaining('this is no iCalendar'),
  });
  expect(readShiftCalendar(`${calendar(oneDay)}`.slice(0, -9), asked)).toMatchObject({
    ok: false,
    error: expect.stringContaining('it ends in the middle'),
  });
  expect(read()).toEqual({ shifts: [], problems: [] });
  const many = Array.from({ length: 5_001 }, () => ['SUMMARY:Mia', ...oneDay]);
  expect(readShiftCalendar(calendar(...many), asked)).toMatchObject({
    ok: false,
    error: 'there are 5001 events: give a feed with at most 5000',
  });
});

test('what our own feed says is read back as it was', () => {
  const shift = fc.record({
    person: fc.constantFrom(...asked.people),
    from: fc.integer({ min: asked.window.from / 60_000, max: asked.window.to / 60_000 - 1 }),
    minutes: fc.integer({ min: 1, max: 50_000 }),
  });
  fc.assert(
    fc.property(fc.array(shift, { maxLength: 9 }), (all) => {
      const shifts = all.map(({ person, from, minutes }) => ({
        person: person.id,
        from: from * 60_000,
        to: (from + minutes) * 60_000,
      }));
      const text = calendarFeed({
        name: 'Payments; all, of them',
        id: 'x',
        changedAt: 0,
        events: shifts.map((each, index) => ({
          schedule: 'payments',
          shift: { ...each, by: { kind: 'imported' } },
          summary: `${all[index]?.person.name} on call: Payments, the long name of a schedule that makes lines fold`,
        })),
      });
      const back = readShiftCalendar(text, asked);
      const sorted = (list: readonly object[]) => list.map((each) => JSON.stringify(each)).sort();
      expect(back.ok && sorted(back.value.shifts)).toEqual(sorted(shifts));
    }),
  );
});

test('a feed that would keep us busy is refused before it does', () => {
  const events = (count: number, more: string): string =>
    `BEGIN:VCALENDAR\r\n${`BEGIN:VEVENT\r\nDTSTART:20000101T000000Z\r\nDURATION:PT1H\r\n${more}SUMMARY:Mia\r\nEND:VEVENT\r\n`.repeat(count)}END:VCALENDAR\r\n`;
  const day = 86_400_000;
  const asked = {
    people: [{ id: 'mia', name: 'Mia' }],
    window: { from: Date.UTC(2026, 10, 1), to: Date.UTC(2026, 10, 1) + 183 * day },
    timeZone: 'UTC',
  };
  expect(readShiftCalendar(events(5_001, ''), asked)).toMatchObject({ ok: false });
  expect(readShiftCalendar(events(501, 'RRULE:FREQ=DAILY;COUNT=900\r\n'), asked)).toEqual({
    ok: false,
    error: 'there are 501 events that repeat: give a feed with at most 500',
  });
  expect(readShiftCalendar(events(500, 'RRULE:FREQ=DAILY\r\n'), asked)).toEqual({
    ok: false,
    error: 'its events make more than 5000 shifts in half a year: split the feed',
  });
}, 20_000);
