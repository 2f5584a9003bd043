import type { Labels } from '@tocsin/model';
import { unquote } from '#prometheus/promql/strings';
import type { FloatHistogram } from '#core/rule/float-histogram';
import type { SampleValue } from '#core/rule/samples';
import { added } from './added-histogram.ts';
import { numberOf, readHistogram, unsigned } from './histogram-notation.ts';
import { createTextScanner, NotationError, type TextScanner } from './text-scanner.ts';

export interface WrittenSeries {
  readonly labels: Labels;
  /** One for each interval; undefined where there is none. */
  readonly values: readonly (SampleValue | undefined)[];
}

const numbers = new RegExp(`([+-]?${unsigned})(?:([+-]${unsigned})?x(\\d+))?(?![^\\s])`, 'y');
const quoted = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`/y;

/** `name{label="value"} 1 2+3x4 _ stale`: the notation of promtool's tests. Throws NotationError. */
export function readSeries(text: string): WrittenSeries {
  const scanner = createTextScanner(text.trim());
  const labels = readMetricAt(scanner, /\{(?!\{)\s*/y);
  const values: (SampleValue | undefined)[] = [];
  while (!scanner.atEnd()) {
    scanner.need(/\s+/y, 'a space');
    values.push(...readItem(scanner));
  }
  return { labels, values };
}

/** `name{label="value"}` alone, as expected samples are written. Throws NotationError. */
export function readMetric(text: string): Labels {
  const scanner = createTextScanner(text.trim());
  const labels = readMetricAt(scanner, /\s*\{\s*/y);
  if (!scanner.atEnd()) scanner.fail('expected the end');
  return labels;
}

/** A single histogram, as expected samples are written. Throws NotationError. */
export function readOneHistogram(text: string): FloatHistogram {
  const { values } = readSeries(`{} ${text}`);
  const [value] = values;
  if (values.length !== 1 || typeof value !== 'object')
    throw new NotationError(`expected one histogram in {{ }}, not ${text}`);
  return value;
}

/** Before values, a space ends the metric. */
function readMetricAt(scanner: TextScanner, opening: RegExp): Labels {
  const name = scanner.take(/[a-zA-Z_:][\w:]*/y)?.[0];
  const labels: [string, string][] = [];
  if (scanner.take(opening)) {
    while (!scanner.take(/\}/y)) {
      labels.push(readLabel(scanner));
      if (!scanner.take(/\s*,\s*/y)) scanner.take(/\s+/y);
      else continue;
      scanner.need(/\}/y, 'a comma or }');
      break;
    }
  }
  if (name !== undefined) labels.push(['__name__', name]);
  return Object.fromEntries(labels.filter(([, value]) => value !== ''));
}

/** A name in quotes alone is the metric's. */
function readLabel(scanner: TextScanner): [string, string] {
  const plain = scanner.take(/[a-zA-Z_]\w*/y)?.[0];
  const name = plain ?? text(scanner, 'a label name');
  if (!scanner.take(/\s*=\s*/y)) {
    if (plain === undefined) return ['__name__', name];
    scanner.fail('expected =');
  }
  return [name, text(scanner, 'a value in quotes')];
}

function text(scanner: TextScanner, what: string): string {
  const value = unquote(scanner.need(quoted, what)[0]);
  return value ?? scanner.fail('an unknown escape stands before');
}

function readItem(scanner: TextScanner): (SampleValue | undefined)[] {
  if (scanner.atEnd()) return [];
  const blank = scanner.take(/_(?:x(\d+))?(?!\S)/y);
  if (blank) return repeated(undefined, blank[1] === undefined ? 1 : times(blank[1]));
  if (scanner.take(/stale(?!\S)/y)) return ['stale'];
  if (scanner.take(/\{\{/y)) return readHistograms(scanner);
  const [, start = '', step, count] = scanner.need(numbers, 'a value such as 1, 1+2x3, _ or stale');
  if (count === undefined) return [numberOf(start)];
  if (/[nf]$/i.test(step ?? start)) throw new NotationError(`${step ?? start} cannot be repeated with x`);
  return series(numberOf(start), times(count), (value) => value + (step === undefined ? 0 : numberOf(step)));
}

function readHistograms(scanner: TextScanner): FloatHistogram[] {
  const first = readHistogram(scanner);
  const sign = scanner.take(/([+-])\{\{/y)?.[1];
  const step = sign === undefined ? undefined : readHistogram(scanner);
  const count = scanner.take(/x(\d+)(?!\S)/y)?.[1];
  if (count === undefined) return step ? scanner.fail('expected x and how often') : [first];
  if (!step) return series(first, times(count), (value) => value);
  return series(first, times(count), (value) => added(value, step, sign === '-' ? -1 : 1));
}

/** More than any test has; a slip of the finger would fill the memory. */
const mostValues = 10_000_000;

function times(digits: string): number {
  const count = Number(digits);
  if (count > mostValues) throw new NotationError(`${digits} values are too many`);
  return count;
}

/** The start and `count` more: rounding errors add up as they do in Prometheus. */
function series<T>(start: T, count: number, next: (value: T) => T): T[] {
  const values = [start];
  let value = start;
  for (let done = 0; done < count; done++) values.push((value = next(value)));
  return values;
}

const repeated = <T>(value: T, count: number): T[] => new Array<T>(count).fill(value);
