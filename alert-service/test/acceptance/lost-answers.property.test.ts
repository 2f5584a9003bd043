import { expect, test } from '@jest/globals';
import type { Notice } from '@tocsin/model';
import fc from 'fast-check';
import type { AttemptResult } from '#core/input';
import { integration, startWorld, type World, type WorldOptions } from '../kit/world.ts';
import { failingStore } from '../kit/failing-store.ts';
import { runs } from '../kit/runs.ts';

/** What becomes of a request: it arrives or not, and its answer comes, late, as a failure, or never. */
const moods = ['ok', 'down', 'refuses', 'answer-lost', 'fault-after', 'slow', 'slow-lost', 'hangs'] as const;
type Mood = (typeof moods)[number];

type Act =
  | { act: 'fire' | 'end'; who: string }
  | { act: 'crash' }
  | { act: 'acknowledge' }
  | { act: 'hand-back' }
  | { act: 'store-fails' }
  | { act: 'silence'; who: string; forSeconds: number }
  | { act: 'expire' }
  | { act: 'receiver'; mood: Mood };

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constantFrom('fire' as const, 'end' as const),
      who: fc.constantFrom('a', 'b', 'c'),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'crash' as const }) },
  { weight: 1, arbitrary: fc.constant({ act: 'store-fails' as const }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ act: 'acknowledge' as const }, { act: 'hand-back' as const }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('silence' as const),
      who: fc.constantFrom('a', 'b', 'c'),
      forSeconds: fc.constantFrom(15, 60, 3_600),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'expire' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({ act: fc.constant('receiver' as const), mood: fc.constantFrom(...moods) }),
  },
);
/** Each second minute of the world's first two hours. */
const oddMinutes = {
  location: 'UTC',
  times: Array.from({ length: 60 }, (_, index) => ({
    fromMinute: 481 + 2 * index,
    toMinute: 482 + 2 * index,
  })),
};

const timeline = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 25 }), step: act }), { maxLength: 25 });

const later = (world: World, ms: number, result: AttemptResult): Promise<AttemptResult> =>
  new Promise((resolve) => void world.clock.at(world.clock.now() + ms, () => resolve(result)));

const noAnswer: AttemptResult = { outcome: 'retry', error: 'no answer' };

/** What a receiver in this mood does: whether it took the notice in, and what it answers. */
function answer(
  world: World,
  mood: Mood,
): { taken: boolean; result: AttemptResult | Promise<AttemptResult> } {
  switch (mood) {
    case 'ok':
      return { taken: true, result: { outcome: 'delivered', receipt: { ts: '1' } } };
    case 'down':
      return { taken: false, result: noAnswer };
    case 'refuses':
      return { taken: false, result: { outcome: 'refused', error: 'answered 400', status: 400 } };
    case 'answer-lost':
      return { taken: true, result: noAnswer };
    case 'fault-after':
      return { taken: true, result: { outcome: 'retry', error: 'answered 502', status: 502 } };
    case 'slow':
      return { taken: true, result: later(world, 12_000, { outcome: 'delivered' }) };
    case 'slow-lost':
      return { taken: true, result: later(world, 12_000, noAnswer) };
    case 'hangs':
      return { taken: false, result: later(world, 30_000, noAnswer) };
  }
}

async function expireAll(world: World): Promise<void> {
  for (const id of [...world.engine.state().silences.keys()]) await world.expire(id).catch(() => undefined);
}

/** Of those that a notice pages for, who was silenced when it was decided. What was posted may still change. */
function silencedOf(world: World, notice: Notice): string[] {
  if (notice.why.startsWith('incident-')) return [];
  const silences = [...world.engine.state().silences.values()];
  const silenced = (who: string): boolean =>
    silences.some(
      ({ startsAt, endsAt, matcherSets }) =>
        startsAt < notice.at && notice.at < endsAt && matcherSets[0]?.[0]?.value === who,
    );
  return notice.firing.map((alert) => alert.labels.instance ?? '').filter(silenced);
}

async function play(
  steps: readonly { wait: number; step: Act }[],
  sendResolved: boolean,
  more: WorldOptions = {},
) {
  const store = failingStore();
  const integrations = new Map([['team', [integration('slack[0]', { updatesInPlace: true, sendResolved })]]]);
  // No repeat mends what was lost.
  const route = { repeatIntervalMs: 86_400_000 };
  let world: World = await startWorld({ store, integrations, route, ...more });
  const believed = new Set<string>();
  const paged: { who: string; t: number }[] = [];
  const fired = new Map<string, number>();
  const ended = new Map<string, { since: number; t: number }>();
  const wronglyPaged: string[] = [];
  let mood: Mood = 'ok';
  const take = (notice: Notice, t: number): void => {
    if (notice.why.startsWith('incident-')) return;
    for (const each of notice.resolved) believed.delete(each.labels.instance ?? '');
    for (const { labels } of notice.firing) {
      believed.add(labels.instance ?? '');
      paged.push({ who: labels.instance ?? '', t });
    }
  };
  const listen = (): void => {
    const mine = world;
    world.respond = (send, t) => {
      const { taken, result } = answer(mine, mood);
      wronglyPaged.push(...silencedOf(mine, send.notice));
      if (taken) take(send.notice, t);
      return result;
    };
  };
  listen();
  let t = 0;
  for (const { wait, step } of steps) {
    t += wait;
    await world.at(t);
    if (step.act === 'crash') {
      store.fails = () => false;
      world = await world.crash();
      listen();
    } else if (step.act === 'store-fails') {
      const until = store.refused + 1;
      store.fails = () => store.refused < until;
    } else if (step.act === 'receiver') mood = step.mood;
    else if (step.act === 'silence') await world.silence(step.who, step.forSeconds).catch(() => undefined);
    else if (step.act === 'expire') await expireAll(world);
    else if (step.act === 'acknowledge') await world.acknowledge('INC-1').catch(() => undefined);
    else if (step.act === 'hand-back')
      await world.engine
        .submit({ kind: 'command', command: 'hand-back', incident: 'INC-1', by: 'sam' })
        .catch(() => undefined);
    else if (step.act === 'fire') {
      const last = ended.get(step.who);
      // No flush may have seen so short an end.
      const since = fired.get(step.who) ?? (last && t - last.t < 15 ? last.since : t);
      await world.post({ instance: step.who }, { startedSecondsAgo: t - (fired.get(step.who) ?? t) }).then(
        () => fired.set(step.who, since),
        () => undefined,
      );
    } else if (step.act === 'end' && fired.has(step.who)) {
      const since = fired.get(step.who) ?? t;
      await world.post({ instance: step.who }, { now: true, startedSecondsAgo: t - since }).then(
        () => {
          fired.delete(step.who);
          ended.set(step.who, { since, t });
        },
        () => undefined,
      );
    }
  }
  mood = 'ok';
  store.fails = () => false;
  await world.at(t + 200);
  const atRest = new Set(believed);
  await expireAll(world);
  if (more.inhibitRules && fired.delete('a')) await world.post({ instance: 'a' }, { now: true });
  await world.at(t + 400);
  return { world, believed, fired, paged, atRest, wronglyPaged };
}

test('whatever becomes of requests and answers: in the end the receiver believes what is true', async () => {
  await fc.assert(
    fc.asyncProperty(timeline, async (steps) => {
      const { believed, fired, world, atRest, wronglyPaged } = await play(steps, true);
      expect([...believed].sort()).toEqual([...fired.keys()].sort());
      // While silences hold, nobody believes that an alert fires which has ended.
      for (const who of atRest) expect([...fired.keys()]).toContain(who);
      expect(wronglyPaged).toEqual([]);
      await world.stop();
    }),
    { numRuns: runs(150) },
  );
}, 120_000);

test('the same with nights in between, which are quiet', async () => {
  const options: WorldOptions = {
    route: { repeatIntervalMs: 86_400_000, muteTimeIntervals: ['odd'] },
    timeIntervals: new Map([['odd', [oddMinutes]]]),
  };
  await fc.assert(
    fc.asyncProperty(timeline, async (steps) => {
      const { believed, fired, world } = await play(steps, true, options);
      expect([...believed].sort()).toEqual([...fired.keys()].sort());
      await world.stop();
    }),
    { numRuns: runs(70) },
  );
}, 120_000);

test('the same where one of them inhibits the others', async () => {
  const options: WorldOptions = {
    inhibitRules: [
      {
        name: '',
        source: [{ name: 'instance', op: '=', value: 'a' }],
        target: [{ name: 'instance', op: '!=', value: 'a' }],
        equal: ['alertname'],
        line: 1,
      },
    ],
  };
  await fc.assert(
    fc.asyncProperty(timeline, async (steps) => {
      const { believed, fired, world } = await play(steps, true, options);
      expect([...believed].sort()).toEqual([...fired.keys()].sort());
      await world.stop();
    }),
    { numRuns: runs(70) },
  );
}, 120_000);

test('without send_resolved each firing that lasts is paged after it began', async () => {
  await fc.assert(
    fc.asyncProperty(timeline, async (steps) => {
      const { fired, paged, world } = await play(steps, false);
      for (const [who, since] of fired)
        expect(paged.filter((page) => page.who === who && page.t >= since)).not.toEqual([]);
      await world.stop();
    }),
    { numRuns: runs(150) },
  );
}, 120_000);
