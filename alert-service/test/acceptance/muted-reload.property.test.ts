import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { InhibitRule } from '#core/mute/inhibit-rule';
import { whyInhibited } from '#core/mute/why-muted';
import { integration, rootRoute, startWorld, type World, type WorldOptions } from '../kit/world.ts';

const names = ['a', 'b', 'c', 'd'] as const;
const integrations = new Map([
  [
    'team',
    [
      integration('slack[0]', { updatesInPlace: true }),
      integration('webhook[0]', { quietWhenAcknowledged: false }),
    ],
  ],
  ['other', [integration('slack[0]')]],
  ['nobody', []],
]);
/** Each second minute, all day. */
const minutes = (first: number) => ({
  location: 'UTC',
  times: Array.from({ length: 719 }, (_, index) => ({
    fromMinute: first + 2 * index,
    toMinute: first + 2 * index + 1,
  })),
});
const timeIntervals = new Map([
  ['odd', [minutes(1)]],
  ['even', [minutes(0)]],
]);
/** No repeat mends what was lost. */
const never = { repeatIntervalMs: 86_400_000 };
const child = (instance: string, receiver: string, more = {}) =>
  rootRoute({
    key: `{}/{instance="${instance}"}`,
    receiver,
    matchers: [{ name: 'instance', op: '=', value: instance }],
    ...never,
    ...more,
  });
const inhibits = (source: string, target: string): InhibitRule => ({
  name: `${source} over ${target}`,
  source: [{ name: 'instance', op: '=', value: source }],
  target: [{ name: 'instance', op: '=~', value: target }],
  equal: ['alertname'],
  line: 1,
});
const configuration = (
  hash: string,
  route: WorldOptions['route'],
  ...inhibitRules: InhibitRule[]
): WorldOptions => ({ hash, integrations, timeIntervals, inhibitRules, route: { ...never, ...route } });
const configurations: readonly WorldOptions[] = [
  configuration('plain', {}),
  configuration('inhibits', {}, inhibits('a', 'b|c')),
  configuration('grouped', { groupBy: { all: false, labels: ['instance'] }, muteTimeIntervals: ['odd'] }),
  configuration(
    'split',
    {
      children: [
        child('a', 'other', { muteTimeIntervals: ['even'] }),
        child('b', 'team', { activeTimeIntervals: ['odd'] }),
      ],
    },
    inhibits('b', 'c'),
    inhibits('c', 'd'),
  ),
  configuration('moved', { receiver: 'other', muteTimeIntervals: ['even'] }),
  configuration('nobody', { receiver: 'nobody' }),
  configuration('night', { muteTimeIntervals: ['odd'] }),
];

/** `cut`: the message arrives, and its answer does not. */
type Mood = 'ok' | 'full' | 'refuses' | 'cut';
const name = fc.constantFrom(...names);
const to = fc.integer({ min: 0, max: configurations.length - 1 });
const act = fc.oneof(
  { weight: 5, arbitrary: fc.record({ act: fc.constantFrom('fire' as const, 'end' as const), name }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constantFrom('reload' as const, 'reload' as const, 'crash' as const),
      to,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('receivers' as const),
      mood: fc.constantFrom<Mood[]>('ok', 'full', 'refuses', 'cut'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('silence' as const),
      name,
      seconds: fc.constantFrom(10, 40, 3_600),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('expire' as const, 'acknowledge' as const) }) },
);
const timeline = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 25 }), step: act }), { maxLength: 25 });
type Step = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** A world that goes on through crashes, and who believes what to fire, by group and integration. */
interface Play {
  world: World;
  mood: Mood;
  readonly believed: Map<string, Set<string>>;
}

function listen(play: Play): void {
  const { world } = play;
  world.respond = ({ group, integration: by, notice }) => {
    if (play.world !== world) return { outcome: 'ambiguous' };
    if (play.mood === 'full') return { outcome: 'retry', error: 'answered 429', status: 429 };
    if (play.mood === 'refuses') return { outcome: 'refused', error: 'answered 400', status: 400 };
    const known = play.believed.get(`${group} ${by}`) ?? new Set();
    play.believed.set(`${group} ${by}`, known);
    if (!notice.why.startsWith('incident-')) {
      for (const { labels } of notice.resolved) known.delete(labels.instance ?? '');
      for (const { labels } of notice.firing) known.add(labels.instance ?? '');
    }
    return play.mood === 'cut' ? { outcome: 'retry', error: 'no answer' } : { outcome: 'delivered' };
  };
}

const later = (world: World, seconds: number) => world.clock.advance(seconds * 1_000);
const end = (world: World, instance: string) => world.post({ instance }, { now: true, startedSecondsAgo: 1 });

async function expireAll(world: World): Promise<void> {
  for (const id of [...world.engine.state().silences.keys()]) await world.expire(id);
}

async function take(play: Play, step: Step): Promise<void> {
  const { world } = play;
  if (step.act === 'fire') await world.post({ instance: step.name });
  else if (step.act === 'end') await end(world, step.name);
  else if (step.act === 'silence') await world.silence(step.name, step.seconds);
  else if (step.act === 'expire') await expireAll(world);
  else if (step.act === 'acknowledge') await world.acknowledge('INC-1');
  else if (step.act === 'reload') await world.reload(configurations[step.to]);
  else if (step.act === 'crash') {
    play.world = await world.crash(configurations[step.to]);
    listen(play);
  } else if (step.act === 'receivers') play.mood = step.mood;
}

/** Of all that fires and is not inhibited: at whom it is not known. */
function unpaged({ world: { engine, clock }, believed }: Play): string[] {
  const view = { state: engine.state(), policy: engine.policy(), now: clock.now() };
  return [...view.state.alerts.values()].flatMap(({ alert, groups }) =>
    whyInhibited(view, alert)
      ? []
      : groups.flatMap((key) => {
          const { receiver = '' } = view.state.groups.get(key) ?? {};
          const all =
            view.policy.receivers.get(receiver)?.map((each) => `${key} ${receiver}/${each.key}`) ?? [];
          return all.filter((each) => !believed.get(each)?.has(alert.labels.instance ?? ''));
        }),
  );
}

test('whatever is muted, reloaded, cut and crashed: all ends are told, nothing is left, and what fires again pages', async () => {
  await fc.assert(
    fc.asyncProperty(timeline, async (steps) => {
      const play: Play = { world: await startWorld(configurations[0]), mood: 'ok', believed: new Map() };
      listen(play);
      for (const { wait, step } of steps) {
        await later(play.world, wait);
        await take(play, step);
      }
      play.mood = 'ok';
      const { world } = play;
      await later(world, 1);
      for (const instance of names) await end(world, instance);
      await later(world, 900);
      expect([...play.believed].filter(([, known]) => known.size > 0)).toEqual([]);
      const { groups, told, pending, orphans, flushes } = world.engine.state();
      expect([groups.size, told.size, pending.size, orphans.size, flushes.size]).toEqual([0, 0, 0, 0, 0]);
      await expireAll(world);
      for (const instance of names) await world.post({ instance });
      await later(world, 300);
      expect(unpaged(play)).toEqual([]);
      await world.stop();
    }),
    { numRuns: 120 },
  );
}, 120_000);
