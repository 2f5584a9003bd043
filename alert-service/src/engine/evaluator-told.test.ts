import { describe, expect, test } from '@jest/globals';
import type { Labels } from '@tocsin/model';
import type { RuleStep } from '#core/input';
import { type Bench, bench, group, interval, rule, vector } from './kit/evaluator-bench.ts';

const withoutReplica = ({ replica: _, ...labels }: Labels): Labels => labels;
const a: [Labels, string] = [{ job: 'api', replica: 'a' }, '1'];
const b: [Labels, string] = [{ job: 'api', replica: 'b' }, '2'];

/** What the engine holds firing after all inputs: the last word on each fingerprint. */
function held({ inputs }: Pick<Bench, 'inputs'>): Map<string, RuleStep> {
  const found = new Map<string, RuleStep>();
  for (const step of inputs.flatMap(({ steps }) => steps)) {
    if (!('alert' in step && step.alert)) continue;
    if (step.alert.endsAt === undefined) found.set(step.fingerprint, step);
    else found.delete(step.fingerprint);
  }
  return found;
}

describe('two alerts that relabelling makes one', () => {
  test('fire until the last of them has ended', async () => {
    const world = bench([group([rule('Down')])], { handOver: withoutReplica });
    world.answer = () => vector(a, b);
    await world.next();
    expect(held(world).size).toBe(1);
    world.answer = () => vector(b);
    await world.next();
    expect([...held(world).values()]).toMatchObject([{ alert: { measure: { value: '2' } } }]);
    world.answer = () => vector();
    await world.next();
    expect(held(world).size).toBe(0);
  });

  test('end together', async () => {
    const world = bench([group([rule('Down')])], { handOver: withoutReplica });
    world.answer = () => vector(a, b);
    await world.next();
    world.answer = () => vector();
    expect(await world.next()).toEqual(['Down resolved', 'Down resolved']);
    expect(held(world).size).toBe(0);
  });
});

test('what fires and has been ended by somebody else is told again at the next evaluation', async () => {
  const firing = new Set<string>();
  const world = bench([group([rule('Down')])], { isFiring: (fingerprint) => firing.has(fingerprint) });
  world.answer = () => vector(a);
  await world.next();
  for (const fingerprint of held(world).keys()) firing.add(fingerprint);
  expect(await world.next()).toEqual([]);
  firing.clear();
  expect(await world.next()).toEqual(['Down updated']);
  world.answer = () => ({ error: { kind: 'query', message: 'many-to-many' } });
  expect(await world.next()).toEqual(['Down error-began', 'Down updated']);
});

describe('an alert that relabelling drops', () => {
  test('is told of from the evaluation on after a reload that lets it through, and ends once', async () => {
    let drops = true;
    const world = bench([group([rule('Down')])], { handOver: (labels) => (drops ? undefined : labels) });
    world.answer = () => vector(a);
    expect(await world.next()).toEqual([]);
    const since = world.clock.now();
    expect(await world.next()).toEqual([]);
    drops = false;
    expect(await world.next()).toEqual(['Down firing']);
    expect([...held(world).values()]).toMatchObject([{ alert: { startsAt: since } }]);
    expect(await world.next()).toEqual([]);
    world.answer = () => vector();
    expect(await world.next()).toEqual(['Down resolved']);
  });

  test('waits all the same for its time', async () => {
    let drops = true;
    const waiting = rule('Down', { forMs: 3 * interval });
    const world = bench([group([waiting])], { handOver: (labels) => (drops ? undefined : labels) });
    world.answer = () => vector(a);
    await world.next();
    drops = false;
    const changes = [await world.next(), await world.next(), await world.next()];
    expect(changes).toEqual([[], [], ['Down firing']]);
  });

  test('goes on as what it was told as, where relabelling has changed since', async () => {
    let site = 'lisbon';
    const world = bench([group([rule('Down')])], { handOver: (labels) => ({ ...labels, site }) });
    world.answer = () => vector(a);
    await world.next();
    site = 'porto';
    expect(await world.next()).toEqual([]);
    world.answer = () => vector();
    await world.next();
    expect(held(world).size).toBe(0);
  });
});
