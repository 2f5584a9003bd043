import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { uncompress } from 'snappyjs';
import { customBucketsSchema, type FloatHistogram } from '#core/rule/float-histogram';
import type { WrittenSample } from '#core/rule/samples';
import { readWriteRequest } from './kit/read-write-request.ts';
import { writeRequest } from './write-request.ts';

const histogram: FloatHistogram = {
  schema: 1,
  count: 10.5,
  sum: -2.5,
  zeroThreshold: 0.25,
  zeroCount: 1.5,
  positive: new Map([
    [3, 2],
    [-1, 1],
    [0, 3],
    [9, 1],
  ]),
  negative: new Map([[2, 2]]),
  customValues: [],
  resetHint: 'gauge',
};

test('the bytes are those that Prometheus’s own encoder makes', () => {
  const sample: WrittenSample = { labels: { b: 'ü', __name__: 'm' }, at: 1_700_000_000_123, value: 1.5 };
  expect(Buffer.from(uncompress(writeRequest([sample]))).toString('hex')).toBe(
    // One series: the labels by their bytes, then the sample as a double and its time as a varint.
    ['0a2a', '0a0d', '0a085f5f6e616d655f5f', '12016d', '0a07', '0a0162', '1202c3bc']
      .concat(['1210', '09000000000000f83f', '10fbd095ffbc31'])
      .join(''),
  );
});

test('a marker has the bits by which Prometheus knows it', () => {
  const request = writeRequest([{ labels: { __name__: 'm' }, at: 1, value: 'stale' }]);
  expect(Buffer.from(uncompress(request)).toString('hex')).toContain('09020000000000f07f');
});

test('an independent reader reads a histogram as it was: spans between gaps, counts as they are', () => {
  const [read] = readWriteRequest(writeRequest([{ labels: { __name__: 'h' }, at: 5, value: histogram }]));
  expect(read).toMatchObject({
    at: 5,
    histogram: {
      count_float: 10.5,
      sum: -2.5,
      schema: 1,
      zero_threshold: 0.25,
      zero_count_float: 1.5,
      negative_spans: [{ offset: 2, length: 1 }],
      negative_counts: [2],
      positive_spans: [
        { offset: -1, length: 5 },
        { offset: 5, length: 1 },
      ],
      positive_counts: [1, 3, 0, 0, 2, 1],
      reset_hint: 'GAUGE',
    },
  });
});

test('custom buckets go with their bounds', () => {
  const custom = { ...histogram, schema: customBucketsSchema, customValues: [0.1, 2, 30] };
  const [read] = readWriteRequest(writeRequest([{ labels: { __name__: 'h' }, at: 5, value: custom }]));
  expect(read?.histogram).toMatchObject({ schema: -53, custom_values: [0.1, 2, 30] });
});

test('whatever is written, an independent reader reads it back, its labels in the order of their bytes', () => {
  const labels = fc.dictionary(
    fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((name) => name.isWellFormed() && name !== '__proto__'),
    fc.string({ unit: 'grapheme' }).filter((value) => value.isWellFormed()),
  );
  const sample = fc.record({
    labels,
    at: fc.integer({ min: -1e15, max: 1e15 }),
    value: fc.double({ noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 50 }), (samples) => {
      const read = readWriteRequest(writeRequest(samples));
      expect(read.map(({ at, value, labels: found }) => ({ at, value, labels: found }))).toEqual(
        samples.map(({ labels: given, ...rest }) => ({ ...rest, labels: { ...given } })),
      );
      for (const { names } of read)
        expect(names).toEqual([...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
});
