import { expect, test } from '@jest/globals';
import { slotsOf } from '#core/rule/slot';
import { createGate } from '#engine/evaluation/gate';
import { minute, ruleBench } from './bench.ts';

const file = (rules: string, group = ''): string => `
groups:
  - name: g
    interval: 1m
    ${group}
    rules:
${rules}
`;

const oneAlert = `
      - alert: Down
        expr: up == 0
`;

test('the start of a group is shifted by its hash modulo the interval, and each evaluation is aligned to that', async () => {
  const bench = ruleBench(file(oneAlert));
  await bench.slots(3);
  const { offsetMs } = slotsOf({ file: 'f.yml', name: 'g', intervalMs: minute });
  expect(bench.asked.map(({ at }) => (at - offsetMs) % minute)).toEqual([0, 0, 0]);
  expect(bench.asked[1]?.at).toBe((bench.asked[0]?.at ?? 0) + minute);
});

test('missed iterations are counted, not replayed', async () => {
  const bench = ruleBench(file(oneAlert));
  await bench.next();
  const first = bench.clock.now();
  bench.clock.set(first + 5 * minute + 3);
  await bench.evaluator.step(bench.clock.now());
  expect(bench.asked.map(({ at }) => at)).toEqual([first, first + 5 * minute]);
  expect(bench.evaluator.groups()[0]).toMatchObject({ missedIterations: 4 });
});

test('a rule that reads what the rule before writes is asked after that is written', async () => {
  const order: string[] = [];
  const bench = ruleBench(
    file(`
      - record: job:up
        expr: sum by (job) (up)
      - alert: Down
        expr: job:up == 0
      - alert: DownToo
        expr: ALERTS{alertname="Down"}
`),
    {
      source: {
        samples: {
          write: async (samples) => {
            await new Promise((resolve) => setImmediate(resolve));
            order.push(...new Set(samples.map(({ labels }) => `wrote ${labels.__name__}`)));
          },
        },
      },
    },
  );
  const asked = (): number => bench.asked.length;
  await bench.next({ 'sum by (job) (up)': [[{ job: 'a' }, 0]], 'job:up == 0': [[{ job: 'a' }, 0]] });
  expect(asked()).toBe(3);
  expect(bench.asked.map(({ query }) => query)).toEqual([
    'sum by (job) (up)',
    'job:up == 0',
    'ALERTS{alertname="Down"}',
  ]);
  expect(order.slice(0, 2)).toEqual(['wrote job:up', 'wrote ALERTS']);
});

test('independent rules of a group may be asked at the same time, over all groups at most as many as the limit says', async () => {
  const rules = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `\n      - {alert: ${name}, expr: ${name}}`);
  let running = 0;
  let most = 0;
  const bench = ruleBench(file(rules.join('')), {
    source: { gate: createGate(3) },
    asking: async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    },
  });
  await bench.next();
  expect(bench.asked).toHaveLength(6);
  expect(most).toBe(3);
});

test('the query is asked at the slot minus the group’s query_offset, else the global one, and samples are of that time', async () => {
  const offsets = async (text: string, queryOffsetMs: number): Promise<unknown[]> => {
    const bench = ruleBench(text, { queryOffsetMs });
    await bench.next({ 'up == 0': [[{ job: 'a' }, 0]] });
    const at = bench.clock.now();
    return [
      at - (bench.asked[0]?.at ?? 0),
      [...new Set(bench.written.map((sample) => at - sample.at))],
      at - (bench.rule('Down').lastEvaluationAt ?? 0),
      Number(bench.written.find(({ labels }) => labels.__name__ === 'ALERTS_FOR_STATE')?.value) ===
        Math.floor(at / 1_000),
    ];
  };
  expect(await offsets(file(oneAlert, 'query_offset: 90s'), 5_000)).toEqual([90_000, [90_000], 0, true]);
  expect(await offsets(file(oneAlert), 5_000)).toEqual([5_000, [5_000], 0, true]);
  expect(await offsets(file(oneAlert), 0)).toEqual([0, [0], 0, true]);
});

test('a query error leaves the state untouched and makes the rule’s health err; nothing is written in that slot', async () => {
  const bench = ruleBench(
    file(`
      - alert: Down
        expr: up == 0
        for: 5m
`),
  );
  const down = { 'up == 0': [[{ job: 'a' }, 0]] } as const;
  await bench.slots(2, down);
  const before = bench.rule('Down');
  expect(await bench.next({ 'up == 0': { error: 'many-to-many' } })).toEqual([
    'Down error-began: many-to-many',
  ]);
  expect(bench.samples()).toEqual([]);
  expect(bench.rule('Down')).toMatchObject({ health: 'error', lastError: 'many-to-many', state: 'pending' });
  expect(bench.rule('Down').alerts[0]?.activeAt).toBe(before.alerts[0]?.activeAt);
  expect(await bench.slots(3, down)).toEqual(['Down error-ended', 'Down firing']);
});

test('an error of one rule does not keep the next rules from being evaluated', async () => {
  const bench = ruleBench(
    file(`
      - {alert: First, expr: first}
      - {alert: Second, expr: second}
`),
  );
  const changes = await bench.next({ first: { error: 'refused' }, second: [[{}, 1]] });
  expect(changes.sort()).toEqual(['First error-began: refused', 'Second firing']);
});
