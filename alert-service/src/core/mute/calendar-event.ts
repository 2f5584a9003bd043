/**
 * An event of a calendar (RFC 5545), on the clock of `location`: where that is changed, the event keeps to the wall.
 * Days are days of that clock; nothing here knows a time zone. Plain data.
 */
export interface CalendarEvent {
  readonly location: string;
  /** Of its first start, `2026-11-22T02:00`. */
  readonly start: string;
  readonly lengthMinutes: number;
  /** Absent: it happens once. */
  readonly rule?: CalendarRule;
  /** Starts that are left out, as `start`. */
  readonly except: readonly string[];
}

/** The part of RRULE that chooses days. Counted from the first start. */
export interface CalendarRule {
  readonly every: 'day' | 'week' | 'month' | 'year';
  readonly interval: number;
  /** The last day on which it may start. */
  readonly lastDay?: string;
  /** 0 is Sunday; `nth` within the month, or the year: -1 is the last. */
  readonly weekdays?: readonly { readonly day: number; readonly nth?: number }[];
  /** 1 to 31, or -31 to -1 counted from the month's end. */
  readonly monthDays?: readonly number[];
  readonly months?: readonly number[];
  /** 0 is Sunday. */
  readonly weekStart: number;
}

type Day = Temporal.PlainDate;

/** Does the event start on this day? Leaves out what is excepted. */
export function startsOn({ start, rule, except }: CalendarEvent, day: Day): boolean {
  const first = Temporal.PlainDateTime.from(start);
  const starts = rule ? isDayOf(rule, first.toPlainDate(), day) : day.equals(first.toPlainDate());
  return starts && !except.includes(`${day.toString()}${start.slice(10)}`);
}

export function isDayOf(rule: CalendarRule, first: Day, day: Day): boolean {
  if (Temporal.PlainDate.compare(day, first) < 0) return false;
  if (rule.lastDay !== undefined && Temporal.PlainDate.compare(day, rule.lastDay) > 0) return false;
  if (periodsBetween(rule, first, day) % rule.interval !== 0) return false;
  if (rule.months && !rule.months.includes(day.month)) return false;
  if (rule.monthDays && !rule.monthDays.some((each) => isMonthDay(each, day))) return false;
  if (rule.weekdays && !rule.weekdays.some((each) => isWeekday(rule, each, day))) return false;
  return sameAsFirst(rule, first, day);
}

function periodsBetween({ every, weekStart }: CalendarRule, first: Day, day: Day): number {
  switch (every) {
    case 'day':
      return first.until(day).days;
    case 'week': {
      const into = (weekdayOf(first) - weekStart + 7) % 7;
      return Math.floor((first.until(day).days + into) / 7);
    }
    case 'month':
      return (day.year - first.year) * 12 + day.month - first.month;
    case 'year':
      return day.year - first.year;
  }
}

const weekdayOf = (day: Day): number => day.dayOfWeek % 7;

const isMonthDay = (each: number, { day, daysInMonth }: Day): boolean =>
  each === (each < 0 ? day - daysInMonth - 1 : day);

/** `nth` counts within the year only where a yearly rule names no months. */
function isWeekday(
  { every, months }: CalendarRule,
  wanted: { day: number; nth?: number },
  day: Day,
): boolean {
  if (wanted.day !== weekdayOf(day)) return false;
  if (wanted.nth === undefined) return true;
  const inYear = every === 'year' && !months;
  const [position, length] = inYear ? [day.dayOfYear, day.daysInYear] : [day.day, day.daysInMonth];
  return wanted.nth > 0
    ? Math.ceil(position / 7) === wanted.nth
    : Math.ceil((length - position + 1) / 7) === -wanted.nth;
}

/** What a rule does not say, the first start says. */
function sameAsFirst({ every, weekdays, monthDays, months }: CalendarRule, first: Day, day: Day): boolean {
  if (every === 'day' || weekdays || monthDays) return true;
  if (every === 'week') return weekdayOf(day) === weekdayOf(first);
  return day.day === first.day && (every === 'month' || months !== undefined || day.month === first.month);
}

/** Does it go on at this time (epoch ms)? From its start until just before its end, as the wall shows them. */
export function goesOn(event: CalendarEvent, at: number): boolean {
  const wall = Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(event.location)
    .toPlainDateTime();
  const time = Temporal.PlainTime.from(event.start);
  const now = minuteOf(wall);
  for (let day = wall.toPlainDate(); ; day = day.subtract({ days: 1 })) {
    const begin = minuteOf(day.toPlainDateTime(time));
    if (begin + event.lengthMinutes <= now) return false;
    if (begin <= now && startsOn(event, day)) return true;
  }
}

/** Since 1970, as if the wall were in UTC. */
const minuteOf = (wall: Temporal.PlainDateTime): number =>
  Math.floor(wall.toZonedDateTime('UTC').epochMilliseconds / 60_000);

/** At which minutes of a day it can begin or end. */
export function minutesOf({ start, lengthMinutes }: CalendarEvent): readonly number[] {
  const { hour, minute } = Temporal.PlainTime.from(start);
  const begin = hour * 60 + minute;
  return [begin, (begin + lengthMinutes) % 1440];
}
