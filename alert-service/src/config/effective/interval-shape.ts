import { days, rangeKinds, readRange } from '../time-range.ts';
import { isPlain, listOf, type Rule, said, type Shape, shaped } from './shape.ts';

/** Upstream prints numbers, but for the days of the week. */
const printed = (field: keyof typeof rangeKinds, written: unknown): unknown => {
  // Of these, upstream refuses what it shows, unless it means Sunday.
  if (typeof written !== 'string') return field === 'weekdays' ? days[0] : null;
  const found = readRange(written, rangeKinds[field]);
  if (!found.ok) return written;
  const { from, to } = found.value;
  const end = (at: number): string => (field === 'weekdays' ? (days[at] ?? '') : String(at));
  return from === to ? end(from) : `${end(from)}:${end(to)}`;
};

const ranges =
  (field: keyof typeof rangeKinds): Rule =>
  (written) =>
    said(listOf(written).map((range) => printed(field, range)));

const entryShape: Shape = {
  times: said,
  weekdays: ranges('weekdays'),
  days_of_month: ranges('days_of_month'),
  months: ranges('months'),
  years: ranges('years'),
  location: (written) => (written === '' ? 'UTC' : (written ?? undefined)),
};

const intervalShape: Shape = {
  name: (name) => name,
  time_intervals: (entries) => listOf(entries).map((entry) => shaped(entryShape, entry)),
};

/** One that is null stays so: upstream shows it without a name, and refuses that when it is read again. */
export const intervals: Rule = (written) =>
  said(listOf(written).map((one) => (isPlain(one) ? shaped(intervalShape, one) : null)));
