import { daysInMonth, isLeap, monthNames, weekdayNames } from './civil.ts';
import { parseLayout, type LayoutPart } from './layout.ts';
import { GoTime, secondsOf } from './time.ts';
import { fixedZone, utc, type Zone } from './zone.ts';

/** What a time text said, as far as it has been read. */
interface Reading {
  rest: string;
  year: number;
  month: number | undefined;
  day: number | undefined;
  yearDay: number | undefined;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  half: 'AM' | 'PM' | undefined;
  zone: Zone | undefined;
  offset: number | undefined;
  zoneName: string;
}

export class BadTime extends Error {}

/** Signals that the text does not fit the element; the caller knows which one it was. */
class Misfit extends Error {}

function take(reading: Reading, pattern: RegExp): string {
  const found = pattern.exec(reading.rest)?.[0];
  if (found === undefined) throw new Misfit();
  reading.rest = reading.rest.slice(found.length);
  return found;
}

function ranged(value: number, least: number, most: { value: number; name: string }): number {
  if (value < least || value > most.value) throw new BadTime(`: ${most.name} out of range`);
  return value;
}

const number = (reading: Reading, pattern: RegExp): number => Number(take(reading, pattern).trim());

const oneOrTwo = /^\d\d?/;
const two = /^\d\d/;

function name(reading: Reading, names: readonly string[], length?: number): number {
  const lower = reading.rest.toLowerCase();
  const at = names.findIndex((candidate) => lower.startsWith(candidate.toLowerCase().slice(0, length)));
  if (at < 0) throw new Misfit();
  reading.rest = reading.rest.slice((names[at] ?? '').slice(0, length).length);
  return at;
}

function fraction(reading: Reading, digits: string): void {
  reading.nanosecond = Number(digits.slice(1, 10).padEnd(9, '0'));
}

function readSecond(reading: Reading, pattern: RegExp, next: LayoutPart | undefined): void {
  reading.second = ranged(number(reading, pattern), 0, { value: 59, name: 'second' });
  // A fraction may follow the seconds although the layout has none.
  if (next?.element === 'fraction0' || next?.element === 'fraction9') return;
  const digits = /^[.,]\d+/.exec(reading.rest)?.[0];
  if (digits === undefined) return;
  reading.rest = reading.rest.slice(digits.length);
  fraction(reading, digits);
}

const offsetPatterns: Readonly<Record<string, RegExp>> = {
  '07': /^[+-]\d\d/,
  '0700': /^[+-]\d{4}/,
  '07:00': /^[+-]\d\d:\d\d/,
  '070000': /^[+-]\d{6}/,
  '07:00:00': /^[+-]\d\d:\d\d:\d\d/,
};

function readOffset(reading: Reading, element: string): void {
  if (element.startsWith('Z') && reading.rest.startsWith('Z')) {
    reading.rest = reading.rest.slice(1);
    reading.zone = utc;
    return;
  }
  const found = take(reading, offsetPatterns[element.slice(1)] ?? /^$/);
  const [hours = 0, minutes = 0, seconds = 0] = (found.match(/\d\d/g) ?? []).map(Number);
  ranged(hours, 0, { value: 24, name: 'time zone offset hour' });
  ranged(minutes, 0, { value: 60, name: 'time zone offset minute' });
  ranged(seconds, 0, { value: 60, name: 'time zone offset second' });
  reading.offset = ((hours * 60 + minutes) * 60 + seconds) * (found.startsWith('-') ? -1 : 1);
}

function readZoneName(reading: Reading): void {
  if (reading.rest.startsWith('UTC')) {
    reading.rest = reading.rest.slice(3);
    reading.zone = utc;
    return;
  }
  const signed = /^(GMT)?[+-]\d{1,2}/.exec(reading.rest)?.[0];
  if (signed !== undefined && Math.abs(Number(signed.replace('GMT', ''))) <= 23) {
    reading.zoneName = take(reading, /^(GMT)?[+-]\d{1,2}/);
    return;
  }
  reading.zoneName = take(
    reading,
    /^(ChST|MeST|GMT|WITA|[A-Z]{4}T(?![A-Z])|[A-Z]{3}T(?![A-Z])|[A-Z]{3}(?![A-Z]))/,
  );
}

type Reader = (reading: Reading, next: LayoutPart | undefined) => void;

const readers: Readonly<Record<string, Reader>> = {
  year2: (r) => {
    const year = number(r, two);
    r.year = year + (year >= 69 ? 1900 : 2000);
  },
  longYear: (r) => (r.year = number(r, /^\d{4}/)),
  month: (r) => (r.month = name(r, monthNames, 3) + 1),
  longMonth: (r) => (r.month = name(r, monthNames) + 1),
  numMonth: (r) => (r.month = ranged(number(r, oneOrTwo), 1, { value: 12, name: 'month' })),
  zeroMonth: (r) => (r.month = ranged(number(r, two), 1, { value: 12, name: 'month' })),
  weekday: (r) => name(r, weekdayNames, 3),
  longWeekday: (r) => name(r, weekdayNames),
  day: (r) => (r.day = number(r, oneOrTwo)),
  underDay: (r) => (r.day = number(r, /^ ?\d\d?/)),
  zeroDay: (r) => (r.day = number(r, two)),
  underYearDay: (r) => (r.yearDay = number(r, /^ {0,2}\d{1,3}/)),
  zeroYearDay: (r) => (r.yearDay = number(r, /^\d{3}/)),
  hour: (r) => (r.hour = ranged(number(r, oneOrTwo), 0, { value: 23, name: 'hour' })),
  hour12: (r) => (r.hour = ranged(number(r, oneOrTwo), 0, { value: 12, name: 'hour' })),
  zeroHour12: (r) => (r.hour = ranged(number(r, two), 0, { value: 12, name: 'hour' })),
  minute: (r) => (r.minute = ranged(number(r, oneOrTwo), 0, { value: 59, name: 'minute' })),
  zeroMinute: (r) => (r.minute = ranged(number(r, two), 0, { value: 59, name: 'minute' })),
  second: (r, next) => readSecond(r, oneOrTwo, next),
  zeroSecond: (r, next) => readSecond(r, two, next),
  PM: (r) => (r.half = take(r, /^[AP]M/) === 'PM' ? 'PM' : 'AM'),
  pm: (r) => (r.half = take(r, /^[ap]m/) === 'pm' ? 'PM' : 'AM'),
  zoneName: readZoneName,
};

function readPart(reading: Reading, part: LayoutPart, next: LayoutPart | undefined): void {
  const { element, text } = part;
  if (element === 'literal') skip(reading, text);
  else if (element === 'fraction0')
    fraction(reading, take(reading, new RegExp(`^[.,]\\d{${text.length - 1}}`)));
  else if (element === 'fraction9') {
    const digits = /^[.,]\d+/.exec(reading.rest)?.[0] ?? '';
    reading.rest = reading.rest.slice(digits.length);
    if (digits !== '') fraction(reading, digits);
  } else (readers[element] ?? ((r) => readOffset(r, element)))(reading, next);
}

/** Literal text; runs of spaces are as good as one. */
function skip(reading: Reading, text: string): void {
  for (let at = 0; at < text.length; at++) {
    if (text[at] === ' ') {
      if (reading.rest !== '' && !reading.rest.startsWith(' ')) throw new Misfit();
      reading.rest = reading.rest.replace(/^ +/, '');
      while (text[at + 1] === ' ') at++;
    } else if (reading.rest.startsWith(text[at] ?? '')) reading.rest = reading.rest.slice(1);
    else throw new Misfit();
  }
}

function applyYearDay(reading: Reading): void {
  const { year, yearDay } = reading;
  if (yearDay === undefined) return;
  if (yearDay < 1 || yearDay > (isLeap(year) ? 366 : 365)) throw new BadTime(': day-of-year out of range');
  let month = 1;
  let day = yearDay;
  while (day > daysInMonth(year, month)) day -= daysInMonth(year, month++);
  if (reading.month !== undefined && reading.month !== month) {
    throw new BadTime(': day-of-year does not match month');
  }
  if (reading.day !== undefined && reading.day !== day) throw new BadTime(': day-of-year does not match day');
  reading.month = month;
  reading.day = day;
}

function zoned(reading: Reading, seconds: number): GoTime {
  const at = (offset: number, zone: Zone): GoTime =>
    new GoTime(BigInt(seconds - offset) * 1_000_000_000n + BigInt(reading.nanosecond), zone);
  const { zone, offset, zoneName } = reading;
  if (zone !== undefined) return at(0, zone);
  if (offset !== undefined) {
    return at(offset, offset === 0 && zoneName === '' ? utc : fixedZone(zoneName, offset));
  }
  if (zoneName === '') return at(0, utc);
  // A bare name tells no offset, except GMT+3.
  const hours = /^GMT[+-]\d+$/.test(zoneName) ? Number(zoneName.slice(3)) : 0;
  return at(0, fixedZone(zoneName, hours * 3600));
}

function finish(reading: Reading): GoTime {
  if (reading.half === 'PM' && reading.hour < 12) reading.hour += 12;
  else if (reading.half === 'AM' && reading.hour === 12) reading.hour = 0;
  applyYearDay(reading);
  const { year, month = 1, day = 1, hour, minute, second } = reading;
  if (day < 1 || day > daysInMonth(year, month)) throw new BadTime(': day out of range');
  return zoned(reading, secondsOf({ year, month, day }, hour, { minute, second }));
}

/** time.ParseInLocation with UTC. Throws BadTime with Go's words. */
export function parseTime(layout: string, value: string): GoTime {
  const reading: Reading = {
    rest: value,
    year: 0,
    month: undefined,
    day: undefined,
    yearDay: undefined,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
    half: undefined,
    zone: undefined,
    offset: undefined,
    zoneName: '',
  };
  const shown = JSON.stringify(value);
  try {
    const parts = parseLayout(layout);
    for (const [at, part] of parts.entries()) {
      const before = reading.rest;
      try {
        readPart(reading, part, parts[at + 1]);
      } catch (error) {
        if (!(error instanceof Misfit)) throw error;
        const found = part.element === 'literal' ? reading.rest : before;
        const what = `cannot parse ${JSON.stringify(found)} as ${JSON.stringify(part.text)}`;
        throw new BadTime(` as ${JSON.stringify(layout)}: ${what}`);
      }
    }
    if (reading.rest !== '') throw new BadTime(`: extra text: ${JSON.stringify(reading.rest)}`);
    return finish(reading);
  } catch (error) {
    if (error instanceof BadTime) throw new BadTime(`parsing time ${shown}${error.message}`);
    throw error;
  }
}
