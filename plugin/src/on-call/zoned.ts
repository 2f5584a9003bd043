import { dateTimeFormat, dateTimeForTimeZone, timeZoneAbbrevation } from '@grafana/data';

/* Times on the wall of a schedule's zone, wherever the reader is. */

const DAY_MS = 86_400_000;

/** A day as it is written: "2026-10-25". */
export const dateIn = (timeZone: string, at: number): string => dateTimeFormat(at, { timeZone, format: 'YYYY-MM-DD' });

/** What a `datetime-local` field holds. */
export const fieldIn = (timeZone: string, at: number): string =>
  dateTimeFormat(at, { timeZone, format: 'YYYY-MM-DDTHH:mm' });

/** The moment of a wall clock; NaN where the field is empty. */
export const momentOf = (timeZone: string, field: string): number =>
  field === '' ? NaN : dateTimeForTimeZone(timeZone, field.replace('T', ' ')).valueOf();

/** A date, so many days later. */
export const daysAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

export const isDate = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

/** The Monday of its week. */
export function mondayOf(date: string): string {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return daysAfter(date, -((weekday + 6) % 7));
}

/** A day of the calendar, with its length: 23 h or 25 h where the clock changes. */
export interface Day {
  readonly date: string;
  readonly from: number;
  readonly to: number;
  readonly hours: number;
}

export function dayOf(timeZone: string, date: string): Day {
  const from = momentOf(timeZone, `${date}T00:00`);
  const to = momentOf(timeZone, `${daysAfter(date, 1)}T00:00`);
  return { date, from, to, hours: Math.round((to - from) / 360_000) / 10 };
}

export const clockIn = (timeZone: string, at: number): string => dateTimeFormat(at, { timeZone, format: 'HH:mm' });
export const dayIn = (timeZone: string, at: number): string => dateTimeFormat(at, { timeZone, format: 'ddd D MMM' });

/** "Tue 20 Oct, 03:17" */
export const momentIn = (timeZone: string, at: number): string =>
  dateTimeFormat(at, { timeZone, format: 'ddd D MMM, HH:mm' });

/** "Wed 28 Oct, 18:00 to 22:00", "Fri 30 Oct, 18:00 to Mon 2 Nov, 09:00" */
export function spanIn(timeZone: string, { from, to }: { readonly from: number; readonly to: number }): string {
  const end = dateIn(timeZone, from) === dateIn(timeZone, to) ? clockIn(timeZone, to) : momentIn(timeZone, to);
  return `${momentIn(timeZone, from)} to ${end}`;
}

/** "CEST": what the zone is called then. */
export const shortZone = (timeZone: string, at: number): string => {
  const known = timeZoneAbbrevation(at, { timeZone });
  return /^[A-Z]{2,}$/.test(known) ? known : `UTC${dateTimeFormat(at, { timeZone, format: 'Z' })}`;
};
