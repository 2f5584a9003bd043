import type { Span } from './span.ts';

export type CalendarPeriod = 'week' | 'month' | 'quarter' | 'year';

/** A period of the calendar: `[from, to)`, epoch ms. */
export interface Period extends Span {
  /** `2026-10`, `2026-W43`, `2026-Q4`, `2026`. */
  readonly id: string;
  /** `October 2026`. */
  readonly title: string;
}

/** The period that a moment lies in, as the calendar of a zone has it. */
export function periodAt(kind: CalendarPeriod, at: number, zone: string): Period {
  const day = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  const first = firstDay(kind, day);
  return {
    from: startOf(first, zone),
    to: startOf(first.add(lengths[kind]), zone),
    id: idOf(kind, first),
    title: titleOf(kind, first),
  };
}

/** The one before the one that begins at `from`. */
export const periodBefore = (kind: CalendarPeriod, { from }: Span, zone: string): Period =>
  periodAt(kind, from - 1, zone);

/** The period of an id, if it is one. */
export function periodOfId(
  id: string,
  zone: string,
): (Period & { readonly kind: CalendarPeriod }) | undefined {
  const [, year, quarter, week, month] = /^(\d{4})(?:-Q([1-4])|-W(\d{2})|-(\d{2}))?$/.exec(id) ?? [];
  if (year === undefined) return undefined;
  const kind = quarter ? 'quarter' : week ? 'week' : month ? 'month' : 'year';
  const day = dayWithin({ year: Number(year), quarter, week, month });
  if (!day) return undefined;
  const found = periodAt(kind, startOf(day, zone), zone);
  return found.id === id ? { ...found, kind } : undefined;
}

interface Written {
  readonly year: number;
  readonly quarter: string | undefined;
  readonly week: string | undefined;
  readonly month: string | undefined;
}

function dayWithin({ year, quarter, week, month }: Written): Temporal.PlainDate | undefined {
  if (month !== undefined && (Number(month) < 1 || Number(month) > 12)) return undefined;
  // 4 January is always in the first week.
  if (week !== undefined) return new Temporal.PlainDate(year, 1, 4).add({ weeks: Number(week) - 1 });
  const first = quarter !== undefined ? Number(quarter) * 3 - 2 : Number(month ?? 1);
  return new Temporal.PlainDate(year, first, 1);
}

const lengths = {
  week: { weeks: 1 },
  month: { months: 1 },
  quarter: { months: 3 },
  year: { years: 1 },
} as const;

function firstDay(kind: CalendarPeriod, day: Temporal.PlainDate): Temporal.PlainDate {
  switch (kind) {
    case 'week':
      return day.subtract({ days: day.dayOfWeek - 1 });
    case 'month':
      return day.with({ day: 1 });
    case 'quarter':
      return day.with({ day: 1, month: day.month - ((day.month - 1) % 3) });
    case 'year':
      return day.with({ day: 1, month: 1 });
  }
}

const startOf = (day: Temporal.PlainDate, zone: string): number =>
  day.toZonedDateTime(zone).epochMilliseconds;

const quarterOf = ({ month }: Temporal.PlainDate): number => Math.floor((month - 1) / 3) + 1;
const two = (count: number): string => String(count).padStart(2, '0');

function idOf(kind: CalendarPeriod, day: Temporal.PlainDate): string {
  switch (kind) {
    case 'week':
      return `${day.yearOfWeek ?? day.year}-W${two(day.weekOfYear ?? 1)}`;
    case 'month':
      return `${day.year}-${two(day.month)}`;
    case 'quarter':
      return `${day.year}-Q${quarterOf(day)}`;
    case 'year':
      return String(day.year);
  }
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

function titleOf(kind: CalendarPeriod, day: Temporal.PlainDate): string {
  switch (kind) {
    case 'week':
      return `Week ${day.weekOfYear ?? 1} of ${day.yearOfWeek ?? day.year}`;
    case 'month':
      return `${months[day.month - 1]} ${day.year}`;
    case 'quarter':
      return `Quarter ${quarterOf(day)} of ${day.year}`;
    case 'year':
      return String(day.year);
  }
}
