import { customBucketsSchema, type FloatHistogram } from '#core/rule/float-histogram';
import type { PrintedHistogram } from '#template/index';
import { list, numberFrom, record } from './answer-parts.ts';

interface PrintedBucket {
  readonly closed: boolean;
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/** Both ends belong to it: the zero bucket, or the lowest of custom ones. */
const closedMark = 3;

/** Finest first: of two that fit, the finer loses nothing. */
const exponentialSchemas = [8, 7, 6, 5, 4, 3, 2, 1, 0, -1, -2, -3, -4];
const finest = 8;

/**
 * The histogram of which Prometheus's HTTP API printed this, so that it can be recorded. Throws BadAnswer.
 * Empty buckets are not printed, so some things are lost, each taken as what leaves later sums as they would be: of no
 * buckets the schema (the finest), of an empty zero bucket its width (none), of custom buckets bounds between empty ones.
 * Custom bounds that happen to be powers of two, with nothing below the first and above the last, are taken for
 * exponential ones.
 */
export function fromPrinted(value: unknown): FloatHistogram {
  const printed = record(value, 'histogram');
  const buckets = printed.buckets === undefined ? [] : list(printed.buckets).map(readBucket);
  const whole = {
    count: numberFrom(String(printed.count)),
    sum: numberFrom(String(printed.sum)),
    resetHint: 'unknown',
  } as const;
  const zero = buckets.find(isZeroBucket);
  const others = buckets.filter((bucket) => bucket !== zero);
  const schema = exponentialSchemas.find((each) => others.every((bucket) => isOfSchema(bucket, each, zero)));
  return schema === undefined
    ? { ...whole, ...customBuckets(others) }
    : { ...whole, ...exponentialBuckets(others, others.length > 0 ? schema : finest, zero) };
}

/** The same in the order of its buckets, and with the bounds that are told. Throws BadAnswer. */
export function printedParts(value: unknown): PrintedHistogram {
  const { count, sum, buckets } = record(value, 'histogram');
  return {
    count: numberFrom(String(count)),
    sum: numberFrom(String(sum)),
    buckets: (buckets === undefined ? [] : list(buckets)).map((entry) => {
      const [mark = NaN, lower = NaN, upper = NaN, inside = NaN] = numbersOf(entry);
      return [mark, lower, upper, inside];
    }),
  };
}

const numbersOf = (entry: unknown): number[] => list(entry).map((each) => numberFrom(String(each)));

function readBucket(entry: unknown): PrintedBucket {
  const [mark, lower = NaN, upper = NaN, count = NaN] = numbersOf(entry);
  return { closed: mark === closedMark, lower, upper, count };
}

const isZeroBucket = ({ closed, lower, upper }: PrintedBucket): boolean =>
  closed && Number.isFinite(upper) && lower === -upper;

/** The ends of a bucket counted away from zero. */
const endsOf = ({ lower, upper }: PrintedBucket): { inner: number; outer: number } =>
  upper > 0 ? { inner: lower, outer: upper } : { inner: -upper, outer: -lower };

/** How far a bound may be off through rounding, in buckets. */
const slack = 1e-6;

/** Bounds are powers of 2^(2^-schema); a zero bucket that is wide cuts off the one beside it. */
function isOfSchema(bucket: PrintedBucket, schema: number, zero: PrintedBucket | undefined): boolean {
  const { inner, outer } = endsOf(bucket);
  if (bucket.closed || !(inner > 0)) return false;
  const below = stepsTo(inner, schema);
  if (outer === Infinity) return inner === Number.MAX_VALUE;
  const above = stepsTo(outer, schema);
  if (Math.abs(above - Math.round(above)) > slack) return false;
  const width = above - below;
  return Math.abs(width - 1) < slack || (zero?.upper === inner && width < 1);
}

/** The index of the bucket that ends at this bound, counted from the one that ends at 1. */
const stepsTo = (bound: number, schema: number): number => Math.log2(bound) * 2 ** schema;

function exponentialBuckets(
  others: readonly PrintedBucket[],
  schema: number,
  zero: PrintedBucket | undefined,
): Pick<FloatHistogram, 'schema' | 'zeroThreshold' | 'zeroCount' | 'positive' | 'negative' | 'customValues'> {
  const indexed = (bucket: PrintedBucket): [number, number] => {
    const { inner, outer } = endsOf(bucket);
    const index = outer === Infinity ? stepsTo(inner, schema) + 1 : stepsTo(outer, schema);
    return [Math.round(index), bucket.count];
  };
  return {
    schema,
    zeroThreshold: zero?.upper ?? 0,
    zeroCount: zero?.count ?? 0,
    positive: new Map(others.filter(({ upper }) => upper > 0).map(indexed)),
    negative: new Map(others.filter(({ upper }) => upper <= 0).map(indexed)),
    customValues: [],
  };
}

function customBuckets(
  buckets: readonly PrintedBucket[],
): Pick<FloatHistogram, 'schema' | 'zeroThreshold' | 'zeroCount' | 'positive' | 'negative' | 'customValues'> {
  const ends = new Set(buckets.flatMap(({ lower, upper }) => [lower, upper]));
  const bounds = [...ends].filter(Number.isFinite).sort((a, b) => a - b);
  const indexOf = (upper: number): number => (upper === Infinity ? bounds.length : bounds.indexOf(upper));
  return {
    schema: customBucketsSchema,
    zeroThreshold: 0,
    zeroCount: 0,
    positive: new Map(buckets.map(({ upper, count }) => [indexOf(upper), count])),
    negative: new Map(),
    customValues: bounds,
  };
}
