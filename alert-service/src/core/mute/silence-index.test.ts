import { expect, test } from '@jest/globals';
import { fingerprint, type Labels } from '@tocsin/model';
import { compileMatchers } from '@tocsin/model/matchers';
import fc from 'fast-check';
import { createSilenceIndex } from './silence-index.ts';
import type { Silence } from './silence.ts';

const silence = fc.record({
  id: fc.constantFrom('1', '2', '3', '4', '5', '6'),
  value: fc.constantFrom('x', 'y', 'x.*'),
  endsAt: fc.integer({ min: 0, max: 100 }),
});
type Step =
  | { step: 'keep'; id: string; value: string; endsAt: number }
  | { step: 'drop'; id: string }
  | { step: 'many' }
  | { step: 'forget' };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: silence.map((each) => ({ step: 'keep' as const, ...each })) },
  { weight: 2, arbitrary: silence.map(({ id }) => ({ step: 'drop' as const, id })) },
  fc.constantFrom({ step: 'many' as const }, { step: 'forget' as const }),
);

const made = (id: string, value: string, endsAt: number): Silence => ({
  id,
  matcherSets: [[{ name: 'a', op: '=~', value }]],
  receiverMatcherSets: [],
  startsAt: 0,
  endsAt,
  updatedAt: 0,
  createdBy: '',
  comment: '',
  annotations: {},
});

test('what is remembered of an alert is what is found without remembering, whatever came and went between', () => {
  const alerts = ['x', 'xy', 'y', 'z'].map((a): { fingerprint: string; labels: Labels } => ({
    fingerprint: fingerprint({ a }),
    labels: { a },
  }));
  fc.assert(
    fc.property(fc.array(fc.tuple(step, fc.nat(3)), { maxLength: 30 }), (steps) => {
      const index = createSilenceIndex();
      const all = new Map<string, Silence>();
      const keep = (each: Silence): void => {
        all.set(each.id, each);
        index.keep(each);
      };
      for (const [each, whom] of steps) {
        if (each.step === 'keep') keep(made(each.id, each.value, each.endsAt));
        else if (each.step === 'many') for (let at = 0; at < 80; at++) keep(made(`m${at}`, 'y', 100));
        else if (each.step === 'forget') index.forgetAlert(alerts[whom]?.fingerprint ?? '');
        else {
          all.delete(each.id);
          index.drop(each.id);
        }
        const alert = alerts[whom];
        if (!alert) continue;
        const expected = [...all.values()]
          .filter(
            ({ endsAt, matcherSets }) =>
              endsAt > 50 && matcherSets.some((set) => compileMatchers(set)(alert.labels)),
          )
          .map(({ id }) => id)
          .sort();
        expect(index.matching(alert, 50).map(({ id }) => id)).toEqual(expected);
      }
    }),
    { numRuns: 1_000 },
  );
});
