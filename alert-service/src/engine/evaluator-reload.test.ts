import { describe, expect, test } from '@jest/globals';
import { createFakeClock } from '#lib/fake-clock';
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

const groupsOf = ({ evaluator }: Bench): string[] => evaluator.groups().map(({ group: { id } }) => id);

const ofWatch = ({ inputs }: Bench): string[] =>
  inputs.flatMap(({ ruleId, steps }) =>
    ruleId.startsWith('tocsin;') ? steps.map(({ change }) => change) : [],
  );

/** A store that takes nothing before it is told to. */
function slowStore(): { open: () => void; hold: () => void; wait: () => Promise<void> } {
  let gate = Promise.withResolvers<void>();
  gate.resolve();
  return {
    hold: () => void (gate = Promise.withResolvers<void>()),
    open: () => gate.resolve(),
    wait: () => gate.promise,
  };
}

describe('rules replaced while they run', () => {
  test('a replacement that cannot be leaves the rules before at work, and the next one is taken up', async () => {
    const world = bench([group([rule('A')])]);
    world.answer = () => vector([{}, '1']);
    const wrong = { groups: [group([rule('A')], { source: 'nobody' })], sources: world.sources };
    await expect(world.evaluator.replace(wrong)).rejects.toThrow(/no data source "nobody"/);
    expect(await world.next()).toEqual(['A firing']);
    await world.evaluator.replace({ groups: [group([rule('B')])], sources: world.sources });
    expect(await world.next()).toEqual(['A resolved', 'B firing']);
    await world.evaluator.stop();
  });

  test('a rule that is removed and back before its end is stored goes on, or begins anew: never half of both', async () => {
    const store = slowStore();
    const steps: string[] = [];
    const world = bench([group([rule('A'), rule('B'), rule('C')])], {
      sink: {
        async submit(input) {
          await store.wait();
          for (const { change } of input.steps) steps.push(`${input.ruleId.split(';')[2]} ${change}`);
          if (input.state === undefined) world.stored.delete(input.ruleId);
          else world.stored.set(input.ruleId, input.state);
        },
      },
    });
    world.answer = () => vector([{}, '1']);
    world.evaluator.start();
    await world.clock.advance(interval);
    store.hold();
    await world.evaluator.replace({ groups: [], sources: world.sources });
    const back = world.evaluator.replace({
      groups: [group([rule('A'), rule('B'), rule('C')])],
      sources: world.sources,
    });
    store.open();
    await back;
    await world.clock.advance(2 * interval);
    for (const name of ['A', 'B', 'C']) {
      const told = steps.filter((step) => step.startsWith(`${name} `)).at(-1);
      expect([told, world.stored.has(`f;g;${name}`)]).toEqual([`${name} firing`, true]);
    }
    await world.evaluator.stop();
  });

  test('a reload after downtime does not count that time towards `for`', async () => {
    const rules = [rule('Old', { forMs: 4 * interval })];
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
    await after.evaluator.replace({
      groups: [
        group([rule('Old', { forMs: 4 * interval, expression: 'old' }), rule('X', { expression: 'x' })]),
      ],
      sources: after.sources,
    });
    after.answer = ({ query }) => (query === 'old' ? vector([{}, '1']) : vector());
    expect(await after.next()).toEqual([]);
  });

  test('a second start soon after the first one does not count the downtime before both', async () => {
    const rules = [rule('Old', { forMs: 4 * interval })];
    const first = bench([group(rules)]);
    first.answer = () => vector([{}, '1']);
    await first.next();
    await first.clock.advance(10 * interval);
    const second = bench([group(rules)], {
      restore: first.stored,
      clock: first.clock,
      downtimeMs: 10 * interval,
    });
    second.answer = first.answer;
    expect(await second.next()).toEqual([]);
    const third = bench([group(rules)], { restore: second.stored, clock: first.clock });
    third.answer = first.answer;
    expect(await third.next()).toEqual([]);
  });

  test('nor where the second start comes before the first evaluation after it', async () => {
    const rules = [rule('Old', { forMs: 4 * interval })];
    const first = bench([group(rules)]);
    first.answer = () => vector([{}, '1']);
    await first.next();
    const { clock } = first;
    await clock.advance(10 * interval);
    const second = bench([group(rules)], { restore: first.stored, clock, downtimeMs: 10 * interval });
    second.evaluator.start();
    await clock.advance(0);
    await second.evaluator.stop();
    expect(second.asked).toEqual([]);
    const third = bench([group(rules)], { restore: second.stored, clock });
    third.answer = first.answer;
    expect(await third.next()).toEqual([]);
  });

  test('what tells that a source does not answer ends with the last rule that asks it', async () => {
    const world = bench([group([rule('A')])]);
    world.answer = () => ({ error: unreachable });
    for (let slots = 0; slots < 6; slots++) await world.next();
    expect(world.evaluator.groups().at(-1)?.rules[0]).toMatchObject({ state: 'firing' });
    world.evaluator.start();
    await world.evaluator.replace({ groups: [], sources: world.sources });
    await world.clock.advance(minute);
    expect(world.stored.size).toBe(0);
    expect(ofWatch(world).at(-1)).toBe('resolved');
    await world.evaluator.replace({ groups: [group([rule('A')])], sources: world.sources });
    await world.clock.advance(3 * minute);
    expect(ofWatch(world).at(-1)).toBe('firing');
    await world.evaluator.stop();
  });

  test('an alert ends where its rule becomes one that records', async () => {
    const world = bench([group([rule('A')])]);
    world.answer = () => vector([{}, '1']);
    await world.next();
    const { id, name, expression, labels, file, group: of, line } = rule('A');
    const records = { kind: 'recording' as const, id, name, expression, labels, file, group: of, line };
    await world.evaluator.replace({ groups: [group([records])], sources: world.sources });
    expect(await world.next()).toEqual(['A resolved']);
    expect(world.stored.size).toBe(0);
  });

  test('an edited group ends the evaluation under way first: no slot is lost', async () => {
    const clock = createFakeClock();
    const world = bench([group([rule('A')])], { clock });
    const held = Promise.withResolvers<ReturnType<typeof vector>>();
    world.answer = () => held.promise;
    world.evaluator.start();
    await clock.advance(interval);
    const replaced = world.evaluator.replace({
      groups: [group([rule('A'), rule('B')])],
      sources: world.sources,
    });
    held.resolve(vector([{}, '1']));
    await replaced;
    expect(world.inputs.map(({ ruleId, steps }) => [ruleId, steps[0]?.change])).toEqual([
      ['f;g;A', 'firing'],
    ]);
    await world.evaluator.stop();
  });

  test('an edited group whose evaluation hangs is given up after a while', async () => {
    const clock = createFakeClock();
    const world = bench([group([rule('A')])], { clock });
    world.answer = ({ signal }) =>
      new Promise((resolve) => signal?.addEventListener('abort', () => resolve({ error: unreachable })));
    world.evaluator.start();
    await clock.advance(interval);
    const edited = group([rule('B')], { id: 'f;h', name: 'h' });
    const replaced = world.evaluator.replace({ groups: [edited], sources: world.sources });
    await clock.advance(10_000);
    await replaced;
    expect(groupsOf(world)).toContain('f;h');
    await world.evaluator.stop();
  });

  test('a group that waits for another one to end misses no slot unseen', async () => {
    const clock = createFakeClock();
    const often = { intervalMs: 2_000 };
    const slow = group([rule('A')], often);
    const quick = group([rule('B')], { ...often, id: 'f;h', name: 'h' });
    const world = bench([slow, quick], { clock });
    world.answer = ({ query, signal }) =>
      query === 'a'
        ? new Promise((resolve) => signal?.addEventListener('abort', () => resolve({ error: unreachable })))
        : vector();
    world.evaluator.start();
    await clock.advance(2_000);
    const edited = { ...quick, rules: [rule('B', { annotations: { x: 'y' } })] };
    const begun = world.evaluator.groups()[1]?.lastEvaluationAt ?? NaN;
    const replaced = world.evaluator.replace({ groups: [edited], sources: world.sources });
    await clock.advance(5_000);
    await replaced;
    await clock.advance(0);
    const { lastEvaluationAt = NaN, missedIterations = NaN } = world.evaluator.groups()[0] ?? {};
    expect(clock.now() - lastEvaluationAt).toBeLessThan(2_000);
    expect(missedIterations).toBe((lastEvaluationAt - begun) / 2_000 - 1);
    await world.evaluator.stop();
  });

  test('a group goes over to another client of its source between two evaluations, with its links', async () => {
    const world = bench([group([rule('A')])]);
    world.answer = () => vector([{}, '1']);
    await world.next();
    const [source] = world.sources;
    if (!source) throw new Error('there is a source');
    const client = { ...source.client, address: 'http://q:9090' };
    await world.evaluator.replace({ groups: [group([rule('A')])], sources: [{ ...source, client }] });
    await world.next();
    world.answer = () => vector();
    await world.next();
    expect(world.inputs.at(-1)?.steps[0]).toMatchObject({
      change: 'resolved',
      alert: { generatorURL: expect.stringMatching(/^http:\/\/q:9090\//) },
    });
  });
});
