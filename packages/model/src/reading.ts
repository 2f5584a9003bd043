import type { Measure } from './alert.ts';
import { spokenDuration } from './duration.ts';

/** A measured value beside its limit, in words for people. */
export interface Reading {
  /** `8.4 %` */
  readonly value: string;
  /** `5 %` */
  readonly limit?: string;
  /** `8.4 %, limit 5 %` */
  readonly both: string;
}

/** Significant precision; `short` is what one takes in at a glance. */
type Print = (value: number, precision: number) => string;
const short = 0;
const exact = 6;

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
  if (limit === undefined) return { value: print(number, short), both: print(number, short) };
  const limitWords = print(limit, exact);
  const value = print(number, precisionThatTells(number, { limit, limitWords, print }));
  return { value, limit: limitWords, both: `${value}, limit ${limitWords}` };
}

/** A value just past its limit must not print like it: `5.004 %, limit 5 %`, not `5 %, limit 5 %`. */
function precisionThatTells(
  value: number,
  { limit, limitWords, print }: { limit: number; limitWords: string; print: Print },
): number {
  const tells = (precision: number): boolean => value === limit || print(value, precision) !== limitWords;
  return [short, 3, 4, 5, exact, 7, 8].find(tells) ?? 12;
}

/** Prometheus prints infinities as +Inf and -Inf. */
const sample = (text: string): number =>
  text.trim() === '' ? NaN : Number(text.replace(/^([+-]?)Inf$/u, '$1Infinity'));

function printerOf(unit: string | undefined): Print {
  switch (unit?.toLowerCase()) {
    case 'ratio':
    case 'percentunit':
      return (value, precision) => withUnit(value * 100, { precision, unit: '%' });
    case '%':
    case 'percent':
      return (value, precision) => withUnit(value, { precision, unit: '%' });
    case 's':
    case 'sec':
    case 'second':
    case 'seconds':
      return seconds;
    case 'ms':
    case 'milliseconds':
      return (value, precision) => seconds(value / 1000, precision);
    case 'b':
    case 'byte':
    case 'bytes':
      return (value, precision) => bytes(value, precision);
    case 'bytes/s':
    case 'bytes/sec':
    case 'bps':
      return (value, precision) => `${bytes(value, precision)}/s`;
    default:
      return (value, precision) => withUnit(value, { precision, unit: unit ?? '' });
  }
}

function seconds(value: number, precision: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0 || (size >= 1 && size < 120))
    return withUnit(value, { precision, unit: 's' });
  if (size < 0.001) return withUnit(value * 1e6, { precision, unit: 'µs' });
  if (size < 1) return withUnit(value * 1000, { precision, unit: 'ms' });
  if (precision !== short && !(precision === exact && isWholeLength(size)))
    return withUnit(value, { precision, unit: 's' });
  return (value < 0 ? '-' : '') + spokenDuration(size * 1000).replaceAll(' ', noBreak);
}

/** Nothing is lost by saying it in minutes and hours. */
const isWholeLength = (seconds: number): boolean => seconds % (seconds < 86_400 ? 60 : 3600) === 0;

const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

function bytes(value: number, precision: number): string {
  const size = Math.abs(value);
  const step =
    Number.isFinite(size) && size >= 1 ? Math.min(binary.length - 1, Math.floor(Math.log2(size) / 10)) : 0;
  return withUnit(value / 2 ** (step * 10), { precision, unit: binary[step] ?? 'B' });
}

function withUnit(value: number, { precision, unit }: { precision: number; unit: string }): string {
  const number = numberWords(value, precision);
  return unit === '' || !Number.isFinite(value) ? number : `${number}${noBreak}${unit}`;
}

/** Short: one decimal from 1 on, none from 100 on (`8.4`, `12,345`), two digits below (`0.021`). */
export function numberWords(value: number, precision = short): string {
  if (Number.isNaN(value)) return 'no number';
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : '-infinite';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-6 || size >= 1e15))
    return value.toExponential(precision === short ? 1 : precision - 1);
  return formatFor(optionsFor(size, precision)).format(value === 0 ? 0 : value);
}

interface Digits {
  readonly maximumFractionDigits?: number;
  readonly maximumSignificantDigits?: number;
}

const formats = new Map<string, Intl.NumberFormat>();

/** There are few, and to make one takes far longer than to use it. */
function formatFor(digits: Digits): Intl.NumberFormat {
  const key = `${digits.maximumFractionDigits} ${digits.maximumSignificantDigits}`;
  const format = formats.get(key) ?? new Intl.NumberFormat('en-US', digits);
  formats.set(key, format);
  return format;
}

/** Digits before the point are never rounded away. */
function optionsFor(size: number, precision: number): Digits {
  if (precision === short)
    return size >= 1 ? { maximumFractionDigits: size < 100 ? 1 : 0 } : { maximumSignificantDigits: 2 };
  const whole = size < 1 ? 0 : Math.floor(Math.log10(size)) + 1;
  return whole >= precision ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: precision };
}
