import { failed, type Parsed, parsed } from '@tocsin/model';
import { suggestion } from './nearest.ts';

/** What one line of a time interval says: both ends belong to it. */
export interface Ends {
  readonly from: number;
  readonly to: number;
}

/** One kind of range: how an end is read, and what both ends together must hold. */
interface RangeKind {
  readonly end: (word: string) => Parsed<number>;
  readonly fault: (ends: Ends) => string | undefined;
  /** How a range is written, for whoever wrote none. */
  readonly example: string;
}

export const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
export const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

const named = (word: string, names: readonly string[], what: string): Parsed<number> => {
  const at = names.indexOf(word);
  return at < 0 ? failed(`"${word}" is no ${what}${suggestion(word, names)}`) : parsed(at);
};

/** A whole number as Go's Atoi takes it: of 64 bits, with a sign or without, no spaces. */
const numbered = (word: string, what: string): Parsed<number> => {
  const isNumber =
    /^[+-]?\d+$/.test(word) &&
    BigInt.asIntN(64, BigInt(word.replace('+', ''))) === BigInt(word.replace('+', ''));
  return isNumber ? parsed(Number(word)) : failed(`"${word}" is no ${what}`);
};

const endsFirst = (wrap: string): string => `the range ends before it begins: ${wrap}`;

const isMonthDay = (day: number): boolean => day !== 0 && day >= -31 && day <= 31;
/** Counted from the end of the shortest month: what is wrong there is wrong in each. */
const inShortMonth = (day: number): number => (day < 0 ? 28 + day : day);

const monthDayFault = ({ from, to }: Ends): string | undefined => {
  if (!isMonthDay(from) || !isMonthDay(to))
    return 'a day of the month is 1 to 31, or -31 to -1 counted from the end';
  if (from < 0 && to > 0)
    return 'a range that begins from the month’s end must end there too: write it as -3:-1';
  if (inShortMonth(from) > inShortMonth(to))
    return endsFirst('in the shortest month at least; write two ranges');
  return undefined;
};

export const rangeKinds = {
  weekdays: {
    end: (word) => named(word, days, 'day of the week'),
    fault: ({ from, to }) =>
      from > to
        ? endsFirst('weeks begin on Sunday; write two, such as friday:saturday and sunday')
        : undefined,
    example: 'monday:friday',
  },
  days_of_month: {
    end: (word) => numbered(word, 'day of the month'),
    fault: monthDayFault,
    example: '1:5, or -3:-1 for the last three days',
  },
  months: {
    end: (word) => {
      const month = named(word, months, 'month');
      return month.ok ? parsed(month.value + 1) : or(numbered(word, 'month'), month);
    },
    fault: ({ from, to }) =>
      from > to ? endsFirst('write two, such as november:december and january') : undefined,
    example: 'may:august',
  },
  years: {
    end: (word) => numbered(word, 'year'),
    fault: ({ from, to }) => (from > to ? endsFirst('write the earlier year first') : undefined),
    example: '2026:2028',
  },
} as const satisfies Readonly<Record<string, RangeKind>>;

const or = <T>(one: Parsed<T>, other: Parsed<T>): Parsed<T> => (one.ok ? one : other);

/** `monday:friday`, `-1`: one word, or two with a colon. */
export const readRange = (written: string, { end, fault, example }: RangeKind): Parsed<Ends> => {
  const [first = '', last = first, ...more] = written.toLowerCase().split(':');
  if (more.length > 0) return failed(`a range has one colon: write it as ${example}`);
  const from = end(first);
  const to = end(last);
  if (!from.ok || !to.ok) {
    const wrong = [from, to].flatMap((each) => (each.ok ? [] : [each.error]))[0] ?? '';
    const isDashed = /\w\s*-\s*\w/.test(written);
    return failed(isDashed ? `a range is written with a colon: ${example}` : wrong);
  }
  const ends = { from: from.value, to: to.value };
  const wrong = fault(ends);
  return wrong === undefined ? parsed(ends) : failed(wrong);
};

const timeOfDay = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

/** Minutes of the day; 1440 is 24:00. */
export const readTime = (written: string): Parsed<number> => {
  const [found, hours, minutes] = timeOfDay.exec(written) ?? [];
  if (found === undefined)
    return failed(`"${written}" is no time of day: write two digits each, 09:00, or 24:00 for the day’s end`);
  return parsed(hours === undefined ? 1440 : Number(hours) * 60 + Number(minutes));
};
