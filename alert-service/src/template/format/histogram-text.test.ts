import { expect, test } from '@jest/globals';
import { histogramText } from './histogram-text.ts';

test('a histogram is told as Go prints it: which ends belong to a bucket, and numbers in their shortest form', () => {
  const buckets = [
    [1, -2, -1, 0.5],
    [3, -0.00001, 0.00001, 1],
    [2, 1, 2, 3],
    [0, 2, Infinity, 1e21],
  ] as const;
  expect(histogramText({ count: 7, sum: NaN, buckets })).toBe(
    '{count:7, sum:NaN, [-2,-1):0.5, [-1e-05,1e-05]:1, (1,2):3, (2,+Inf]:1e+21}',
  );
});
