import type { Labels } from '@tocsin/model';
import { seriesKey } from '#core/rule/samples';
import type { AlertTest } from './test-file.ts';

/** A sample as it is compared: a histogram by what Prometheus prints of it. */
export interface ComparedSample {
  readonly labels: Labels;
  readonly value: number;
  readonly histogram?: string;
}

/** With `fuzzy` a neighbour among the numbers is as good. NaN equals nothing, as in promtool. */
export function sameNumber(a: number, b: number, fuzzy: boolean): boolean {
  return a === b || (fuzzy && (nextAfter(a, -Infinity) === b || nextAfter(a, Infinity) === b));
}

/** The next number from `x` towards `y`. */
function nextAfter(x: number, y: number): number {
  if (Number.isNaN(x) || x === y) return x;
  if (x === 0) return y > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const away = x > 0 === y > x;
  view.setBigInt64(0, view.getBigInt64(0) + (away ? 1n : -1n));
  return view.getFloat64(0);
}

const byKey = <T extends { readonly labels: Labels }>(all: readonly T[]): T[] =>
  [...all].sort((a, b) => (seriesKey(a.labels) < seriesKey(b.labels) ? -1 : 1));

export function sameSamples(
  expected: readonly ComparedSample[],
  got: readonly ComparedSample[],
  fuzzy: boolean,
): boolean {
  if (expected.length !== got.length) return false;
  const other = byKey(got);
  return byKey(expected).every((sample, index) => {
    const found = other[index];
    if (!found || seriesKey(sample.labels) !== seriesKey(found.labels)) return false;
    return sample.histogram === found.histogram && sameNumber(sample.value, found.value, fuzzy);
  });
}

/** What of an alert is compared. */
export interface ComparedAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
}

export const alertText = ({ labels, annotations }: ComparedAlert): string =>
  `labels ${seriesKey(labels)} annotations ${seriesKey(annotations)}`;

export interface AlertDifference {
  readonly missing: readonly ComparedAlert[];
  readonly unexpected: readonly ComparedAlert[];
}

/** Alerts that were expected and are not there, and those that nobody expected; undefined where there are none. */
export function alertDifference(test: AlertTest, got: readonly ComparedAlert[]): AlertDifference | undefined {
  const alertname = test.alertname ?? '';
  const expected = (test.exp_alerts ?? []).map(({ exp_labels, exp_annotations }) => ({
    labels: { ...exp_labels, alertname },
    annotations: exp_annotations ?? {},
  }));
  const missing = without(expected, got);
  const unexpected = without(got, expected);
  return missing.length + unexpected.length > 0 ? { missing, unexpected } : undefined;
}

/** One for one: two alike need two alike. */
function without(all: readonly ComparedAlert[], others: readonly ComparedAlert[]): ComparedAlert[] {
  const left = others.map(alertText);
  return all.filter((each) => {
    const at = left.indexOf(alertText(each));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
