import type { NumberRange, TimeInterval } from './time-interval.ts';

/** Does the interval hold at this time (epoch ms)? As Alertmanager asks: of the wall clock in the interval's zone. */
export function isWithin(interval: TimeInterval, at: number): boolean {
  const wall = wallClock(interval.location, at);
  const { times, daysOfMonth, months, weekdays, years } = interval;
  if (times && !times.some(({ fromMinute, toMinute }) => wall.minute >= fromMinute && wall.minute < toMinute))
    return false;
  if (daysOfMonth && !daysOfMonth.some((range) => isDay(range, wall))) return false;
  if (months && !months.some((range) => isIn(range, wall.month))) return false;
  if (weekdays && !weekdays.some((range) => isIn(range, wall.weekday))) return false;
  return !years || years.some((range) => isIn(range, wall.year));
}

interface WallClock {
  readonly year: number;
  /** 1 is January. */
  readonly month: number;
  readonly day: number;
  readonly daysInMonth: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Since midnight, as the clock on the wall shows it. */
  readonly minute: number;
}

const isIn = ({ from, to }: NumberRange, value: number): boolean => value >= from && value <= to;

/** Days counted from the end follow the month's length; a range that only begins after the month's end is none. */
function isDay({ from, to }: NumberRange, { day, daysInMonth }: WallClock): boolean {
  const fromEnd = (value: number): number => (value < 0 ? daysInMonth + value + 1 : value);
  return day >= fromEnd(from) && day <= fromEnd(to);
}

interface Zone {
  readonly format: Intl.DateTimeFormat;
  second: number;
  wall: WallClock | undefined;
}

const zones = new Map<string, Zone>();

/** Thousands of groups are flushed at one tick: each zone remembers its last answer. */
function wallClock(location: string, at: number): WallClock {
  const zone = zones.get(location) ?? { format: formatIn(location), second: NaN, wall: undefined };
  zones.set(location, zone);
  const second = Math.floor(at / 1_000);
  if (zone.wall && zone.second === second) return zone.wall;
  const wall = readWall(zone.format, second * 1_000);
  zone.second = second;
  zone.wall = wall;
  return wall;
}

const formatIn = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
  });

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function readWall(format: Intl.DateTimeFormat, at: number): WallClock {
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const [year, month] = [number('year'), number('month')];
  return {
    year,
    month,
    day: number('day'),
    daysInMonth: daysIn(year, month),
    weekday: weekdays.indexOf(parts.get('weekday') ?? ''),
    minute: number('hour') * 60 + number('minute'),
  };
}

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const daysIn = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (lengths[month - 1] ?? 31);
