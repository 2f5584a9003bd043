import { describe, expect, test } from '@jest/globals';
import { checkPromql, presence } from '../promql.ts';

describe('without its filters an expression has a result wherever its data are there', () => {
  test.each([
    ['up == 0', 'up'],
    ['(up == 0)', 'up'],
    ['0.9 <= a', 'a'],
    ['sum(rate(e[5m])) / sum(rate(r[5m])) > 0.05', 'sum(rate(e[5m])) / sum(rate(r[5m]))'],
    ['a > b', 'a > bool b'],
    ['a > on(job) group_left() b', 'a > bool on(job) group_left() b'],
    ['a > scalar(b)', 'a > bool scalar(b)'],
    ['a > scalar(b > 5)', 'a > bool scalar(b > 5)'],
    ['a > 5 and on() b > 10', 'a'],
    ['a > 5 unless on(job) maintenance', 'a'],
    ['a > 5 or b < 3', 'a or b'],
    ['count(up == 0) > 2', 'count(up)'],
    ['count by (job) (up == 0) > 2', 'count by (job) (up)'],
    ['count(up == 0) by (job) > 2', 'count(up) by (job)'],
    ['topk(3, rate(x[5m])) > 5', 'rate(x[5m])'],
    ['max_over_time((a > 5)[10m:1m] offset 5m) > 9', 'max_over_time((a)[10m:1m] offset 5m)'],
    ['label_replace(a > 5, "x", "$1", "y", "(.*)")', 'label_replace(a, "x", "$1", "y", "(.*)")'],
    ['-(a > 5)', '-(a)'],
    ['a > 1 < 9', 'a'],
    ['a # the metric\n > 5', 'a'],
  ])('%s', (text, expected) => {
    expect(presence(text)).toBe(expected);
    expect(checkPromql(expected).problem).toBeUndefined();
  });
});

describe('nobody can say it', () => {
  test.each([
    ['up', 'to be there is the condition'],
    ['increase(errors_total[5m])', 'to be there is the condition'],
    ['absent(up)', 'it has a result because there are no data'],
    ['absent(up) == 1', 'it has a result because there are no data'],
    ['(a > 1) / b > 5', 'without the filter, other series could match'],
    ['count_values("v", x) > 1', 'the labels are made of the values'],
    ['1 > bool 2', 'a number is always there'],
    ['nope(', 'it cannot be read'],
  ])('of %s: %s', (text) => {
    expect(presence(text)).toBeUndefined();
  });
});
