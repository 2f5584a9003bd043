import { expect, test } from '@jest/globals';
import { bench, group, rule, unreachable, vector } from './kit/evaluator-bench.ts';

test('a fault of ours with one rule, or with the one about the source, stops no other one', async () => {
  const world = bench([group([rule('A'), rule('B')])], {
    handOver(labels) {
      if (labels.alertname !== 'B') throw new Error('a fault');
      return labels;
    },
  });
  world.answer = () => vector([{}, '1']);
  expect(await world.next()).toEqual(['B firing']);
  expect(world.evaluator.groups()[0]?.rules[0]).toMatchObject({
    health: 'error',
    lastError: 'it could not be evaluated: a fault',
  });
  world.answer = () => ({ error: unreachable });
  await world.next();
  world.answer = () => vector();
  expect(await world.next()).toContain('B resolved');
});
