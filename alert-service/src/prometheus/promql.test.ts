import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkPromql, metricNames, partOfQuery, threshold, unitOf, mayGiveGauges } from './promql.ts';

describe('what real rules say passes', () => {
  test.each([
    ['up == 0', 'instant vector'],
    [
      'sum by (job) (rate(http_requests_total{code=~"5.."}[5m])) / sum by (job) (rate(http_requests_total[5m])) > 0.05',
      'instant vector',
    ],
    ['histogram_quantile(0.99, sum by (le) (rate(latency_seconds_bucket[5m]))) > 0.5', 'instant vector'],
    ['absent(up{job="api"})', 'instant vector'],
    ['time() - process_start_time_seconds < 300', 'instant vector'],
    [
      'predict_linear(node_filesystem_avail_bytes[1h], 4 * 3600) < 0 and on(instance) up == 1',
      'instant vector',
    ],
    ['max_over_time(rate(x[1m])[10m:1m] offset 5m) > bool 3', 'instant vector'],
    ['a * on(instance) group_left(nodename) node_uname_info', 'instant vector'],
    ['{"http.requests", "service.name"="api"} > 5', 'instant vector'],
    ['holt_winters(x[5m], 0.5, 0.5)', 'instant vector'],
    ['count_values("version", build_info)', 'instant vector'],
    ['# the reason\nup == 0 # why', 'instant vector'],
    ['a + b offset 5m', 'instant vector'],
    ['1 + 2', 'scalar'],
    ['up[5m]', 'range vector'],
    ['hour() > 8', 'instant vector'],
    ['up < 0.', 'instant vector'],
    ['5. + 1.e3', 'scalar'],
    ['sum by (job:name, a) (up)', 'instant vector'],
    ['up{a="\u2028by (a:b) 5."} # \u00a0', 'instant vector'],
    ['292y', 'scalar'],
  ])('%s', (text, type) => {
    expect(checkPromql(text)).toEqual({ type });
  });
});

describe('what is broken is refused with its place and a remedy', () => {
  test.each([
    ['', /empty/, 1, 1],
    ['up ==', /ends too early/, 1, 6],
    ['up ==\u00a01', /U\+00A0 is no space/, 1, 6],
    ['up > 293y', /out of range/, 1, 6],
    ['rate(up[NaN])', /longer than 0/, 1, 6],
    ['rate(up[293y])', /out of range/, 1, 6],
    ['up\n  == == 1', /unexpected "=="/, 2, 6],
    ['rate(up)', /rate\(\) needs a range vector here, not an instant vector/, 1, 6],
    ['sum(up[5m])', /sum\(\) needs an instant vector here, not a range vector/, 1, 5],
    ['sum(rtae(up[5m]))', /unknown function "rtae"/, 1, 5],
    ['{job=~".*"}', /match every series/, 1, 1],
    ['up{job="api}', /not closed/, 1, 8],
    ['up{job=~"("}', /bad regular expression/, 1, 4],
    ['1 > 2', /needs "bool"/, 1, 3],
    ['up and 1', /needs instant vectors on both sides/, 1, 4],
    ['up + bool up', /"bool" is only for comparisons/, 1, 4],
    ['sum(up) offset 5m', /right behind a selector/, 1, 1],
    ['rate(up[0s])', /longer than 0/, 1, 6],
    ['topk(up)', /topk\(\) takes 2 argument\(s\), not 1/, 1, 1],
    ['up * on(a) group_left(a) x', /"a" is in on\(\) and in the group clause/, 1, 4],
    ['up and on(a) group_left x', /takes no group_left/, 1, 4],
    ['up{__name__="x"}', /set twice/, 1, 1],
    ['(up', /ends too early|unexpected/, 1, 4],
    ['up[5m] offset 1m > 5', /needs numbers or instant vectors, not a range vector/, 1, 1],
  ])('%j', (text, message, ...place) => {
    const { problem } = checkPromql(text);
    expect(problem?.message).toMatch(message);
    expect([problem?.line, problem?.column]).toEqual(place);
    expect(problem?.remedy).not.toBe('');
  });

  test('a misspelt function is answered with the right one', () => {
    expect(checkPromql('sum(rtae(up[5m]))').problem?.remedy).toBe('did you mean "rate"?');
  });
});

test('no text whatever makes the check throw', () => {
  const pieces = fc.constantFrom(
    'up',
    'sum',
    'by',
    '(',
    ')',
    '[5m]',
    '{',
    '}',
    'a="b"',
    '>',
    '==',
    '5',
    'offset',
    '"',
    ' ',
    'and',
    '-',
    ',',
  );
  fc.assert(fc.property(fc.array(pieces, { maxLength: 12 }), (words) => void checkPromql(words.join(''))));
  fc.assert(fc.property(fc.string(), (text) => void checkPromql(text)));
});

test('metric names, each once, quoted ones too', () => {
  expect(metricNames('rate(a_total[5m]) / (a_total + {__name__="b"}) > {"c.d"} or {job="x"}')).toEqual([
    'a_total',
    'b',
    'c.d',
  ]);
  expect(metricNames('nope(')).toEqual([]);
});

describe('the limit is the number of the outermost comparison, and the graph shows the rest', () => {
  test.each([
    ['up == 0', { left: 'up', op: '==', limit: 0 }],
    ['(a / b) > 0.05', { left: '(a / b)', op: '>', limit: 0.05 }],
    ['(a > -5)', { left: 'a', op: '>', limit: -5 }],
    ['0.9 <= a', { left: 'a', op: '>=', limit: 0.9 }],
    ['a > 5 * 1024 ^ 2', { left: 'a', op: '>', limit: 5 * 1024 ** 2 }],
    ['a > 5m', { left: 'a', op: '>', limit: 300 }],
    ['a > 1 < 9', { left: 'a > 1', op: '<', limit: 9 }],
    ['a > 0.05 and on() b > 10', { left: 'a', op: '>', limit: 0.05 }],
    ['x + a offset 5m >= 1e3', { left: 'x + a offset 5m', op: '>=', limit: 1000 }],
  ])('%s', (text, expected) => {
    expect(threshold(text)).toEqual(expected);
  });

  test.each(['absent(up)', 'a > b', 'a > bool 5', 'a > 5 or b > 3', 'up', 'a > scalar(b)', '(('])(
    '%s has none',
    (text) => {
      expect(threshold(text)).toBeUndefined();
    },
  );
});

describe('a unit is told only where the names tell it', () => {
  test.each([
    ['histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[1m]))) > 0.5', 's'],
    ['max(process_resident_memory_bytes) > 1e9', 'bytes'],
    ['rate(node_network_receive_bytes_total[5m]) > 1e6', 'bytes/s'],
    ['node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1', 'ratio'],
    ['100 * (1 - node_filesystem_avail_bytes / node_filesystem_size_bytes) > 90', '%'],
    ['sum(rate(errors_total[5m])) / sum(rate(requests_total[5m])) > 0.05', 'ratio'],
    ['rate(x_seconds_sum[5m]) / rate(x_seconds_count[5m]) > 1', 's'],
    ['time() - last_success_timestamp_seconds > 300', 's'],
    ['rate(process_cpu_seconds_total[1m]) > 0.9', undefined],
    ['queue_depth > 5', undefined],
    ['queue_depth / workers_active > 5', undefined],
    ['process_resident_memory_bytes / 1024 > 5', undefined],
    ['cache_hit_ratio < 0.5', 'ratio'],
    ['count(x_bytes) > 3', undefined],
    ['0.5 < x_seconds', 's'],
  ])('%s: %s', (text, unit) => {
    expect(unitOf(text)).toBe(unit);
  });
});

describe('as what an expression is asked together with others', () => {
  test.each([
    ['up == 0', { kind: 'vector', mayGiveHistograms: true }],
    ['count(up) > 1 # why', { kind: 'vector', mayGiveHistograms: false }],
    ['histogram_quantile(0.9, rate(x[5m]))', { kind: 'vector', mayGiveHistograms: false }],
    ['count(up) or rate(x[5m])', { kind: 'vector', mayGiveHistograms: true }],
    ['time() - 1', { kind: 'scalar', mayGiveHistograms: false }],
    ['sort_desc(up) > 1', undefined],
    ['sum(limitk(3, up))', undefined],
    ['-(label_replace(up, "a", "b", "", ""))', undefined],
    ['label_replace(up, "a", "b", "", "") > 1', { kind: 'vector', mayGiveHistograms: true }],
    ['label_replace(count(up), "a", "b", "", "")', { kind: 'vector', mayGiveHistograms: false }],
    ['"text"', undefined],
    ['up[5m]', undefined],
    ['up), "a", "b", "", "") or (down', undefined],
  ])('%s', (text, part) => expect(partOfQuery(text)).toEqual(part));
});

test('native histograms of differences may go down, those of sums of counters do not', () => {
  expect(
    ['rate(h[5m])', 'sum by (job) (increase(h[5m])) * 2', 'h - h offset 5m', '(irate(h[1m]))'].map(
      mayGiveGauges,
    ),
  ).toEqual([true, true, true, true]);
  expect(
    ['h', 'sum(h)', 'avg(h) / 2', 'h + h', '-h', 'sum_over_time(h[5m])', 'h('].map(mayGiveGauges),
  ).toEqual(new Array(7).fill(false));
});

test('where a long text is broken is told at once', () => {
  const begun = performance.now();
  expect(checkPromql('{'.repeat(20_000)).problem).toMatchObject({ message: 'unexpected "{"', from: 1 });
  expect(checkPromql(`up + ${'sum by('.repeat(3_000)}`).problem?.from).toBe(16);
  const long = `up{job=~"${'a|'.repeat(1_000)}b"}`;
  expect(checkPromql(long).type).toBe('instant vector');
  expect(checkPromql(`${long} + foo(up)`).problem?.message).toBe('unknown function "foo"');
  expect(checkPromql(`sum(${long}`).problem?.message).toBe('the expression ends too early');
  expect(performance.now() - begun).toBeLessThan(1_000);
});
