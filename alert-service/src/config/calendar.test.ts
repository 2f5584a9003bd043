import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Recurrence } from '#core/mute/recurrence';
import { windowAt } from '#core/mute/silence-window';
import { readCalendar } from './calendar.ts';

const event = (...lines: string[]): string => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'].join('\r\n');
const recurs = (ical: string): Recurrence => {
  const events = readCalendar(ical);
  if (!events.ok) throw new Error(events.error);
  return { kind: 'calendar', ical, events: events.value };
};
const iso = (ms: number): string => new Date(ms).toISOString().replace(':00.000Z', 'Z');

/** The windows of an event from `from` on, at most so many. */
function windows(ical: string, from: string, count: number): string[] {
  const silence = {
    startsAt: Date.parse(from),
    endsAt: Date.parse('2050-01-01T00:00Z'),
    recurs: recurs(ical),
  };
  const found: string[] = [];
  for (let now = silence.startsAt; found.length < count;) {
    const window = windowAt(silence, now);
    if (!window) break;
    found.push(`${iso(window.startsAt)} ${iso(window.endsAt)}`);
    now = window.endsAt;
  }
  return found;
}

/** Days on which an event of New York at nine begins, as RFC 5545 lists its examples. */
const days = (start: string, rule: string, count: number): string =>
  windows(
    event(`DTSTART;TZID=America/New_York:${start}T090000`, 'DURATION:PT1H', `RRULE:${rule}`),
    '1996-01-01T00:00Z',
    count,
  )
    .map((window) => window.slice(0, 10))
    .join(' ');

test.each([
  ['19970902', 'FREQ=DAILY;COUNT=3', '1997-09-02 1997-09-03 1997-09-04'],
  ['19970902', 'FREQ=DAILY;UNTIL=19970904T000000Z', '1997-09-02 1997-09-03'],
  ['19970902', 'FREQ=DAILY;UNTIL=19970904', '1997-09-02 1997-09-03 1997-09-04'],
  ['19970902', 'FREQ=DAILY;INTERVAL=10;COUNT=3', '1997-09-02 1997-09-12 1997-09-22'],
  ['19970902', 'FREQ=WEEKLY;INTERVAL=2;COUNT=3;WKST=SU', '1997-09-02 1997-09-16 1997-09-30'],
  ['19970902', 'FREQ=WEEKLY;COUNT=4;WKST=SU;BYDAY=TU,TH', '1997-09-02 1997-09-04 1997-09-09 1997-09-11'],
  [
    '19970805',
    'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO',
    '1997-08-05 1997-08-10 1997-08-19 1997-08-24',
  ],
  [
    '19970805',
    'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU',
    '1997-08-05 1997-08-17 1997-08-19 1997-08-31',
  ],
  ['19970905', 'FREQ=MONTHLY;COUNT=4;BYDAY=1FR', '1997-09-05 1997-10-03 1997-11-07 1997-12-05'],
  [
    '19970907',
    'FREQ=MONTHLY;INTERVAL=2;COUNT=4;BYDAY=1SU,-1SU',
    '1997-09-07 1997-09-28 1997-11-02 1997-11-30',
  ],
  ['19970922', 'FREQ=MONTHLY;COUNT=4;BYDAY=-2MO', '1997-09-22 1997-10-20 1997-11-17 1997-12-22'],
  [
    '19970928',
    'FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=6',
    '1997-09-28 1997-10-29 1997-11-28 1997-12-29 1998-01-29 1998-02-26',
  ],
  ['19970902', 'FREQ=MONTHLY;COUNT=4;BYMONTHDAY=2,15', '1997-09-02 1997-09-15 1997-10-02 1997-10-15'],
  ['19970131', 'FREQ=MONTHLY;COUNT=3', '1997-01-31 1997-03-31 1997-05-31'],
  ['19980213', 'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=4', '1998-02-13 1998-03-13 1998-11-13 1999-08-13'],
  ['19970610', 'FREQ=YEARLY;COUNT=4;BYMONTH=6,7', '1997-06-10 1997-07-10 1998-06-10 1998-07-10'],
  ['19970519', 'FREQ=YEARLY;BYDAY=20MO;COUNT=3', '1997-05-19 1998-05-18 1999-05-17'],
  ['19970313', 'FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=4', '1997-03-13 1997-03-20 1997-03-27 1998-03-05'],
  ['19970902', 'FREQ=YEARLY;COUNT=2', '1997-09-02 1998-09-02'],
])('from %s, %s is what RFC 5545 says', (start, rule, expected) => {
  expect(days(start, rule, 9)).toBe(expected);
});

test('an event of a week day keeps to the clock on the wall when that is changed', () => {
  const sundays = event(
    'DTSTART;TZID=Europe/Berlin:20261018T020000',
    'DTEND;TZID=Europe/Berlin:20261018T040000',
    'RRULE:FREQ=WEEKLY',
    'EXDATE;TZID=Europe/Berlin:20261101T020000,20261115T020000',
  );
  expect(windows(sundays, '2026-10-01T00:00Z', 4)).toEqual([
    '2026-10-18T00:00Z 2026-10-18T02:00Z',
    // Berlin shows 02:00 to 03:00 twice in this night.
    '2026-10-25T00:00Z 2026-10-25T03:00Z',
    '2026-11-08T01:00Z 2026-11-08T03:00Z',
    '2026-11-22T01:00Z 2026-11-22T03:00Z',
  ]);
});

test('a calendar as programs export it: folded lines, alarms, its zone, whole days, several events', () => {
  const ical = [
    'BEGIN:VCALENDAR',
    'X-WR-TIMEZONE:Europe/Zurich',
    'BEGIN:VTIMEZONE\nTZID:Europe/Zurich\nBEGIN:STANDARD\nDTSTART:19701025T030000\nEND:STANDARD\nEND:VTIMEZONE',
    event('SUMMARY:Company', ' holiday', 'DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261227'),
    event('DTSTART:20261231T220000Z', 'DURATION:PT4H', 'BEGIN:VALARM', 'DURATION:PT5M', 'END:VALARM'),
    'END:VCALENDAR',
  ].join('\n');
  expect(windows(ical, '2026-12-01T00:00Z', 9)).toEqual([
    '2026-12-23T23:00Z 2026-12-26T23:00Z',
    '2026-12-31T22:00Z 2027-01-01T02:00Z',
  ]);
});

const start = 'DTSTART;TZID=Europe/Berlin:20261122T020000';
test.each([
  ['', 'there is no event'],
  [
    event('DTSTART:20261122T020000', 'DURATION:PT1H'),
    'event 1: DTSTART has no time zone: write DTSTART;TZID=',
  ],
  [event('DTSTART;TZID=W. Europe Standard Time:20261122T020000'), 'is no time zone'],
  [event('DURATION:PT1H'), 'it has no DTSTART'],
  [event(start), 'it has no end: write DTEND or DURATION'],
  [event(start, 'DTEND;TZID=Europe/Berlin:20261122T010000'), 'it must last whole minutes, one at least'],
  [event(start, 'DURATION:P8D'), 'it lasts longer than a week'],
  [event(start, 'DURATION:2h'), 'DURATION: "2h" is none'],
  [event('DTSTART:20261122T020030Z', 'DURATION:PT1H'), 'has seconds'],
  [event('DTSTART:20261340T020000Z', 'DURATION:PT1H'), 'is no time'],
  [event(start, 'DURATION:PT1H', 'RDATE:20261123T020000Z'), 'RDATE is not supported'],
  [event(start, 'DURATION:PT1H', 'RRULE:FREQ=HOURLY'), 'RRULE: FREQ must be DAILY'],
  [event(start, 'DURATION:PT1H', 'RRULE:FREQ=MONTHLY;BYSETPOS=1'), 'RRULE: BYSETPOS is not supported'],
  [event(start, 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;BYDAY=MO'), 'DTSTART is no day of it'],
  [event(start, 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;BYDAY=1SU'), 'a number goes with FREQ=MONTHLY'],
  [event(start, 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;BYMONTHDAY=22'), 'BYMONTHDAY does not go with'],
  [event(start, 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=0'), 'COUNT has "0"'],
  [event(start, 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=1;UNTIL=20270101'), 'not both'],
])('what is not understood is refused, never left out: %p', (ical, error) => {
  expect(readCalendar(ical)).toMatchObject({ ok: false, error: expect.stringContaining(error) });
});

test('whatever is written is read or refused, and what is read has windows that can be asked for', () => {
  const word = fc.constantFrom(
    ...[
      'DTSTART',
      'DTEND',
      'DURATION',
      'RRULE',
      'EXDATE',
      ';TZID=Europe/Berlin',
      ';TZID=x',
      ':',
      '20261122T020000',
      'Z',
    ],
    ...[
      '20261123',
      'PT2H',
      '-PT2H',
      'P9999Y',
      'FREQ=DAILY',
      ';COUNT=3',
      ';INTERVAL=2',
      ';BYDAY=1SU,-1MO',
      'FREQ=YEARLY',
    ],
    ...[';UNTIL=20270101', ';BYMONTHDAY=-1', '\r\n', ',', '00000101', '99991231T235959'],
  );
  const line = fc.oneof(
    fc.constantFrom(
      'DTSTART;TZID=Europe/Berlin:20261122T020000',
      'DTSTART:20261122T020000Z',
      'DURATION:PT2H',
    ),
    fc.array(word, { minLength: 2, maxLength: 6 }).map((words) => words.join('')),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
      const ical = event(...lines);
      const events = readCalendar(ical);
      if (!events.ok) return expect(events.error).not.toBe('');
      const silence = {
        startsAt: 0,
        endsAt: 4e12,
        recurs: { kind: 'calendar' as const, ical, events: events.value },
      };
      const window = windowAt(silence, 1_790_000_000_000);
      expect(window === undefined || window.startsAt < window.endsAt).toBe(true);
    }),
    { numRuns: 500 },
  );
});
