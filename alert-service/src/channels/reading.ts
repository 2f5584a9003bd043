import type { Measure } from '@tocsin/model';
import { lengthWords } from './clock-words.ts';

/** A measured value beside its limit, in words for people. */
export interface Reading {
  /** `8.4 %` */
  readonly value: string;
  /** `5 %` */
  readonly limit?: string;
  /** `8.4 %, limit 5 %` */
  readonly both: string;
}

type Print = (value: number, digits: number) => string;

const ordering: ReadonlySet<string> = new Set(['>', '>=', '<', '<=']);
const noBreak = '\u00a0';

/**
 * Nothing where the number says nothing: a comparison by equality (`up == 0`) restates its rule, and a sample with neither
 * unit nor limit (`absent(x)` is 1) is not a measurement.
 */
export function readingOf(measure: Measure | undefined): Reading | undefined {
  if (!measure) return undefined;
  const limit = measure.comparison && !ordering.has(measure.comparison) ? undefined : measure.limit;
  if (limit === undefined && measure.unit === undefined) return undefined;
  const print = printerOf(measure.unit);
  const number = sample(measure.value);
  if (limit === undefined) return { value: print(number, 3), both: print(number, 3) };
  const digits = digitsThatTell(number, limit, print);
  const value = print(number, digits);
  const limitWords = print(limit, digits);
  return { value, limit: limitWords, both: `${value}, limit ${limitWords}` };
}

/** A value just past its limit must not print like it: `5.004 %, limit 5 %`, not `5 %, limit 5 %`. */
function digitsThatTell(value: number, limit: number, print: Print): number {
  const enough = [3, 4, 5, 6, 7, 8].find(
    (digits) => value === limit || print(value, digits) !== print(limit, digits),
  );
  return enough ?? 9;
}

/** Prometheus prints infinities as +Inf and -Inf. */
const sample = (text: string): number =>
  text.trim() === '' ? NaN : Number(text.replace(/^([+-]?)Inf$/u, '$1Infinity'));

function printerOf(unit: string | undefined): Print {
  switch (unit?.toLowerCase()) {
    case 'ratio':
    case 'percentunit':
      return (value, digits) => withUnit(value * 100, { digits, unit: '%' });
    case '%':
    case 'percent':
      return (value, digits) => withUnit(value, { digits, unit: '%' });
    case 's':
    case 'sec':
    case 'second':
    case 'seconds':
      return seconds;
    case 'ms':
    case 'milliseconds':
      return (value, digits) => seconds(value / 1000, digits);
    case 'b':
    case 'byte':
    case 'bytes':
      return (value, digits) => bytes(value, digits);
    case 'bytes/s':
    case 'bytes/sec':
    case 'bps':
      return (value, digits) => `${bytes(value, digits)}/s`;
    default:
      return (value, digits) => withUnit(value, { digits, unit: unit ?? '' });
  }
}

function seconds(value: number, digits: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0 || (size >= 1 && size < 120))
    return withUnit(value, { digits, unit: 's' });
  if (size < 0.001) return withUnit(value * 1e6, { digits, unit: 'µs' });
  if (size < 1) return withUnit(value * 1000, { digits, unit: 'ms' });
  if (digits > 3) return withUnit(value, { digits, unit: 's' });
  return (value < 0 ? '-' : '') + lengthWords(size * 1000).replaceAll(' ', noBreak);
}

const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

function bytes(value: number, digits: number): string {
  const size = Math.abs(value);
  const step =
    Number.isFinite(size) && size >= 1 ? Math.min(binary.length - 1, Math.floor(Math.log2(size) / 10)) : 0;
  return withUnit(value / 2 ** (step * 10), { digits, unit: binary[step] ?? 'B' });
}

function withUnit(value: number, { digits, unit }: { digits: number; unit: string }): string {
  const number = numberWords(value, digits);
  return unit === '' || !Number.isFinite(value) ? number : `${number}${noBreak}${unit}`;
}

/** Three significant digits, whole numbers in full: `8.4`, `0.0213`, `12,345`. */
export function numberWords(value: number, digits = 3): string {
  if (Number.isNaN(value)) return 'no number';
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : '-infinite';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-6 || size >= 1e15)) return value.toExponential(Math.min(2, digits - 1));
  const whole = size < 1 ? 0 : Math.floor(Math.log10(size)) + 1;
  const options = whole >= digits ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: digits };
  return new Intl.NumberFormat('en-US', options).format(value === 0 ? 0 : value);
}
