import { expect, test } from '@jest/globals';
import { customBucketsSchema } from '#core/rule/float-histogram';
import { fromPrinted } from './printed-histogram.ts';

const read = (...buckets: readonly (readonly [number, string, string, string])[]) =>
  fromPrinted({ count: '10', sum: '2.5', ...(buckets.length > 0 && { buckets }) });

test('exponential buckets of both signs and the zero bucket are known by their bounds', () => {
  expect(
    read([1, '-2', '-1', '1'], [3, '-0.001', '0.001', '2'], [0, '0.5', '1', '3'], [0, '2', '4', '4']),
  ).toEqual({
    schema: 0,
    count: 10,
    sum: 2.5,
    zeroThreshold: 0.001,
    zeroCount: 2,
    negative: new Map([[1, 1]]),
    positive: new Map([
      [0, 3],
      [2, 4],
    ]),
    customValues: [],
    resetHint: 'unknown',
  });
});

test('a bucket that a wide zero bucket cuts off belongs to its schema all the same', () => {
  const cut = read([3, '-0.4', '0.4', '2'], [0, '0.4', '0.5', '3'], [0, '0.5', '0.7071067811865475', '1']);
  expect(cut).toMatchObject({ schema: 1, zeroThreshold: 0.4 });
  expect([...cut.positive]).toEqual([
    [-2, 3],
    [-1, 1],
  ]);
});

test('the buckets of the greatest numbers and of infinity have their index', () => {
  const most = '1.7976931348623157e+308';
  expect([...read([0, '8.98846567431158e+307', most, '1'], [0, most, '+Inf', '2']).positive]).toEqual([
    [1024, 1],
    [1025, 2],
  ]);
});

test('without buckets nothing is lost of later sums', () => {
  expect(read()).toMatchObject({ schema: 8, zeroThreshold: 0, zeroCount: 0, positive: new Map() });
});

test('custom buckets keep their bounds; empty ones between two are one bucket', () => {
  expect(
    read([3, '-Inf', '0.1', '1'], [0, '0.1', '0.5', '2'], [0, '2.5', '10', '3'], [0, '10', '+Inf', '4']),
  ).toMatchObject({
    schema: customBucketsSchema,
    customValues: [0.1, 0.5, 2.5, 10],
    positive: new Map([
      [0, 1],
      [1, 2],
      [3, 3],
      [4, 4],
    ]),
    zeroThreshold: 0,
    zeroCount: 0,
  });
  expect(read([0, '-3', '0', '1'])).toMatchObject({ schema: customBucketsSchema, customValues: [-3, 0] });
  expect(read([3, '-Inf', '+Inf', '1'])).toMatchObject({ schema: customBucketsSchema, customValues: [] });
});

test('an answer of another form is refused', () => {
  expect(() => fromPrinted(undefined)).toThrow('"histogram" is missing');
  expect(() => read([0, 'x', '1', '1'])).toThrow('"x" is no number');
});
