import type { Buckets, FloatHistogram } from '#core/rule/float-histogram';
import { NotationError } from './text-scanner.ts';

/** `a + sign * b`, bucket by bucket; both must be of one schema, as promtool wants it. */
export function added(a: FloatHistogram, b: FloatHistogram, sign: 1 | -1): FloatHistogram {
  if (a.schema !== b.schema)
    throw new NotationError(`a histogram of schema ${b.schema} cannot be added to one of schema ${a.schema}`);
  if (a.customValues.join() !== b.customValues.join())
    throw new NotationError('histograms with different custom_values cannot be added');
  if (a.zeroThreshold !== b.zeroThreshold && a.zeroCount + b.zeroCount !== 0)
    throw new NotationError('histograms with different z_bucket_w cannot be added here: give both the same');
  return {
    ...a,
    count: a.count + sign * b.count,
    sum: a.sum + sign * b.sum,
    zeroThreshold: Math.max(a.zeroThreshold, b.zeroThreshold),
    zeroCount: a.zeroCount + sign * b.zeroCount,
    positive: addedBuckets(a.positive, b.positive, sign),
    negative: addedBuckets(a.negative, b.negative, sign),
  };
}

function addedBuckets(a: Buckets, b: Buckets, sign: 1 | -1): Buckets {
  const indexes = new Set([...a.keys(), ...b.keys()]);
  return new Map([...indexes].map((index) => [index, (a.get(index) ?? 0) + sign * (b.get(index) ?? 0)]));
}
