export type ResetHint = 'unknown' | 'reset' | 'not_reset' | 'gauge';

/** Counts by the index of their bucket. */
export type Buckets = ReadonlyMap<number, number>;

/** The schema of histograms whose bounds stand in `customValues`. */
export const customBucketsSchema = -53;

/** A native histogram with counts that need not be whole. */
export interface FloatHistogram {
  readonly schema: number;
  readonly count: number;
  readonly sum: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly positive: Buckets;
  readonly negative: Buckets;
  readonly customValues: readonly number[];
  readonly resetHint: ResetHint;
}
