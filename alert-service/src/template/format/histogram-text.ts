import { formatFloat } from './float.ts';

/** A native histogram as Prometheus's HTTP API prints it: which ends belong to a bucket, its bounds, its count. */
export interface PrintedHistogram {
  readonly count: number;
  readonly sum: number;
  readonly buckets: readonly (readonly [mark: number, lower: number, upper: number, count: number])[];
}

/** What a template of Prometheus says of it: `{count:3, sum:1, (0.5,1]:1, (1,2]:2}`. */
export function histogramText({ count, sum, buckets }: PrintedHistogram): string {
  const all = buckets.map(([mark, lower, upper, inside]) => {
    const [open, close] = brackets[mark] ?? '()';
    return `, ${open}${number(lower)},${number(upper)}${close}:${number(inside)}`;
  });
  return `{count:${number(count)}, sum:${number(sum)}${all.join('')}}`;
}

const brackets = ['(]', '[)', '()', '[]'];

const number = (value: number): string => formatFloat(value, { verb: 'g', precision: -1 });
