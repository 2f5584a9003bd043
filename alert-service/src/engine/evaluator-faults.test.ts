import { expect, test } from '@jest/globals';
import { createLog } from '#lib/log';
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

test('that a source does not answer is said once, and what is wrong with one rule by that rule', async () => {
  const lines: string[] = [];
  const log = createLog({ level: 'info', format: 'logfmt', now: () => 0, write: (line) => lines.push(line) });
  const world = bench([group([rule('A'), rule('B'), rule('C')])], { log });
  world.answer = () => ({ error: unreachable });
  await world.next();
  world.answer = () => vector();
  await world.next();
  const about = (): string[] => lines.splice(0).map((line) => /msg="([^"]*)"/.exec(line)?.[1] ?? line);
  expect(about()).toEqual([
    'Prometheus does not answer; what fires keeps firing',
    'Prometheus answers again',
  ]);
  world.answer = ({ query }) =>
    query === 'b' ? { error: { kind: 'query', message: 'many-to-many' } } : vector();
  await world.next();
  world.answer = () => vector();
  await world.next();
  expect(about()).toEqual(['a rule fails', 'a rule works again']);
});
