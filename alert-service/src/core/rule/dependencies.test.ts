import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type OrderedRule, orderOf } from './dependencies.ts';
import { readsOf } from '#prometheus/promql';

const record = (name: string, expression: string): OrderedRule => ({
  kind: 'recording',
  name,
  reads: readsOf(expression),
});
const alert = (name: string, expression: string): OrderedRule => ({
  kind: 'alerting',
  name,
  reads: readsOf(expression),
});
const wavesOf = (...rules: OrderedRule[]): readonly (readonly number[])[] => orderOf(rules).waves;

test('an empty group has no waves', () => {
  expect(wavesOf()).toEqual([]);
});

test('rules that read nothing of each other are evaluated at the same time', () => {
  expect(wavesOf(record('a', 'x'), alert('B', 'y > 1'), record('c', 'vector(1)'))).toEqual([[0, 1, 2]]);
});

test('a rule waits for the earlier ones that it reads, and for no others', () => {
  const order = orderOf([record('a', 'x'), record('b', 'a'), alert('C', 'b > 1'), alert('D', 'a > 1')]);
  expect(order.waves).toEqual([[0], [1, 3], [2]]);
  expect([0, 1, 2, 3].map((index) => order.readsFrom(index))).toEqual([[], [0], [1], [0]]);
  expect([0, 1, 2, 3].map((index) => order.readLater(index))).toEqual([true, true, false, false]);
});

test('a rule does not see what a later one writes in the same slot', () => {
  const order = orderOf([alert('A', 'b > 1'), record('b', 'x')]);
  expect(order.waves).toEqual([[0], [1]]);
  expect(order.readsFrom(0)).toEqual([]);
  expect(order.readLater(1)).toBe(false);
});

test('a rule may read its own series', () => {
  const order = orderOf([record('a', 'a or vector(1)'), record('b', 'x')]);
  expect(order.waves).toEqual([[0, 1]]);
  expect(order.readLater(0)).toBe(false);
});

test('ALERTS and ALERTS_FOR_STATE are read from alerting rules, by alertname where it is given', () => {
  const rules = [alert('A', 'x'), alert('B', 'y'), record('c', 'z')];
  const waiting = (expression: string): readonly number[] =>
    orderOf([...rules, record('last', expression)]).readsFrom(3);
  expect(waiting('ALERTS')).toEqual([0, 1]);
  expect(waiting('ALERTS_FOR_STATE{alertname="B"}')).toEqual([1]);
  expect(waiting('ALERTS{alertname=~"A|Z"}')).toEqual([0]);
  expect(waiting('ALERTS{alertname!="A"} unless z')).toEqual([1]);
  expect(waiting('{__name__=~"ALERTS.*", alertname="A"}')).toEqual([0]);
});

test('a name by regular expression waits for those it matches', () => {
  const order = orderOf([record('job:a', 'x'), record('node:b', 'x'), record('c', '{__name__=~"job:.+"}')]);
  expect(order.waves).toEqual([[0, 1], [2]]);
  expect(order.readsFrom(2)).toEqual([0]);
});

test('a selector without a name stands alone between those before and those after it', () => {
  const order = orderOf([
    record('a', 'x'),
    record('b', 'a'),
    alert('C', '{job="x"} == 1'),
    record('d', 'x'),
    alert('E', 'd > 1'),
  ]);
  expect(order.waves).toEqual([[0], [1], [2], [3], [4]]);
  expect(order.readsFrom(2)).toEqual([0, 1]);
  expect(order.readLater(1)).toBe(true);
  expect(order.readLater(3)).toBe(true);
  expect(order.readLater(4)).toBe(false);
});

test('what cannot be read may read anything', () => {
  expect(wavesOf(record('a', 'x'), record('b', 'mad new syntax'), record('c', 'x'))).toEqual([[0], [1], [2]]);
});

test('a second expression of a rule is read too', () => {
  expect(readsOf('a', 'b{alertname="x"}').map(({ names }) => names[0]?.value)).toEqual(['a', 'b']);
});

test('info() reads target_info', () => {
  expect(wavesOf(record('target_info', 'x'), record('b', 'info(y)'))).toEqual([[0], [1]]);
});

const names = ['a', 'b', 'c', 'd'];
const expressions = [
  ...names,
  'x',
  'a + b',
  'x',
  '{__name__=~"a|c"}',
  '{job="x"}',
  'ALERTS',
  'ALERTS{alertname="B"}',
  'x > 1',
];
const anyRule = fc
  .record({
    isAlert: fc.boolean(),
    name: fc.constantFrom(...names),
    expression: fc.constantFrom(...expressions),
  })
  .map(({ isAlert, name, expression }) =>
    isAlert ? alert(name.toUpperCase(), expression) : record(name, expression),
  );

test('whoever reads what another writes never shares its wave, and every rule is in exactly one', () => {
  fc.assert(
    fc.property(fc.array(anyRule, { maxLength: 12 }), (rules) => {
      const order = orderOf(rules);
      expect(order.waves.flat().sort((a, b) => a - b)).toEqual(rules.map((_, index) => index));
      const wave = (index: number): number => order.waves.findIndex((found) => found.includes(index));
      rules.forEach((rule, reader) =>
        rules.forEach((writer, index) => {
          // Alone in a group of two, one direction at a time, it is plain whether one reads the other.
          const doesRead = orderOf([writer, rule]).readsFrom(1).length > 0;
          if (index === reader || !doesRead) return;
          if (index < reader) expect(wave(index)).toBeLessThan(wave(reader));
          else expect(wave(index)).toBeGreaterThan(wave(reader));
          expect(order.readsFrom(reader).includes(index)).toBe(index < reader);
          if (index < reader) expect(order.readLater(index)).toBe(true);
        }),
      );
    }),
  );
});
