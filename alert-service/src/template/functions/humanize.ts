import { FunctionError } from '#template/error';
import { formatFloat } from '#template/format/float';
import { quote } from '#template/format/quote';
import { parseFloat64 } from '#template/parse/number';
import { durationType, secondsOfDuration } from '#template/time/duration';
import { GoTime } from '#template/time/time';
import { GoScalar, typeName, type Value } from '#template/value/value';

const short = (value: number): string => formatFloat(value, { verb: 'g', precision: 4 });

function numberOf(text: string): number {
  const value = parseFloat64(text);
  if (value !== undefined) return value;
  const outOfRange = /^[+-]?[\d.]+([eE][+-]?\d+)?$/.test(text) && /\d/.test(text);
  throw new FunctionError(
    `strconv.ParseFloat: parsing ${quote(text)}: ${outOfRange ? 'value out of range' : 'invalid syntax'}`,
  );
}

/** What Prometheus takes as a number: float64, int, int64, a text that reads as one, a duration's seconds. */
export function toFloat(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string') return numberOf(value);
  if (value instanceof GoScalar && typeof value.value === 'bigint') {
    if (value.type === durationType) return secondsOfDuration(value.value);
    if (value.type.name === 'int64') return Number(value.value);
  }
  throw new FunctionError(`can't convert ${value === null ? '<nil>' : typeName(value)} to float`);
}

const smallPrefixes = ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y'];

function scaleUp(value: number, base: number, prefixes: readonly string[]): string {
  let scaled = value;
  let prefix = '';
  for (const next of prefixes) {
    if (Math.abs(scaled) < base) break;
    prefix = next;
    scaled /= base;
  }
  return short(scaled) + prefix;
}

function scaleDown(value: number): string {
  let scaled = value;
  let prefix = '';
  for (const next of smallPrefixes) {
    if (Math.abs(scaled) >= 1) break;
    prefix = next;
    scaled *= 1000;
  }
  return short(scaled) + prefix;
}

export function humanize(input: Value): string {
  const value = toFloat(input);
  if (value === 0 || !Number.isFinite(value)) return short(value);
  return Math.abs(value) >= 1
    ? scaleUp(value, 1000, ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'])
    : scaleDown(value);
}

export function humanize1024(input: Value): string {
  const value = toFloat(input);
  if (Math.abs(value) <= 1 || !Number.isFinite(value)) return short(value);
  return scaleUp(value, 1024, ['ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi']);
}

export const humanizePercentage = (input: Value): string => `${short(toFloat(input) * 100)}%`;

const int64Wrap = (value: number): bigint =>
  Math.abs(value) < 2 ** 63 ? BigInt(Math.trunc(value)) : -(2n ** 63n);

function wholeDuration(seconds: bigint): string | undefined {
  const parts = [seconds % 60n, (seconds / 60n) % 60n, (seconds / 3600n) % 24n, seconds / 86_400n];
  const units = ['s', 'm', 'h', 'd'];
  const shown = parts.findLastIndex((part) => part !== 0n);
  if (shown < 1) return undefined;
  return parts
    .slice(0, shown + 1)
    .map((part, at) => `${part}${units[at] ?? ''}`)
    .reverse()
    .join(' ');
}

export function humanizeDuration(input: Value): string {
  const value = toFloat(input);
  if (!Number.isFinite(value)) return short(value);
  if (value === 0) return `${short(value)}s`;
  if (Math.abs(value) < 1) return `${scaleDown(value)}s`;
  const size = Math.abs(value);
  const text = wholeDuration(int64Wrap(size)) ?? `${short(size)}s`;
  return value < 0 ? `-${text}` : text;
}

/** Seconds since 1970 as a time, cut to milliseconds as Prometheus keeps them. */
export function toTime(input: Value): GoTime {
  const value = toFloat(input);
  if (!Number.isFinite(value)) throw new FunctionError('value is NaN or Inf');
  const ns = value * 1e9;
  if (ns > 2 ** 63 || ns < -(2 ** 63)) {
    const shown = formatFloat(value, { verb: 'g', precision: -1 });
    throw new FunctionError(
      `${shown} cannot be represented as a nanoseconds timestamp since it overflows int64`,
    );
  }
  return new GoTime((int64Wrap(ns) / 1_000_000n) * 1_000_000n);
}

export function humanizeTimestamp(input: Value): string {
  const value = toFloat(input);
  return Number.isFinite(value) ? toTime(value).toString() : short(value);
}

const unitNs: readonly (readonly [string, bigint])[] = [
  ['y', 365n * 86_400_000_000_000n],
  ['w', 7n * 86_400_000_000_000n],
  ['d', 86_400_000_000_000n],
  ['h', 3_600_000_000_000n],
  ['m', 60_000_000_000n],
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
];

/** The seconds of a Prometheus duration such as 1h30m or -5m. */
export function parseDuration(text: string): number {
  const positive = text.replace(/^-/, '');
  const ns = positive === '0' ? 0n : durationNs(positive);
  return secondsOfDuration(text.startsWith('-') ? -ns : ns);
}

function durationNs(text: string): bigint {
  if (text === '') throw new FunctionError('empty duration string');
  if (!/^(\d+\D+)+$/.test(text)) throw new FunctionError(`not a valid duration string: ${quote(text)}`);
  let total = 0n;
  let last = -1;
  for (const [, digits = '', unit = ''] of text.matchAll(/(\d+)(\D+)/g)) {
    const at = unitNs.findIndex(([name]) => name === unit);
    if (at < 0) throw new FunctionError(`unknown unit ${quote(unit)} in duration ${quote(text)}`);
    if (at <= last) throw new FunctionError(`not a valid duration string: ${quote(text)}`);
    last = at;
    total += BigInt(digits) * (unitNs[at]?.[1] ?? 0n);
    if (total > 2n ** 63n - 1n) throw new FunctionError('duration out of range');
  }
  return total;
}

/** time.Duration(v * float64(time.Second)) */
export const toDurationNs = (input: Value): bigint => int64Wrap(toFloat(input) * 1e9);
