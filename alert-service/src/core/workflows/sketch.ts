/**
 * Lengths, counted in buckets that grow by a constant factor: sketches of several minutes are added up, and a quantile is
 * never further than `quantileError` from the true one. Bucket i holds (g^(i-1), g^i].
 */
export type Sketch = Readonly<Record<string, number>>;

/** Of the value: 2 % beside it at most. */
export const quantileError = 0.02;
const growth = (1 + quantileError) / (1 - quantileError);
const logGrowth = Math.log(growth);
/** Longer ones are counted as this long, so that there are never more than some 560 buckets. */
const longestMs = 90 * 86_400_000;

const bucketOf = (ms: number): number =>
  ms <= 1 ? 0 : Math.ceil(Math.log(Math.min(ms, longestMs)) / logGrowth - 1e-9);

const valueOf = (bucket: number): number => (bucket === 0 ? 1 : (2 * growth ** bucket) / (growth + 1));

export function withLength(sketch: Sketch, ms: number): Sketch {
  const bucket = bucketOf(ms);
  return { ...sketch, [bucket]: (sketch[bucket] ?? 0) + 1 };
}

export function addUp(sketches: readonly Sketch[]): Sketch {
  const sum: Record<string, number> = {};
  for (const sketch of sketches)
    for (const [bucket, count] of Object.entries(sketch)) sum[bucket] = (sum[bucket] ?? 0) + count;
  return sum;
}

/** By the nearest rank, as of a sorted list; undefined where nothing was counted. */
export function quantiles<Q extends number>(sketch: Sketch, wanted: readonly Q[]): Map<Q, number> {
  const buckets = Object.entries(sketch)
    .map(([bucket, count]) => ({ bucket: Number(bucket), count }))
    .sort((a, b) => a.bucket - b.bucket);
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  const found = new Map<Q, number>();
  if (total === 0) return found;
  for (const q of wanted) {
    const rank = Math.max(1, Math.ceil(q * total));
    let passed = 0;
    for (const { bucket, count } of buckets) {
      passed += count;
      if (passed < rank) continue;
      found.set(q, valueOf(bucket));
      break;
    }
  }
  return found;
}
