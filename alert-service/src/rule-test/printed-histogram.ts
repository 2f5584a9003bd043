import { isRecord, numberFrom } from '#prometheus/result';
import type { FloatHistogram } from './float-histogram.ts';

interface PrintedBucket {
  readonly closed: boolean;
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/** Both ends belong to it: the zero bucket. */
const closedMark = 3;

/**
 * The histogram of which Prometheus's HTTP API printed this, so that a recorded one can be written. Undefined for custom
 * buckets, whose empty ones are not printed. The width of an empty zero bucket and the hint at resets are lost.
 */
export function fromPrinted(text: string): FloatHistogram | undefined {
  const printed: unknown = JSON.parse(text);
  if (!isRecord(printed)) return undefined;
  const buckets = Array.isArray(printed.buckets) ? printed.buckets.map(readBucket) : [];
  const zero = buckets.find(({ closed }) => closed);
  const others = buckets.filter(({ closed }) => !closed);
  const schemas = new Set(others.map(schemaOf));
  const [schema = 0] = schemas;
  if (schemas.size > 1 || !Number.isInteger(schema) || zero?.lower === -Infinity) return undefined;
  const positive = others.filter(({ upper }) => upper > 0);
  const negative = others.filter(({ upper }) => upper <= 0);
  return {
    schema,
    count: numberFrom(String(printed.count)),
    sum: numberFrom(String(printed.sum)),
    zeroThreshold: zero?.upper ?? 0,
    zeroCount: zero?.count ?? 0,
    positive: new Map(positive.map(({ upper, count }) => [indexOf(upper, schema), count])),
    negative: new Map(negative.map(({ lower, count }) => [indexOf(-lower, schema), count])),
    customValues: [],
    resetHint: 'unknown',
  };
}

function readBucket(entry: unknown): PrintedBucket {
  const printed: readonly unknown[] = Array.isArray(entry) ? entry : [];
  const [mark, lower = NaN, upper = NaN, count = NaN] = printed.map((each) => numberFrom(String(each)));
  return { closed: mark === closedMark, lower, upper, count };
}

/** Buckets grow by 2^(2^-schema); NaN where these do not grow so. */
function schemaOf({ lower, upper }: PrintedBucket): number {
  const growth = Math.abs(Math.log2(upper / lower));
  const schema = -Math.log2(growth);
  const whole = Math.round(schema);
  return Math.abs(schema - whole) < 1e-6 && whole >= -4 && whole <= 8 ? whole : NaN;
}

/** Of the bucket that ends at this bound, counted from the one that ends at 1. */
const indexOf = (bound: number, schema: number): number => Math.round(Math.log2(bound) * 2 ** schema);
