import { expect, test } from '@jest/globals';
import { type Matcher, matcherOps } from '@tocsin/model';
import { compileMatchers } from '@tocsin/model/matchers';
import fc from 'fast-check';
import { createMatcherIndex } from './matcher-index.ts';

const name = fc.constantFrom('a', 'b', 'c');
const value = fc.constantFrom('', 'x', 'xy', 'xyz', 'y', 'x.*', 'xy?', 'x|y', 'x|', '.+', '(?i)X.*', 'x\\w+');
const matcher: fc.Arbitrary<Matcher> = fc.record({ name, op: fc.constantFrom(...matcherOps), value });
const sets = fc.array(fc.array(matcher, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 });
const labels = fc.dictionary(name, fc.constantFrom('x', 'xy', 'xyz', 'y', 'X'));

test('the index finds what a scan finds, whatever came and went before', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(sets, fc.nat(10)), { maxLength: 20 }),
      fc.array(labels, { minLength: 5 }),
      (steps, asked) => {
        const index = createMatcherIndex<number>();
        const all = new Map<number, ((of: Record<string, string>) => boolean)[]>();
        for (const [id, step] of steps.entries()) {
          if (typeof step === 'number') {
            index.delete(step);
            all.delete(step);
            continue;
          }
          index.add(id, step);
          all.set(id, step.map(compileMatchers));
        }
        for (const each of asked) {
          const expected = [...all].filter(([, tests]) => tests.some((matches) => matches(each)));
          const found = index.matching(each).sort((a, b) => a - b);
          expect(found).toEqual(expected.map(([id]) => id));
          for (const id of all.keys()) expect(index.matches(id, each)).toBe(found.includes(id));
        }
      },
    ),
    { numRuns: 1_000 },
  );
});
