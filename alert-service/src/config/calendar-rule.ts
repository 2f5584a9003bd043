import { failed, type Parsed, parsed, quote } from '@tocsin/model';
import { type CalendarRule, isDayOf } from '#core/mute/calendar-event';

const frequencies: Readonly<Record<string, CalendarRule['every']>> = {
  DAILY: 'day',
  WEEKLY: 'week',
  MONTHLY: 'month',
  YEARLY: 'year',
};
const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const supported = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'WKST'];

/** RRULE of RFC 5545, as far as it chooses days. `lastDay` reads UNTIL; `first` is the day of DTSTART. */
export function readCalendarRule(
  text: string,
  first: Temporal.PlainDate,
  lastDay: (until: string) => Parsed<string>,
): Parsed<CalendarRule> {
  const parts = new Map(
    text.split(';').map((part): [string, string] => {
      const [name = '', value = ''] = part.toUpperCase().split('=');
      return [name, value];
    }),
  );
  const other = [...parts.keys()].find((name) => !supported.includes(name));
  if (other !== undefined)
    return failed(`RRULE: ${other} is not supported: write it with ${supported.slice(4, 7).join(', ')}`);
  const every = frequencies[parts.get('FREQ') ?? ''];
  if (!every) return failed('RRULE: FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY');
  const days = readWeekdays(parts.get('BYDAY'), every);
  const monthDays = readNumbers(parts, 'BYMONTHDAY', (day) => day !== 0 && Math.abs(day) <= 31);
  const months = readNumbers(parts, 'BYMONTH', (month) => month >= 1 && month <= 12);
  const interval = readNumbers(parts, 'INTERVAL', (count) => count >= 1 && count <= 10_000);
  const weekStart = weekdays.indexOf(parts.get('WKST') ?? 'MO');
  if (!days.ok) return days;
  if (!monthDays.ok) return monthDays;
  if (!months.ok) return months;
  if (!interval.ok) return interval;
  if (weekStart < 0) return failed('RRULE: WKST must be a day such as MO');
  if (every === 'week' && monthDays.value) return failed('RRULE: BYMONTHDAY does not go with FREQ=WEEKLY');
  const rule: CalendarRule = {
    every,
    interval: interval.value?.[0] ?? 1,
    ...(days.value && { weekdays: days.value }),
    ...(monthDays.value && { monthDays: monthDays.value }),
    ...(months.value && { months: months.value }),
    weekStart,
  };
  if (!isDayOf(rule, first, first))
    return failed('RRULE: DTSTART is no day of it: move DTSTART to the first one');
  return withEnd(rule, first, { parts, lastDay });
}

interface Ending {
  readonly parts: ReadonlyMap<string, string>;
  readonly lastDay: (until: string) => Parsed<string>;
}

function withEnd(
  rule: CalendarRule,
  first: Temporal.PlainDate,
  { parts, lastDay }: Ending,
): Parsed<CalendarRule> {
  const until = parts.get('UNTIL');
  const count = readNumbers(parts, 'COUNT', (value) => value >= 1 && value <= 10_000);
  if (!count.ok) return count;
  if (until !== undefined && count.value) return failed('RRULE: give COUNT or UNTIL, not both');
  if (until !== undefined) {
    const last = lastDay(until);
    return last.ok ? parsed({ ...rule, lastDay: last.value }) : last;
  }
  if (!count.value) return parsed(rule);
  const last = dayOfCount(rule, first, count.value[0] ?? 1);
  return parsed(last === undefined ? rule : { ...rule, lastDay: last });
}

/** Undefined where it is more than ten years away: no silence lasts as long. */
function dayOfCount(rule: CalendarRule, first: Temporal.PlainDate, count: number): string | undefined {
  let left = count;
  for (let days = 0; days < 3_653; days += 1) {
    const day = first.add({ days });
    if (isDayOf(rule, first, day)) left -= 1;
    if (left === 0) return day.toString();
  }
  return undefined;
}

function readNumbers(
  parts: ReadonlyMap<string, string>,
  name: string,
  fits: (value: number) => boolean,
): Parsed<number[] | undefined> {
  const text = parts.get(name);
  if (text === undefined) return parsed(undefined);
  const words = text.split(',');
  const values = words.map(Number);
  const at = words.findIndex((word, index) => !/^[+-]?\d+$/.test(word) || !fits(values[index] ?? NaN));
  return at < 0 ? parsed(values) : failed(`RRULE: ${name} has ${quote(words[at] ?? '')}, which it cannot be`);
}

type Weekdays = NonNullable<CalendarRule['weekdays']>;

function readWeekdays(text: string | undefined, every: CalendarRule['every']): Parsed<Weekdays | undefined> {
  if (text === undefined) return parsed(undefined);
  const found: { day: number; nth?: number }[] = [];
  for (const word of text.split(',')) {
    const [, nth = '', name = ''] = /^([+-]?[1-9]\d?)?([A-Z]{2})$/.exec(word) ?? [];
    const day = weekdays.indexOf(name);
    if (day < 0) return failed(`RRULE: BYDAY has ${quote(word)}: write SU, MO, … or 1SU, -1FR`);
    if (nth !== '' && (every === 'day' || every === 'week'))
      return failed(`RRULE: BYDAY has ${quote(word)}: a number goes with FREQ=MONTHLY and YEARLY only`);
    found.push({ day, ...(nth !== '' && { nth: Number(nth) }) });
  }
  return parsed(found);
}
