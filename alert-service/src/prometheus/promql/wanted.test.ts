import { expect, test } from '@jest/globals';
import { type Wanted, wantedSeries } from '../promql.ts';

const shown = (wanted: readonly Wanted[]): unknown =>
  wanted.map((each) => ('anyOf' in each ? { anyOf: each.anyOf.map(shown) } : each.text));

test.each<[string, unknown]>([
  ['up == 0', ['up']],
  [
    'sum by (job) (rate(errors_total{code=~"5.."}[5m])) / sum(rate(requests_total[5m])) > 0.05',
    ['errors_total{code=~"5.."}', 'requests_total'],
  ],
  ['absent(up{job="a"})', []],
  ['absent_over_time(up[5m]) or down', []],
  ['up{job="a"} or vector(0)', []],
  ['(sum(errors_total) or vector(0)) / sum(requests_total)', ['requests_total']],
  ['new_name or old_name', [{ anyOf: [['new_name'], ['old_name']] }]],
  ['up == 0 unless on(job) maintenance', ['up']],
  ['up and on(job) ready', ['up', 'ready']],
  ['ALERTS{alertstate="firing"} and up', ['up']],
  ['{__name__="up",job="a"}', ['{__name__="up",job="a"}']],
  ['vector(1)', []],
  ['sum(', []],
])('%s needs to find %j', (expression, expected) => {
  expect(shown(wantedSeries(expression))).toEqual(expected);
});

test('a selector says its metric, its other matchers and how far it is looked back', () => {
  expect(wantedSeries('max_over_time({__name__="up",job!="a"}[2h:5m]) > x{"b"=~"c"}')).toEqual([
    {
      ...{ text: '{__name__="up",job!="a"}', metric: 'up', lookBackMs: 7_200_000 },
      matchers: [{ name: 'job', op: '!=', value: 'a' }],
    },
    { text: 'x{"b"=~"c"}', metric: 'x', lookBackMs: 0, matchers: [{ name: 'b', op: '=~', value: 'c' }] },
  ]);
});
