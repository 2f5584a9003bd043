import { badOf, type Budget } from '#core/promises/budget';
import type { Counts } from '#core/promises/hours';

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

const tenth = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

export const countWords = (count: number): string => whole.format(count);

/** Of few requests a budget is less than one of them. */
const allowedWords = (count: number): string => (count < 10 ? tenth : whole).format(count);

/** A share of 1 as per cent: as many digits as tell something. */
export const shareWords = (share: number): string => {
  const percent = share * 100;
  return `${Number(Math.abs(percent) < 10 && percent !== 0 ? percent.toFixed(1) : percent.toFixed(0))} %`;
};

/** Attained per cent: never rounded up to the target or to 100 when it is less. */
export function percentWords(percent: number, digits = 2): string {
  const scale = 10 ** digits;
  return `${Math.floor(percent * scale + 1e-9) / scale} %`;
}

/** So many digits that the target itself and what falls short of it are told apart. */
export const digitsFor = (target: number): number =>
  Math.max(2, (String(target).split('.')[1]?.length ?? 0) + 1);

export function budgetWords(counts: Counts, { allowed, spent, remaining }: Budget): string {
  if (counts.total <= 0) return 'Nothing was counted yet';
  if (remaining === undefined) return `${countWords(spent)} failed requests, and none may fail`;
  return remaining < 0
    ? `Overspent by ${shareWords(-remaining)}: ${countWords(spent)} failed requests, ${allowedWords(allowed)} allowed`
    : `${shareWords(remaining)} left: ${countWords(spent)} of ${allowedWords(allowed)} failed requests spent`;
}

const dayFormat = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short' });

export const dayWords = (at: number, zone: string): string => dayFormat(zone).format(at);

export const failedWords = (counts: Counts): string =>
  `${countWords(badOf(counts))} of ${countWords(counts.total)} requests failed`;
