import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSaid, type Said, type Saying, type SayingGroup } from './said.ts';
import { seriesKey, type WrittenSample } from './samples.ts';

const rule = (id: string, name = 'total', kind: Saying['kind'] = 'recording'): Saying => ({ id, kind, name });
const group = (id: string, ...rules: Saying[]): SayingGroup => ({ id, intervalMs: 60, rules });
const sample = (job: string, at: number, value = 1): WrittenSample => ({
  labels: { __name__: 'total', job },
  at,
  value,
});
const marker = (job: string, at: number): WrittenSample => ({ ...sample(job, at), value: 'stale' });

function loaded(...groups: SayingGroup[]): Said {
  const said = createSaid();
  said.load(groups, 0);
  return said;
}

test('a series that is gone is marked once, at the time of the evaluation that misses it', () => {
  const said = loaded(group('g', rule('r')));
  expect(said.evaluated('r', [sample('a', 1), sample('b', 1)], 1).samples).toHaveLength(2);
  expect(said.evaluated('r', [sample('a', 2)], 2).samples).toEqual([sample('a', 2), marker('b', 2)]);
  expect(said.evaluated('r', [sample('a', 3)], 3).samples).toEqual([sample('a', 3)]);
});

test('of a rule that fails nothing ends; it ends with the next good evaluation', () => {
  const said = loaded(group('g', rule('r')));
  said.evaluated('r', [sample('a', 1)], 1);
  expect(said.slotEnded('g', 2)).toEqual([]);
  expect(said.evaluated('r', [], 3).samples).toEqual([marker('a', 3)]);
});

test('a series that moved to an earlier or a later rule of the group goes on', () => {
  const said = loaded(group('g', rule('first'), rule('second')));
  said.evaluated('first', [], 1);
  said.evaluated('second', [sample('a', 1)], 1);
  expect(said.evaluated('first', [sample('a', 2)], 2).samples).toEqual([sample('a', 2)]);
  expect(said.evaluated('second', [], 2).samples).toEqual([]);
  expect(said.evaluated('first', [], 3).samples).toEqual([]);
  expect(said.evaluated('second', [sample('a', 3)], 3).samples).toEqual([sample('a', 3)]);
  expect(said.slotEnded('g', 3)).toEqual([]);
});

test('where a later rule of the name may say it, the end waits for that one, or for the end of the slot', () => {
  const said = loaded(group('g', rule('first'), rule('second')));
  said.evaluated('first', [sample('a', 1)], 1);
  expect(said.evaluated('first', [], 2).samples).toEqual([]);
  expect(said.evaluated('second', [], 2).samples).toEqual([marker('a', 2)]);
  said.evaluated('first', [sample('a', 3)], 3);
  said.evaluated('first', [], 4);
  expect(said.slotEnded('g', 4)).toEqual([marker('a', 4)]);
});

test('an end that waits for a later rule is not lost where the slot is given up before that', () => {
  const said = loaded(group('g', rule('first'), rule('second')));
  said.evaluated('first', [sample('a', 1), sample('b', 1)], 1);
  said.evaluated('first', [], 2);
  said.load([group('g', rule('first'), rule('second'))], 2);
  expect(said.evaluated('first', [sample('b', 3)], 3).samples).toEqual([sample('b', 3)]);
  expect(said.evaluated('second', [], 3).samples).toEqual([marker('a', 3)]);
  expect(said.slotEnded('g', 3)).toEqual([]);
});

test('rules of other names wait for nobody', () => {
  const said = loaded(group('g', rule('r'), rule('other', 'count'), rule('alert', 'total', 'alerting')));
  said.evaluated('r', [sample('a', 1)], 1);
  expect(said.evaluated('r', [], 2).samples).toEqual([marker('a', 2)]);
});

test('of two rules that say different things of one series the first counts, and the second fails', () => {
  const said = loaded(group('g', rule('first'), rule('second')));
  said.evaluated('first', [sample('a', 1, 5)], 1);
  expect(said.evaluated('second', [sample('a', 1, 6)], 1)).toEqual({
    samples: [],
    error: 'duplicate sample for timestamp',
  });
  expect(said.evaluated('first', [sample('a', 2, 5)], 2).error).toBeUndefined();
  expect(said.evaluated('second', [sample('a', 2, 5)], 2)).toEqual({ samples: [] });
});

test('of a removed rule all ends with the next slot of its group', () => {
  const said = loaded(group('g', rule('r'), rule('kept')));
  said.evaluated('r', [sample('a', 1)], 1);
  said.load([group('g', rule('kept'))], 5);
  expect(said.due(1_000)).toEqual([]);
  expect(said.evaluated('kept', [], 61).samples).toEqual([]);
  expect(said.slotEnded('g', 61)).toEqual([marker('a', 61)]);
  expect(said.slotEnded('g', 121)).toEqual([]);
});

test('of a removed group all ends two intervals later, as of its end; unless somebody says it again', () => {
  const said = loaded(group('old', rule('r')), group('other'));
  said.evaluated('r', [sample('a', 1), sample('b', 1)], 1);
  said.load([group('new', rule('moved'))], 5);
  said.evaluated('moved', [sample('a', 7)], 7);
  expect(said.due(124)).toEqual([]);
  expect(said.due(125)).toEqual([marker('b', 5)]);
  expect(said.due(200)).toEqual([]);
});

test('what was said before a restart ends too', () => {
  const said = loaded(group('g', rule('r')));
  said.remember('r', [sample('a', 0)], 5);
  said.remember('gone', [sample('b', 0)], 5);
  expect(said.evaluated('r', [], 61).samples).toEqual([marker('a', 61)]);
  expect(said.due(61)).toEqual([marker('b', 5)]);
});

const slot = fc.record({
  rules: fc.array(fc.option(fc.uniqueArray(fc.constantFrom('a', 'b', 'c')), { nil: undefined, freq: 5 }), {
    minLength: 3,
    maxLength: 3,
  }),
  reload: fc.boolean(),
});

test('in any run, who reads the series sees at each slot just what was said at it, of rules that did not fail', () => {
  fc.assert(
    fc.property(fc.array(slot, { maxLength: 20 }), (slots) => {
      const ids = ['r0', 'r1', 'r2'];
      const rules = ids.map((id) => rule(id));
      const said = loaded(group('g', ...rules));
      const stored = new Map<string, WrittenSample>();
      const expected = new Map<string, Set<string>>();
      const write = (samples: readonly WrittenSample[]): void => {
        for (const one of samples) {
          const key = seriesKey(one.labels);
          const before = stored.get(key);
          expect(before?.at ?? -1).toBeLessThan(one.at);
          stored.set(key, one);
        }
      };
      slots.forEach(({ rules: results, reload }, index) => {
        const at = (index + 1) * 60;
        if (reload) said.load([group('g', ...rules)], at - 1);
        results.forEach((jobs, position) => {
          const id = ids[position] ?? '';
          if (!jobs) return;
          const own = jobs.map((job) => sample(job, at));
          expected.set(id, new Set(own.map(({ labels }) => seriesKey(labels))));
          write(said.evaluated(id, own, at).samples);
        });
        write(said.slotEnded('g', at));
        if (results.some((jobs) => !jobs)) return;
        const live = [...stored].filter(([, { value }]) => value !== 'stale').map(([key]) => key);
        expect(new Set(live)).toEqual(new Set([...expected.values()].flatMap((keys) => [...keys])));
      });
    }),
  );
});
