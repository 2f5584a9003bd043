import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { integration, rootRoute, startWorld, type World, type WorldOptions } from '../kit/world.ts';

const names = ['a', 'b', 'c', 'd'] as const;
const receivers = new Map([
  ['team', [integration('slack[0]'), integration('webhook[0]')]],
  ['other', [integration('slack[0]')]],
]);
const child = (instance: string, receiver: string) =>
  rootRoute({
    key: `{}/{instance="${instance}"}`,
    receiver,
    matchers: [{ name: 'instance', op: '=', value: instance }],
  });

/** Every receiver stays, so that every end can be told; routes, groups and who hears of them come and go. */
const configurations: readonly WorldOptions[] = [
  { hash: 'plain', integrations: receivers },
  { hash: 'grouped', integrations: receivers, route: { groupBy: { all: false, labels: ['instance'] } } },
  { hash: 'split', integrations: receivers, route: { children: [child('a', 'other'), child('b', 'team')] } },
  { hash: 'moved', integrations: receivers, route: { receiver: 'other' } },
  { hash: 'one', integrations: receivers, route: { receiver: 'other', groupBy: { all: false, labels: [] } } },
];

type Act =
  | { readonly act: 'fire'; readonly name: (typeof names)[number] }
  | { readonly act: 'end'; readonly name: (typeof names)[number] }
  | { readonly act: 'reload'; readonly to: number }
  | { readonly act: 'crash'; readonly to: number }
  | { readonly act: 'receivers'; readonly mood: Mood };

/** `cut`: the message arrives, and its answer does not. */
type Mood = 'ok' | 'full' | 'cut';

const timeline = fc.array(
  fc.record({
    wait: fc.integer({ min: 0, max: 15 }),
    step: fc.oneof<fc.Arbitrary<Act>[]>(
      fc.record({ act: fc.constant('fire'), name: fc.constantFrom(...names) }),
      fc.record({ act: fc.constant('end'), name: fc.constantFrom(...names) }),
      fc.record({ act: fc.constant('reload'), to: fc.integer({ min: 0, max: configurations.length - 1 }) }),
      fc.record({ act: fc.constant('crash'), to: fc.integer({ min: 0, max: configurations.length - 1 }) }),
      fc.record({ act: fc.constant('receivers'), mood: fc.constantFrom<Mood[]>('ok', 'full', 'cut') }),
    ),
  }),
  { maxLength: 25 },
);

/** What each receiver believes to fire, of each group that it was told of. */
function believed(worlds: readonly World[]): string[] {
  const firing = new Map<string, Set<string>>();
  for (const { delivered } of worlds.map(heard))
    for (const { key, fires, ended } of delivered) {
      const known = firing.get(key) ?? new Set();
      for (const each of fires) known.add(each);
      for (const each of ended) known.delete(each);
      firing.set(key, known);
    }
  return [...firing].flatMap(([key, known]) => [...known].map((each) => `${key} ${each}`));
}

interface Heard {
  readonly key: string;
  readonly fires: readonly string[];
  readonly ended: readonly string[];
}
const heardBy = new WeakMap<World, Heard[]>();
const heard = (world: World): { delivered: readonly Heard[] } => ({ delivered: heardBy.get(world) ?? [] });

function listen(world: World, mood: () => Mood): void {
  const mine: Heard[] = [];
  heardBy.set(world, mine);
  world.respond = ({ group, integration: to, notice }) => {
    if (mood() === 'full') return { outcome: 'retry', error: 'answered 429', status: 429 };
    const of = (alerts: typeof notice.firing) => alerts.map(({ labels }) => labels.instance ?? '');
    mine.push({ key: `${group} ${to}`, fires: of(notice.firing), ended: of(notice.resolved) });
    return mood() === 'cut' ? { outcome: 'retry', error: 'no answer' } : { outcome: 'delivered' };
  };
}

test('whatever is reloaded: who was told that an alert fires has been told that it ended, once all have; and nothing is left', async () => {
  await fc.assert(
    fc.asyncProperty(timeline, async (steps) => {
      let world = await startWorld(configurations[0]);
      let mood: Mood = 'ok';
      listen(world, () => mood);
      const worlds = [world];
      const begin = world.clock.now();
      const seconds = (): number => (world.clock.now() - begin) / 1_000;
      for (const { wait, step } of steps) {
        await world.at(seconds() + wait);
        if (step.act === 'fire') await world.post({ instance: step.name });
        else if (step.act === 'end')
          await world.post({ instance: step.name }, { now: true, startedSecondsAgo: 1 });
        else if (step.act === 'reload') await world.reload(configurations[step.to]);
        else if (step.act === 'receivers') mood = step.mood;
        else {
          world = await world.crash(configurations[step.to]);
          listen(world, () => mood);
          worlds.push(world);
        }
      }
      mood = 'ok';
      await world.at(seconds() + 1);
      for (const instance of names) await world.post({ instance }, { now: true, startedSecondsAgo: 1 });
      await world.at(seconds() + 900);
      expect(believed(worlds)).toEqual([]);
      const { groups, told, pending, orphans, flushes } = world.engine.state();
      expect([groups.size, told.size, pending.size, orphans.size, flushes.size]).toEqual([0, 0, 0, 0, 0]);
      await world.stop();
    }),
    { numRuns: 150 },
  );
}, 120_000);
