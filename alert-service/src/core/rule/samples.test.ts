import { expect, test } from '@jest/globals';
import type { FloatHistogram } from './float-histogram.ts';
import { alertSamples, recordedSamples } from './samples.ts';

const rule = { name: 'job:up', labels: { team: 'a', job: '' } };

test('a recording rule’s name and labels go over those of the result; empty ones are none', () => {
  expect(
    recordedSamples(rule, [{ labels: { __name__: 'up', job: 'x', zone: 'z' }, value: 1 }], {
      at: 5,
      limit: 0,
    }),
  ).toEqual({ samples: [{ labels: { __name__: 'job:up', team: 'a', zone: 'z' }, at: 5, value: 1 }] });
});

test('two results that become one series, and too many of them, are errors in Prometheus’s words', () => {
  const results = ['x', 'y'].map((job) => ({ labels: { job }, value: 1 }));
  expect(recordedSamples(rule, results, { at: 5, limit: 0 })).toEqual({
    error: 'vector contains metrics with the same labelset after applying rule labels',
  });
  const other = { name: 'm', labels: {} };
  expect(recordedSamples(other, results, { at: 5, limit: 1 })).toEqual({
    error: 'exceeded limit of 1 with 2 series',
  });
  expect(recordedSamples(other, results, { at: 5, limit: 2 })).toHaveProperty('samples.length', 2);
});

test('a histogram is recorded as it is, marked as a gauge where the rule gives such', () => {
  const histogram: FloatHistogram = {
    ...{ schema: 0, count: 1, sum: 1, zeroThreshold: 0, zeroCount: 0, resetHint: 'unknown' },
    ...{ positive: new Map([[0, 1]]), negative: new Map(), customValues: [] },
  };
  const results = [{ labels: {}, value: 0, histogram }];
  const recorded = (gauge: boolean) =>
    recordedSamples({ name: 'm', labels: {}, gauge }, results, { at: 5, limit: 0 });
  expect(recorded(false)).toMatchObject({ samples: [{ value: histogram }] });
  expect(recorded(true)).toMatchObject({ samples: [{ value: { ...histogram, resetHint: 'gauge' } }] });
});

test('an alert is ALERTS, 1, and ALERTS_FOR_STATE, since when in whole seconds', () => {
  const alert = { labels: { alertname: 'Down', job: 'x' }, activeAt: 7_999 };
  const labels = { alertname: 'Down', job: 'x', severity: 'page', note: '{{ $value }}' };
  const down = { name: 'Down', labels: { severity: 'page', note: '{{ $value }}' } };
  expect(alertSamples(down, [alert, { ...alert, firedAt: 9_000 }], 10)).toEqual([
    { labels: { ...labels, __name__: 'ALERTS', alertstate: 'pending' }, at: 10, value: 1 },
    { labels: { ...labels, __name__: 'ALERTS_FOR_STATE' }, at: 10, value: 7 },
    { labels: { ...labels, __name__: 'ALERTS', alertstate: 'firing' }, at: 10, value: 1 },
    { labels: { ...labels, __name__: 'ALERTS_FOR_STATE' }, at: 10, value: 7 },
  ]);
});
