import { expect, test } from '@jest/globals';
import { type Alert, fingerprint, type Labels, labelValue } from '@tocsin/model';
import { compileMatchers } from '@tocsin/model/matchers';
import fc from 'fast-check';
import type { InhibitRule } from './inhibit-rule.ts';
import { createInhibitionIndex } from './inhibition-index.ts';

const alertOf = (labels: Labels, endsAt: number, updatedAt = 0): Alert => ({
  fingerprint: fingerprint(labels),
  labels,
  annotations: {},
  startsAt: 0,
  endsAt,
  expires: true,
  timeout: false,
  updatedAt,
  generatorURL: '',
});
const rule = (more: Partial<InhibitRule> = {}): InhibitRule => ({
  name: 'rule',
  source: [{ name: 's', op: '=', value: '1' }],
  target: [{ name: 't', op: '=', value: '1' }],
  equal: ['zone'],
  line: 1,
  ...more,
});

const ask = (rules: readonly InhibitRule[], alerts: readonly Alert[], labels: Labels) => {
  const index = createInhibitionIndex();
  index.load(rules, alerts);
  const found = index.inhibitor({ fingerprint: fingerprint(labels), labels }, 10);
  return found && [found.rule.name, found.source.labels];
};

test('only a firing source inhibits', () => {
  const labels = { s: '1', zone: 'x' };
  expect(ask([rule()], [alertOf(labels, 11)], { t: '1', zone: 'x' })).toEqual(['rule', labels]);
  expect(ask([rule()], [alertOf(labels, 10)], { t: '1', zone: 'x' })).toBeUndefined();
});

test('a label missing on both sides is equal, and equals an empty one', () => {
  const source = { s: '1' };
  expect(ask([rule()], [alertOf(source, 11)], { t: '1' })).toEqual(['rule', source]);
  expect(ask([rule()], [alertOf(source, 11)], { t: '1', zone: '' })).toEqual(['rule', source]);
  expect(ask([rule()], [alertOf(source, 11)], { t: '1', zone: 'x' })).toBeUndefined();
});

test('an alert that matches both sides is inhibited only by sources that do not', () => {
  const both = { s: '1', t: '1', a: '1' };
  const other = { s: '1', t: '1', a: '2' };
  expect(ask([rule()], [alertOf(both, 99), alertOf(other, 99)], both)).toBeUndefined();
  expect(ask([rule()], [alertOf(both, 99)], { t: '1' })).toEqual(['rule', both]);
  const source = { s: '1' };
  expect(ask([rule()], [alertOf(both, 99), alertOf(source, 11)], both)).toEqual(['rule', source]);
});

test('the first rule that hits is the one', () => {
  const source = { s: '1' };
  const rules = [rule({ name: 'no', equal: ['s'] }), rule({ name: 'first' }), rule({ name: 'second' })];
  expect(ask(rules, [alertOf(source, 11)], { t: '1' })).toEqual(['first', source]);
});

test('of several sources the one that ends last is shown, and of these the one seen last', () => {
  const [a, b, c] = [
    { s: '1', n: 'a' },
    { s: '1', n: 'b' },
    { s: '1', n: 'c' },
  ];
  expect(ask([rule()], [alertOf(a, 20), alertOf(b, 30), alertOf(c, 20, 5)], { t: '1' })).toEqual(['rule', b]);
  expect(ask([rule()], [alertOf(a, 30), alertOf(b, 30, 1), alertOf(c, 20)], { t: '1' })).toEqual(['rule', b]);
});

test('a rule without matchers inhibits nothing (TestEmptyInhibitionRule)', () => {
  const rules = [rule({ source: [], target: [], equal: [] })];
  expect(ask(rules, [alertOf({ s: '1' }, 99), alertOf({ t: '1' }, 99)], { t: '1' })).toBeUndefined();
});

const labels = fc.dictionary(fc.constantFrom('s', 't', 'zone', 'n'), fc.constantFrom('1', '2'));
const matchers = fc.array(
  fc.record({
    name: fc.constantFrom('s', 't', 'n'),
    op: fc.constantFrom('=' as const, '!=' as const),
    value: fc.constantFrom('1', '2', ''),
  }),
  { maxLength: 2 },
);
const rules = fc.array(
  fc.record({
    name: fc.constantFrom('one', 'two'),
    source: matchers,
    target: matchers,
    equal: fc.subarray(['zone', 'n']),
    line: fc.constant(1),
  }),
  { maxLength: 3 },
);
type Step = { labels: Labels; endsAt: number } | 'forget' | 'rules';
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ labels, endsAt: fc.integer({ min: 0, max: 30 }) }) },
  fc.constantFrom('forget' as const, 'rules' as const),
);

/** Every rule, every alert, by the words of the documentation. */
function naive(all: readonly InhibitRule[], alerts: readonly Alert[], asked: Labels) {
  for (const each of all) {
    const [isSource, isTarget] = [compileMatchers(each.source), compileMatchers(each.target)];
    if (!isTarget(asked)) continue;
    const sources = alerts.filter(
      (alert) =>
        alert.endsAt > 15 &&
        isSource(alert.labels) &&
        !(isSource(asked) && isTarget(alert.labels)) &&
        each.equal.every((name) => labelValue(alert.labels, name) === labelValue(asked, name)),
    );
    const last = Math.max(...sources.map((alert) => alert.endsAt));
    if (sources.length > 0) return { rule: each, ends: last };
  }
  return undefined;
}

test('the index answers as a scan of all rules and alerts, whatever came and went before', () => {
  let hits = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), rules, rules, (steps, before, after) => {
      const index = createInhibitionIndex();
      const alerts = new Map<string, Alert>();
      let all = before;
      index.load(all, []);
      for (const [at, each] of steps.entries()) {
        if (each === 'rules') {
          all = after;
          index.load(all, alerts.values());
        } else if (each === 'forget') {
          const [oldest = ''] = alerts.keys();
          alerts.delete(oldest);
          index.forget(oldest);
        } else {
          const alert = alertOf(each.labels, each.endsAt, at);
          alerts.set(alert.fingerprint, alert);
          index.keep(alert);
        }
        for (const asked of [...alerts.values()].slice(-5)) {
          const expected = naive(all, [...alerts.values()], asked.labels);
          const found = index.inhibitor(asked, 15);
          expect(found && { rule: found.rule, ends: found.source.endsAt }).toEqual(expected);
          if (found) hits += 1;
        }
      }
    }),
    { numRuns: 600 },
  );
  expect(hits).toBeGreaterThan(200);
});
