import { dayOfYear, monthNames, weekdayNames } from './civil.ts';
import type { LayoutElement } from './layout.ts';
import { parseLayout } from './layout.ts';
import type { Clock, GoTime } from './time.ts';

const pad = (value: number, width: number, fill = '0'): string =>
  value < 0 ? `-${pad(-value, width, fill)}` : String(value).padStart(width, fill);

const hour12 = (hour: number): number => (hour % 12 === 0 ? 12 : hour % 12);

const zoneMark = /^[Z-]07(:?00)?(:?00)?$/;

/** Go's rule: hours and minutes by truncation, then what the element asks for. */
function offsetText(element: string, offsetSeconds: number): string {
  if (element.startsWith('Z') && offsetSeconds === 0) return 'Z';
  const minutes = Math.trunc(Math.abs(offsetSeconds) / 60);
  const sign = Math.trunc(offsetSeconds / 60) < 0 ? '-' : '+';
  const parts = zoneMark.exec(element);
  const colon = element.includes(':') ? ':' : '';
  const minuteText = parts?.[1] === undefined ? '' : `${colon}${pad(minutes % 60, 2)}`;
  const secondText = parts?.[2] === undefined ? '' : `${colon}${pad(Math.abs(offsetSeconds) % 60, 2)}`;
  return `${sign}${pad(Math.trunc(minutes / 60), 2)}${minuteText}${secondText}`;
}

function fractionText(text: string, nanosecond: number): string {
  const digits = pad(nanosecond, 9)
    .slice(0, text.length - 1)
    .padEnd(text.length - 1, '0');
  if (text.endsWith('0')) return `${text[0] ?? ''}${digits}`;
  const trimmed = pad(nanosecond, 9)
    .slice(0, text.length - 1)
    .replace(/0+$/, '');
  return trimmed === '' ? '' : `${text[0] ?? ''}${trimmed}`;
}

type Writer = (clock: Clock) => string;

const writers: Partial<Record<LayoutElement, Writer>> = {
  longMonth: ({ date }) => monthNames[date.month - 1] ?? '',
  month: ({ date }) => (monthNames[date.month - 1] ?? '').slice(0, 3),
  longWeekday: ({ weekday }) => weekdayNames[weekday] ?? '',
  weekday: ({ weekday }) => (weekdayNames[weekday] ?? '').slice(0, 3),
  zoneName: ({ abbreviation, offsetSeconds }) =>
    abbreviation === '' ? offsetText('-0700', offsetSeconds) : abbreviation,
  zeroMonth: ({ date }) => pad(date.month, 2),
  zeroDay: ({ date }) => pad(date.day, 2),
  zeroHour12: ({ hour }) => pad(hour12(hour), 2),
  zeroMinute: ({ minute }) => pad(minute, 2),
  zeroSecond: ({ second }) => pad(second, 2),
  year2: ({ date }) => pad(Math.abs(date.year) % 100, 2),
  zeroYearDay: ({ date }) => pad(dayOfYear(date), 3),
  hour: ({ hour }) => pad(hour, 2),
  numMonth: ({ date }) => String(date.month),
  longYear: ({ date }) => pad(date.year, 4),
  day: ({ date }) => String(date.day),
  underDay: ({ date }) => pad(date.day, 2, ' '),
  underYearDay: ({ date }) => pad(dayOfYear(date), 3, ' '),
  hour12: ({ hour }) => String(hour12(hour)),
  minute: ({ minute }) => String(minute),
  second: ({ second }) => String(second),
  PM: ({ hour }) => (hour >= 12 ? 'PM' : 'AM'),
  pm: ({ hour }) => (hour >= 12 ? 'pm' : 'am'),
};

/** `time.Format` with a layout of Go's. */
export function formatTime(time: GoTime, layout: string): string {
  const clock = time.clock;
  let text = '';
  for (const part of parseLayout(layout)) {
    if (part.element === 'literal') text += part.text;
    else if (part.element === 'fraction0' || part.element === 'fraction9') {
      text += fractionText(part.text, time.nanosecond);
    } else text += writers[part.element]?.(clock) ?? offsetText(part.element, clock.offsetSeconds);
  }
  return text;
}
