import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { amongSets } from './questions.ts';

test('a label set stands for every alert that has all of its labels, whatever the metric is called', () => {
  const among = amongSets([{ __name__: 'up', job: 'api', instance: 'a' }, { job: 'web' }]);
  expect(among({ job: 'api', instance: 'a' })).toBe(true);
  expect(among({ job: 'api', instance: 'a', zone: 'x' })).toBe(true);
  expect(among({ job: 'api' })).toBe(false);
  expect(among({ job: 'web', instance: 'b' })).toBe(true);
  expect(among({ job: 'db' })).toBe(false);
  expect(among({})).toBe(false);
});

test('what has no labels stands for all, and nothing for none', () => {
  expect(amongSets([{ __name__: 'up' }])({ job: 'api' })).toBe(true);
  expect(amongSets([])({ job: 'api' })).toBe(false);
});

test('it says what a look at each set would say', () => {
  const labels = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2', ''));
  fc.assert(
    fc.property(fc.array(labels, { maxLength: 6 }), labels, (sets, asked) => {
      const slow = sets.some((set) => Object.entries(set).every(([name, value]) => asked[name] === value));
      expect(amongSets(sets)(asked)).toBe(slow);
    }),
  );
});
