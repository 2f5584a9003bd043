import { expect, test } from '@jest/globals';
import type { RecordingRule } from '#core/rule/rule';
import type { WrittenSample } from '#core/rule/samples';
import type { SampleSink } from './evaluator.ts';
import { bench, group, interval, rule, vector } from './kit/evaluator-bench.ts';

interface Written {
  readonly samples: WrittenSample[];
  readonly sink: SampleSink;
}
const written = (): Written => {
  const samples: WrittenSample[] = [];
  return { samples, sink: { write: async (more) => void samples.push(...more) } };
};
const shown = (samples: readonly WrittenSample[]): unknown[] =>
  samples.map(({ labels: { __name__: name, alertstate }, value }) => [name, alertstate, value]);

test('a rule says what it records, an alerting one its alerts, and what is gone ends', async () => {
  const recording: RecordingRule = {
    ...{ kind: 'recording', id: 'f;g;record r', name: 'r', expression: 'r', labels: { kind: 'x' } },
    ...{ file: 'f', group: 'g', line: 1 },
  };
  const { samples, sink } = written();
  const world = bench([group([recording, rule('A', { forMs: interval })], { queryOffsetMs: 1_000 })], {
    source: { samples: sink },
  });
  world.answer = ({ query }) => (query === 'r' ? vector([{ job: 'a', empty: '' }, '7']) : vector([{}, '1']));
  await world.next();
  expect(samples[0]).toEqual({
    labels: { __name__: 'r', job: 'a', kind: 'x' },
    at: world.clock.now() - 1_000,
    value: 7,
  });
  expect(shown(samples.splice(0))).toEqual([
    ['r', undefined, 7],
    ['ALERTS', 'pending', 1],
    ['ALERTS_FOR_STATE', undefined, Math.floor(world.clock.now() / 1_000)],
  ]);
  world.answer = ({ query }) => (query === 'r' ? vector() : vector([{}, '1']));
  const since = Math.floor(world.clock.now() / 1_000);
  await world.next();
  expect(shown(samples)).toEqual([
    ['r', undefined, 'stale'],
    ['ALERTS', 'firing', 1],
    ['ALERTS_FOR_STATE', undefined, since],
    ['ALERTS', 'pending', 'stale'],
  ]);
  const views = world.evaluator.groups()[0]?.rules;
  expect(views?.map(({ evaluations }) => evaluations.map(({ result }) => result))).toEqual([
    ['recorded', 'recorded'],
    ['pending', 'firing'],
  ]);
});

test('what had been said before a restart of an alert that has ended meanwhile ends, too', async () => {
  const before = bench([group([rule('A', { id: '@main;f;g;A' })])], {
    source: { samples: written().sink },
  });
  before.answer = () => vector([{}, '1']);
  await before.next();
  const { samples, sink } = written();
  const after = bench([group([rule('A', { id: '@main;f;g;A' })])], {
    ...{ restore: before.stored, clock: before.clock, source: { samples: sink } },
  });
  await after.next();
  expect(shown(samples)).toEqual([
    ['ALERTS', 'firing', 'stale'],
    ['ALERTS_FOR_STATE', undefined, 'stale'],
  ]);
});

test('what fired before a restart goes on as a series while it is asked what another ruler knew', async () => {
  const rules = [rule('A', { id: '@main;f;g;A' })];
  const before = bench([group(rules)]);
  before.answer = () => vector([{}, '1']);
  await before.next();
  const { samples, sink } = written();
  const after = bench([group(rules)], {
    restore: before.stored,
    clock: before.clock,
    source: { samples: sink, askState: async () => ({ series: [] }) },
  });
  after.answer = before.answer;
  for (let slots = 0; slots < 3; slots++) await after.next();
  expect(samples.map(({ labels: { __name__: name }, value }) => [name, value === 'stale'])).toEqual([
    ['ALERTS', false],
    ['ALERTS_FOR_STATE', false],
  ]);
});

test('a rule that reads what another one failed to write says so', async () => {
  const reads = (metric: string) =>
    [{ names: [{ name: '__name__', op: '=', value: metric }], alertnames: [] }] as const;
  const recording: RecordingRule = {
    ...{ kind: 'recording', id: 'f;g;record r', name: 'r', expression: 'x', labels: {} },
    ...{ file: 'f', group: 'g', line: 1, reads: reads('x') },
  };
  const world = bench([group([recording, rule('A', { reads: reads('r') })])], {
    source: { samples: written().sink },
  });
  world.answer = ({ query }) =>
    query === 'x' ? { error: { kind: 'query', message: 'many-to-many' } } : vector([{}, '1']);
  await world.next();
  expect(world.evaluator.groups()[0]?.rules).toMatchObject([
    { health: 'error', lastError: 'many-to-many' },
    { health: 'ok', caveat: expect.stringContaining('failed') },
  ]);
});

test('a recording rule that nobody takes anything from is not evaluated, and says why', async () => {
  const recording: RecordingRule = {
    ...{ kind: 'recording', id: 'f;g;record r', name: 'r', expression: 'r', labels: {} },
    ...{ file: 'f', group: 'g', line: 1 },
  };
  const world = bench([group([recording])]);
  await world.next();
  expect(world.asked).toEqual([]);
  expect(world.evaluator.groups()[0]?.rules[0]).toMatchObject({
    health: 'unknown',
    caveat: expect.stringContaining('--remote-write.url'),
  });
});

test('in the middle of an evaluation nothing is shown of it: no rule is a slot ahead of the one that reads it', async () => {
  const { promise: written, resolve: write } = Promise.withResolvers<void>();
  const reads = [{ names: [{ name: '__name__', op: '=', value: 'ALERTS' }], alertnames: [] }] as const;
  const world = bench([group([rule('First', { reads: [] }), rule('Second', { reads })])], {
    source: { samples: { write: () => written } },
  });
  world.answer = () => vector([{}, '1']);
  const states = (): unknown[] => world.evaluator.groups()[0]?.rules.map(({ state }) => state) ?? [];
  const evaluated = world.next();
  while (world.inputs.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(states()).toEqual(['inactive', 'inactive']);
  write();
  await evaluated;
  expect(states()).toEqual(['firing', 'firing']);
});
