import { failed, type Parsed, parsed } from '@tocsin/model';
import { type CalendarEvent, startsOn } from '#core/mute/calendar-event';
import type { ImportedShift } from '#core/on-call/schedule';
import { dayMs, dayOfWall, minuteMs, momentOf, wallAt, wallOf, type Window } from '#core/on-call/zone-clock';
import { readCalendarEvent } from './calendar-event.ts';
import { type CalendarLine, readCalendarText } from './calendar-lines.ts';
import { type CalendarPerson, peopleOfEvent, summaryOf } from './calendar-people.ts';

export interface ShiftCalendar {
  /** That touch the window, by their begin. */
  readonly shifts: readonly ImportedShift[];
  /** Events that were left out, and what to change. */
  readonly problems: readonly string[];
}

export interface ShiftsAsked {
  readonly people: readonly CalendarPerson[];
  readonly window: Window;
  /** Of the schedule: for events that name no zone, in a calendar that names none. */
  readonly timeZone: string;
}

const mostEvents = 5_000;
/** Each is held against every day of half a year. */
const mostSeries = 500;
const mostShifts = 5_000;
const mostProblems = 20;
const longest = { minutes: 400 * 1440, else: 'it lasts longer than 400 days: repeat it with RRULE' };

/** Who is on call by the events of an iCalendar text (RFC 5545). What cannot be read is left out, and said. */
export function readShiftCalendar(ical: string, asked: ShiftsAsked): Parsed<ShiftCalendar> {
  if (!/^BEGIN:VCALENDAR\s*$/im.test(ical))
    return failed('this is no iCalendar: it has no BEGIN:VCALENDAR. Give the address of the feed (.ics)');
  if (!/^END:VCALENDAR\s*$/i.test(ical.trimEnd().split('\n').at(-1) ?? ''))
    return failed('it ends in the middle, so it may lack events: there is no END:VCALENDAR at its end');
  const { events, zone = asked.timeZone } = readCalendarText(ical);
  if (events.length > mostEvents)
    return failed(`there are ${events.length} events: give a feed with at most ${mostEvents}`);
  const series = events.filter((lines) => valueOf(lines, 'RRULE') !== undefined).length;
  if (series > mostSeries)
    return failed(`there are ${series} events that repeat: give a feed with at most ${mostSeries}`);
  const shifts: ImportedShift[] = [];
  const problems: string[] = [];
  for (const lines of withoutMoved(events)) {
    const read = shiftsOfEvent(lines, zone, asked);
    if (read.ok) shifts.push(...read.value);
    else problems.push(`The event "${summaryOf(lines)}" is left out: ${read.error}.`);
    // At once: whoever writes the feed must not keep us busy with the rest of it.
    if (shifts.length > mostShifts)
      return failed(`its events make more than ${mostShifts} shifts in half a year: split the feed`);
  }
  return parsed({ shifts: shifts.sort(byBegin), problems: atMost(problems) });
}

const byBegin = (a: ImportedShift, b: ImportedShift): number =>
  a.from - b.from || a.to - b.to || (a.person < b.person ? -1 : 1);

const atMost = (problems: readonly string[]): string[] =>
  problems.length > mostProblems
    ? [...problems.slice(0, mostProblems), `And ${problems.length - mostProblems} more.`]
    : [...problems];

type Lines = readonly CalendarLine[];

const valueOf = (lines: Lines, wanted: string): string | undefined =>
  lines.find(({ name }) => name === wanted)?.value;

/** An event that was moved out of its series (RECURRENCE-ID) is one of its own, and the series leaves out its day. */
function withoutMoved(events: readonly Lines[]): Lines[] {
  const moved = new Map<string, CalendarLine[]>();
  for (const lines of events)
    for (const line of lines.filter(({ name }) => name === 'RECURRENCE-ID')) {
      const uid = valueOf(lines, 'UID') ?? '';
      moved.set(uid, [...(moved.get(uid) ?? []), { ...line, name: 'EXDATE' }]);
    }
  return events
    .filter((lines) => valueOf(lines, 'STATUS')?.toUpperCase() !== 'CANCELLED')
    .map((lines) => {
      const own = lines.find(({ name }) => name === 'RECURRENCE-ID');
      if (own?.params.has('RANGE')) return lines;
      if (own) return lines.filter((line) => line !== own && line.name !== 'RRULE');
      return [...lines, ...(moved.get(valueOf(lines, 'UID') ?? '') ?? [])];
    });
}

function shiftsOfEvent(lines: Lines, zone: string, asked: ShiftsAsked): Parsed<ImportedShift[]> {
  const event = readCalendarEvent(lines, { zone, longest });
  if (!event.ok) return event;
  const times = occurrences(event.value, asked.window);
  if (times.length === 0) return parsed([]);
  const people = peopleOfEvent(lines, asked.people);
  if (people.length === 0)
    return failed(
      'it names nobody known; give it an ATTENDEE with the e-mail address of a person, or write their name in its title',
    );
  return parsed(times.flatMap(({ from, to }) => people.map((person) => ({ person, from, to }))));
}

/** It keeps to the clock on the wall of its zone. */
function occurrences(event: CalendarEvent, { from, to }: Window): Window[] {
  const { location, start, lengthMinutes, rule } = event;
  const first = wallOf(start);
  const lengthMs = lengthMinutes * minuteMs;
  const firstDay = dayOfWall(first);
  const begin = Math.max(firstDay, dayOfWall(wallAt(location, from) - lengthMs));
  const end = rule ? dayOfWall(wallAt(location, to)) : firstDay;
  const found: Window[] = [];
  for (let day = rule ? begin : firstDay; day <= end; day += 1) {
    if (!startsOn(event, dateOf(day))) continue;
    const wall = first + (day - firstDay) * dayMs;
    const window = { from: momentOf(location, wall), to: momentOf(location, wall + lengthMs) };
    if (window.from < window.to && window.from < to && window.to > from) found.push(window);
  }
  return found;
}

const epoch = Temporal.PlainDate.from('1970-01-01');

const dateOf = (day: number): Temporal.PlainDate => epoch.add({ days: day });
