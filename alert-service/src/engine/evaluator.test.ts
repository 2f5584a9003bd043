import { describe, expect, test } from '@jest/globals';
import { createGate } from './evaluation/gate.ts';
import type { EvaluationEvent } from './evaluator.ts';
import {
  type Bench,
  bench,
  group,
  interval,
  minute,
  rule,
  unreachable,
  vector,
} from './kit/evaluator-bench.ts';

test('an alert goes pending, fires and is resolved, each told once with labels, texts and value', async () => {
  const slow = rule('Slow', {
    forMs: 2 * interval,
    labels: { severity: 'page', empty: '' },
    annotations: { summary: '{{ job }} takes {{ value }} s' },
    threshold: { left: 'slow', op: '>', limit: 0.5 },
    unit: 's',
  });
  const world = bench([group([slow], { queryOffsetMs: 1000 })], {
    source: { externalLabels: { site: 'lisbon', job: 'never' } },
  });
  world.answer = () => vector([{ __name__: 'x', job: 'api', severity: 'none' }, '0.9']);
  expect(await world.next()).toEqual(['Slow pending']);
  expect(world.asked[0]).toMatchObject({ query: 'slow', at: world.clock.now() - 1000, timeoutMs: 10_000 });
  expect(await world.next()).toEqual([]);
  expect(await world.next()).toEqual(['Slow firing']);
  expect(world.inputs[1]?.steps[0]).toMatchObject({
    alert: {
      labels: { alertname: 'Slow', job: 'api', severity: 'page', site: 'lisbon' },
      annotations: { summary: 'api takes 0.9 s' },
      measure: { value: '0.9', limit: 0.5, comparison: '>', unit: 's', expression: 'slow' },
      generatorURL: 'http://p:9090/graph?g0.expr=slow&g0.tab=1',
      startsAt: world.clock.now(),
    },
  });
  expect(
    Object.keys(
      world.inputs[1]?.steps[0] && 'alert' in world.inputs[1].steps[0]
        ? world.inputs[1].steps[0].alert.labels
        : {},
    ).sort(),
  ).toEqual(['alertname', 'job', 'severity', 'site']);
  world.answer = () => vector();
  expect(await world.next()).toEqual(['Slow resolved']);
  expect(world.stored.size).toBe(0);
});

test('evaluations that change nothing hand nothing over, and the live value is in the view', async () => {
  const world = bench([group([rule('Busy')])]);
  world.answer = () => vector([{}, '1']);
  await world.next();
  world.answer = () => vector([{}, '2']);
  expect(await world.next()).toEqual([]);
  expect(world.evaluator.groups()[0]?.rules[0]).toMatchObject({
    state: 'firing',
    health: 'ok',
    alerts: [{ state: 'firing', value: '2' }],
    evaluations: [
      { result: 'firing', value: '1', samples: 1 },
      { result: 'firing', value: '2', curl: expect.stringMatching(/^curl busy \d+$/) },
    ],
  });
});

test('slots are aligned, and those slept through are counted, not replayed', async () => {
  const missed: number[] = [];
  const meter = {
    evaluated: () => undefined,
    missed: (_: string, count: number) => void missed.push(count),
    sourceUp: () => undefined,
    iterated: () => undefined,
    grouped: () => undefined,
  };
  const world = bench([group([rule('A')])], { meter });
  await world.next();
  const first = world.clock.now();
  world.clock.set(first + 4 * interval + 7);
  await world.evaluator.step(world.clock.now());
  expect(missed).toEqual([3]);
  expect(world.asked.map(({ at }) => at)).toEqual([first, first + 4 * interval]);
  expect(world.evaluator.groups()[0]).toMatchObject({
    missedIterations: 3,
    lastEvaluationAt: first + 4 * interval,
  });
});

test('started, it follows the clock until it is stopped', async () => {
  const world = bench([group([rule('A')]), group([rule('B')], { id: 'f;h', name: 'h', intervalMs: minute })]);
  world.evaluator.start();
  await world.clock.advance(4 * minute);
  await world.evaluator.stop();
  await world.clock.advance(4 * minute);
  const counts = ['a', 'b'].map((name) => world.asked.filter(({ query }) => query === name).length);
  expect(counts).toEqual([16, 4]);
});

test('a clock set back stops no evaluation, ends no alert and keeps how long a condition has held', async () => {
  const rules = [rule('Old', { forMs: 3 * minute }), rule('New', { forMs: 3 * minute })];
  const world = bench([group(rules)]);
  world.answer = ({ query }) => (query === 'old' || world.asked.length > 20 ? vector([{}, '1']) : vector());
  world.evaluator.start();
  await world.clock.advance(5 * minute);
  const changes = (): string[] =>
    world.inputs.flatMap((input) =>
      input.steps.map(({ change }) => `${input.ruleId.split(';')[2]} ${change}`),
    );
  expect(changes()).toEqual(['Old pending', 'New pending', 'Old firing']);
  const asked = world.asked.length;
  world.clock.set(world.clock.now() - 60 * minute);
  await world.clock.advance(minute);
  expect(world.asked.length).toBeGreaterThan(asked + 5);
  await world.clock.advance(minute);
  expect(changes()).toEqual(['Old pending', 'New pending', 'Old firing', 'New firing']);
  await world.evaluator.stop();
});

test('rules of a group are asked in order, and at most `concurrency` queries run at once', async () => {
  let running = 0;
  let most = 0;
  const groups = ['g1', 'g2', 'g3', 'g4'].map((name) =>
    group([rule(`${name}A`), rule(`${name}B`)], { id: name, name, intervalMs: 1 }),
  );
  const world = bench(groups, { source: { gate: createGate(2) } });
  world.answer = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    return vector();
  };
  await world.next();
  expect(most).toBe(2);
  expect(world.asked.map(({ query }) => query).filter((query) => query.startsWith('g1'))).toEqual([
    'g1a',
    'g1b',
  ]);
});

test('a store that refuses: nothing has happened, and the next evaluation tries again from there', async () => {
  const world = bench([group([rule('A')])]);
  world.answer = () => vector([{}, '1']);
  world.refuse = true;
  expect(await world.next()).toEqual([]);
  expect(world.evaluator.groups()[0]?.rules[0]).toMatchObject({
    state: 'inactive',
    health: 'error',
    lastError: expect.stringMatching(/disk full/),
  });
  world.refuse = false;
  expect(await world.next()).toEqual(['A firing']);
  expect(world.evaluator.groups()[0]?.rules[0]).toMatchObject({ state: 'firing', health: 'ok' });
});

describe('a restart', () => {
  test('goes on with pending, firing and what the rule was in error of', async () => {
    const rules = [rule('Old', { forMs: 2 * interval }), rule('Broken')];
    const before = bench([group(rules)]);
    before.answer = ({ query }) =>
      query === 'broken' ? { error: { kind: 'query', message: 'many-to-many' } } : vector([{}, '1']);
    expect(await before.next()).toEqual(['Old pending', 'Broken error-began']);
    const after = bench([group(rules)], { restore: before.stored, clock: before.clock });
    after.answer = before.answer;
    await after.next();
    expect(await after.next()).toEqual(['Old firing']);
    expect(after.evaluator.groups()[0]?.rules[1]).toMatchObject({
      health: 'error',
      lastError: 'many-to-many',
    });
  });

  test('after downtime a pending alert waits on, for that time nobody looked', async () => {
    const rules = [rule('Old', { forMs: 2 * interval })];
    const before = bench([group(rules)]);
    before.answer = () => vector([{}, '1']);
    await before.next();
    await before.clock.advance(10 * interval);
    const after = bench([group(rules)], {
      restore: before.stored,
      clock: before.clock,
      downtimeMs: 10 * interval,
    });
    after.answer = before.answer;
    expect(await after.next()).toEqual([]);
    expect(await after.next()).toEqual(['Old firing']);
  });

  test('a clock set back between stop and start keeps what fires and how long a condition has held', async () => {
    const rules = [rule('Old', { forMs: 2 * interval })];
    const before = bench([group(rules)]);
    before.answer = () => vector([{}, '1']);
    for (const expected of [['Old pending'], [], ['Old firing']])
      expect(await before.next()).toEqual(expected);
    before.clock.set(before.clock.now() - 240 * interval);
    const after = bench([group(rules)], {
      restore: before.stored,
      clock: before.clock,
      downtimeMs: -240 * interval,
    });
    after.answer = before.answer;
    expect(await after.next()).toEqual([]);
  });

  test('a removed rule resolves its alerts, once, also when the store refuses at first', async () => {
    const before = bench([group([rule('Gone'), rule('Stays')])]);
    before.answer = () => vector([{}, '1']);
    await before.next();
    const after = bench([group([rule('Stays')])], { restore: before.stored, clock: before.clock });
    after.answer = before.answer;
    after.refuse = true;
    await after.next();
    after.refuse = false;
    expect(await after.next()).toEqual(['Gone resolved']);
    expect(await after.next()).toEqual([]);
    expect([...after.stored.keys()]).toEqual(['f;g;Stays']);
    expect(after.inputs[0]?.steps[0]).toMatchObject({
      alert: { endsAt: expect.any(Number), measure: { expression: 'gone' } },
    });
  });
});

describe('a Prometheus in trouble', () => {
  const firing = async (rules = [rule('A'), rule('B')]): Promise<Bench> => {
    const world = bench([group(rules)]);
    world.answer = () => vector([{}, '1']);
    await world.next();
    return world;
  };

  test('down: what fires keeps firing, health says so, and after a minute an alert that needs no Prometheus tells it', async () => {
    const world = await firing();
    const downAt = world.clock.now() + interval;
    world.answer = () => ({ error: unreachable });
    expect(await world.next()).toEqual([
      'TocsinPrometheusUnreachable pending',
      'A error-began',
      'B error-began',
    ]);
    const later = [await world.next(), await world.next(), await world.next()].flat();
    expect(later).toEqual([]);
    expect(await world.next()).toEqual(['TocsinPrometheusUnreachable firing']);
    expect(world.inputs.at(-1)?.steps[0]).toMatchObject({
      alert: {
        labels: {
          alertname: 'TocsinPrometheusUnreachable',
          severity: 'critical',
          service: 'prometheus',
          source: 'main',
        },
        annotations: {
          summary: 'Prometheus at http://p:9090 does not answer: no rule that asks it is evaluated',
          description: expect.stringContaining(
            `Since ${new Date(downAt).toISOString()}: http://p:9090 cannot be reached`,
          ),
        },
      },
    });
    const [rules] = world.evaluator.groups();
    expect(rules?.rules.map(({ state, health }) => [state, health])).toEqual([
      ['firing', 'error'],
      ['firing', 'error'],
    ]);
    expect(world.evaluator.sources()[0]).toMatchObject({
      healthy: false,
      since: downAt,
      error: unreachable.message,
    });

    world.answer = () => vector([{}, '1']);
    expect(await world.next()).toEqual([
      'A error-ended',
      'B error-ended',
      'TocsinPrometheusUnreachable resolved',
    ]);
    expect(world.evaluator.sources()[0]).toMatchObject({ healthy: true, since: world.clock.now() });
  });

  test('down through a restart: the alert about it goes on, with its first time', async () => {
    const before = await firing();
    before.answer = () => ({ error: unreachable });
    for (let slot = 0; slot < 6; slot++) await before.next();
    const after = bench([group([rule('A'), rule('B')])], { restore: before.stored, clock: before.clock });
    after.answer = before.answer;
    await after.evaluator.step(after.clock.now());
    expect(await after.next()).toEqual([]);
    expect(after.evaluator.sources()[0]?.since).toBe(before.evaluator.sources()[0]?.since);
  });

  test('a rule that times out alone is that rule’s trouble: a probe answers, and no alert is raised about Prometheus', async () => {
    const world = await firing();
    world.answer = ({ query }) =>
      query === 'a' ? { error: { kind: 'timeout', message: 'slow' } } : vector([{}, '1']);
    expect(await world.next()).toEqual(['A error-began']);
    for (let slot = 0; slot < 6; slot++) expect(await world.next()).toEqual([]);
    expect(world.evaluator.sources()[0]?.healthy).toBe(true);
  });

  test('one that hangs is asked once and probed once in a slot, not once for each rule', async () => {
    const world = await firing([rule('A'), rule('B'), rule('C')]);
    world.asked.length = 0;
    world.answer = () => ({ error: { kind: 'timeout', message: 'no answer' } });
    await world.next();
    expect(world.asked.map(({ query }) => query)).toEqual(['a', 'vector(1)']);
    expect(world.evaluator.groups()[0]?.rules.map(({ health }) => health)).toEqual([
      'error',
      'error',
      'error',
    ]);
  });

  test('one that hangs holds up no group by the others’ time-outs: each looks again by itself, with one small question', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `g${index}`);
    const world = bench(
      names.map((name) => group([rule(`${name}A`), rule(`${name}B`)], { id: name, name, intervalMs: 1 })),
      { source: { gate: createGate(2) } },
    );
    world.answer = () => vector();
    await world.next();
    world.answer = () => ({ error: { kind: 'timeout', message: 'no answer' } });
    world.asked.length = 0;
    await world.next();
    const rulesAsked = (): string[] =>
      world.asked.map(({ query }) => query).filter((query) => query !== 'vector(1)');
    expect(rulesAsked().length).toBeLessThanOrEqual(4);
    world.asked.length = 0;
    await world.next();
    expect(rulesAsked()).toEqual([]);
    expect(world.asked).toHaveLength(20);
    const health = () =>
      new Set(
        world.evaluator
          .groups()
          .filter((each) => names.includes(each.group.name))
          .flatMap(({ rules }) => rules.map((each) => each.health)),
      );
    expect(health()).toEqual(new Set(['error']));

    world.answer = () => vector();
    await world.next();
    expect(rulesAsked()).toHaveLength(40);
    expect(health()).toEqual(new Set(['ok']));
  });

  test('a query it refuses is the rule’s health alone', async () => {
    const world = await firing();
    world.answer = () => ({ error: { kind: 'query', message: 'parse error' } });
    expect(await world.next()).toEqual(['A error-began', 'B error-began']);
    expect(world.asked.filter(({ query }) => query === 'vector(1)')).toEqual([]);
    expect(world.evaluator.sources()[0]?.healthy).toBe(true);
  });
});

test('a number is a sample without labels; a range vector is an error that says so', async () => {
  const world = bench([group([rule('A')])]);
  world.answer = () => ({ warnings: [], result: { type: 'scalar', sample: { at: 0, value: 5, text: '5' } } });
  expect(await world.next()).toEqual(['A firing']);
  world.answer = () => ({ warnings: [], result: { type: 'matrix', series: [] } });
  expect(await world.next()).toEqual(['A error-began']);
  expect(world.evaluator.groups()[0]?.rules[0]?.lastError).toMatch(/gives a matrix/);
});

test('a template that fails becomes the text, and the alert still fires', async () => {
  const world = bench([group([rule('A', { annotations: { summary: '{{ nope }}' } })])], {
    source: { expand: () => Promise.reject(new Error('function "nope" not defined')) },
  });
  world.answer = () => vector([{}, '1']);
  expect(await world.next()).toEqual(['A firing']);
  expect(world.evaluator.groups()[0]?.rules[0]?.alerts[0]?.annotations).toEqual({
    summary: '<error expanding template: function "nope" not defined>',
  });
});

test('a stop gives up what is in flight and says nothing of it', async () => {
  const events: EvaluationEvent[] = [];
  const meter = {
    evaluated: (event: EvaluationEvent) => void events.push(event),
    missed: () => undefined,
    sourceUp: () => undefined,
    iterated: () => undefined,
    grouped: () => undefined,
  };
  const world = bench([group([rule('A')])], { meter });
  world.answer = ({ signal }) =>
    new Promise((resolve) => signal?.addEventListener('abort', () => resolve({ error: unreachable })));
  const running = world.next();
  await new Promise((resolve) => setImmediate(resolve));
  await world.evaluator.stop();
  expect(await running).toEqual([]);
  expect(events).toEqual([]);
});

test('it remembers the last twenty evaluations', async () => {
  const world = bench([group([rule('A')])]);
  for (let slot = 0; slot < 30; slot++) await world.next();
  expect(world.evaluator.groups()[0]?.rules[0]?.evaluations).toHaveLength(20);
});

describe('other rules at a reload', () => {
  test('leave a group that is as it was undisturbed, and an edited rule its state and its last evaluations', async () => {
    const other = group([rule('B')], { id: 'f;h', name: 'h' });
    const world = bench([group([rule('A')]), other]);
    world.answer = () => vector([{}, '1']);
    for (let slots = 0; slots < 4; slots++) await world.next();
    const edited = group([rule('A', { expression: 'new' }), rule('C')]);
    await world.evaluator.replace({ groups: [edited, other], sources: world.sources });
    const changes = [await world.next(), await world.next()].flat();
    expect(changes).toEqual(['C firing']);
    const counts = world.evaluator
      .groups()
      .flatMap(({ rules }) => rules.map(({ rule: { name }, evaluations }) => [name, evaluations.length]));
    expect(counts.slice(0, 3)).toEqual([
      ['A', 3],
      ['C', 1],
      ['B', 3],
    ]);
  });

  test('resolve what a rule that is gone had firing', async () => {
    const world = bench([group([rule('A'), rule('B')])]);
    world.answer = () => vector([{}, '1']);
    await world.next();
    await world.evaluator.replace({ groups: [group([rule('B')])], sources: world.sources });
    expect(await world.next()).toEqual(['A resolved']);
    expect([...world.stored.keys()]).toEqual(['f;g;B']);
  });
});
