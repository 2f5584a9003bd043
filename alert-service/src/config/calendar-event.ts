import { failed, type Parsed, parsed, quote } from '@tocsin/model';
import type { CalendarEvent } from '#core/mute/calendar-event';
import type { CalendarLine } from './calendar-lines.ts';
import { readCalendarRule } from './calendar-rule.ts';
import { readTimeZone } from './time-zone.ts';

/** Each changes when an event happens: leaving one out would take other times than the calendar shows. */
const refused = ['RDATE', 'EXRULE', 'RECURRENCE-ID'];

export interface CalendarAsked {
  /** Of the whole calendar, for events that name none. */
  readonly zone: string | undefined;
  /** What is longer is refused, with these words. */
  readonly longest: { readonly minutes: number; readonly else: string };
}

/** A VEVENT by its lines. */
export function readCalendarEvent(
  lines: readonly CalendarLine[],
  { zone: calendarZone, longest }: CalendarAsked,
): Parsed<CalendarEvent> {
  const named = (name: string): CalendarLine[] => lines.filter((line) => line.name === name);
  const unknown = refused.find((name) => named(name).length > 0);
  if (unknown !== undefined) return failed(`${unknown} is not supported: write it as an event of its own`);
  const [start, rule, rules] = [named('DTSTART')[0], ...named('RRULE')];
  if (!start) return failed('it has no DTSTART');
  if (rules) return failed('it has more than one RRULE: write it as an event of its own');
  const zone = zoneOf(start, calendarZone);
  if (!zone.ok) return zone;
  const location = zone.value;
  const first = readMoment(start.value, start.params.get('TZID'), location);
  if (!first.ok) return failed(`DTSTART: ${first.error}`);
  const length = lengthOf(
    first.value,
    { start, end: named('DTEND')[0], duration: named('DURATION')[0] },
    { location, longest },
  );
  if (!length.ok) return length;
  const except = momentsOf(named('EXDATE'), { start: first.value, location });
  if (!except.ok) return except;
  const event = { location, start: written(first.value), lengthMinutes: length.value, except: except.value };
  if (!rule) return parsed(event);
  const lastDay = (until: string): Parsed<string> => lastDayOf(until, first.value, location);
  const read = readCalendarRule(rule.value, first.value.toPlainDate(), lastDay);
  return read.ok ? parsed({ ...event, rule: read.value }) : read;
}

/** A time without a zone would mean another one to each reader. */
function zoneOf({ value, params }: CalendarLine, calendarZone: string | undefined): Parsed<string> {
  const name = value.endsWith('Z') ? 'UTC' : (params.get('TZID') ?? calendarZone);
  if (name === undefined)
    return failed(
      'DTSTART has no time zone: write DTSTART;TZID=Europe/Berlin:…, or a line X-WR-TIMEZONE:Europe/Berlin',
    );
  const zone = readTimeZone(name);
  return zone.ok ? zone : failed(`DTSTART: ${zone.error}`);
}

const moment = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/;

/** `20261122T020000`, with Z or in a zone, or a whole day: on the wall of `location`. */
function readMoment(
  text: string,
  zone: string | undefined,
  location: string,
): Parsed<Temporal.PlainDateTime> {
  const [found, year, month, day, hour = '00', minute = '00', second = '00', utc] = moment.exec(text) ?? [];
  if (found === undefined) return failed(`${quote(text)} is no time as in 20261122T020000`);
  if (second !== '00') return failed(`${quote(text)} has seconds: it must begin and end at whole minutes`);
  try {
    const wall = Temporal.PlainDateTime.from(`${year}-${month}-${day}T${hour}:${minute}`);
    const from = utc ? 'UTC' : zone;
    return parsed(
      from === undefined ? wall : wall.toZonedDateTime(from).withTimeZone(location).toPlainDateTime(),
    );
  } catch {
    return failed(`${quote(text)} is no time, or its zone is none`);
  }
}

const written = (wall: Temporal.PlainDateTime): string => wall.toString({ smallestUnit: 'minute' });

interface LengthLines {
  readonly start: CalendarLine;
  readonly end: CalendarLine | undefined;
  readonly duration: CalendarLine | undefined;
}

/** As the wall shows it: from 02:00 to 04:00 is two hours, whatever the clock does in between. */
function lengthOf(
  first: Temporal.PlainDateTime,
  lines: LengthLines,
  { location, longest }: { readonly location: string } & Pick<CalendarAsked, 'longest'>,
): Parsed<number> {
  const minutes = minutesOf(first, lines, location);
  if (!minutes.ok) return minutes;
  if (!Number.isInteger(minutes.value) || minutes.value < 1)
    return failed('it must last whole minutes, one at least');
  return minutes.value > longest.minutes ? failed(longest.else) : minutes;
}

function minutesOf(
  first: Temporal.PlainDateTime,
  { start, end, duration }: LengthLines,
  location: string,
): Parsed<number> {
  if (duration) return durationMinutes(duration.value, first);
  if (end) {
    const last = readMoment(end.value, end.params.get('TZID'), location);
    return last.ok
      ? parsed(first.until(last.value).total({ unit: 'minutes', relativeTo: first }))
      : failed(`DTEND: ${last.error}`);
  }
  return start.value.includes('T') ? failed('it has no end: write DTEND or DURATION') : parsed(1440);
}

function durationMinutes(text: string, first: Temporal.PlainDateTime): Parsed<number> {
  try {
    return parsed(Temporal.Duration.from(text).total({ unit: 'minutes', relativeTo: first }));
  } catch {
    return failed(`DURATION: ${quote(text)} is none: write it as PT2H, P1D or P1W`);
  }
}

interface Around {
  readonly start: Temporal.PlainDateTime;
  readonly location: string;
}

/** A day that is left out leaves out the start on it. */
function momentsOf(lines: readonly CalendarLine[], { start, location }: Around): Parsed<string[]> {
  const found: string[] = [];
  for (const { value, params } of lines)
    for (const text of value.split(',')) {
      const each = readMoment(text, params.get('TZID'), location);
      if (!each.ok) return failed(`EXDATE: ${each.error}`);
      found.push(written(text.includes('T') ? each.value : each.value.withPlainTime(start.toPlainTime())));
    }
  return parsed(found);
}

/** A time before that of the start excludes its day. */
function lastDayOf(until: string, start: Temporal.PlainDateTime, location: string): Parsed<string> {
  const last = readMoment(until, undefined, location);
  if (!last.ok) return failed(`RRULE: UNTIL: ${last.error}`);
  const day = last.value.toPlainDate();
  const isLate = !until.includes('T') || Temporal.PlainTime.compare(last.value, start) >= 0;
  return parsed((isLate ? day : day.subtract({ days: 1 })).toString());
}
