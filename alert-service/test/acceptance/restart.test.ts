import { expect, test } from '@jest/globals';
import { startWorld, type World } from '../kit/world.ts';

const a = { instance: 'a' };

/** What a recovery must bring back, in a form that can be compared. */
const picture = ({ engine }: World) => {
  const { alerts, groups, members, told, pending, incidents, seq } = engine.state();
  return {
    seq,
    alerts: [...alerts.values()].map(({ alert, seq: changed, groups: keys }) => ({ alert, changed, keys })),
    groups: [...groups.values()],
    members: [...members].map(([key, set]) => [key, [...set].sort()]),
    told: [...told.values()],
    pending: [...pending.values()],
    incidents: [...incidents.values()],
  };
};

test('after kill -9 everything accepted is there again, timers included, and nothing is told twice', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(3);
  await world.at(5);
  const before = picture(world);
  const again = await world.crash();
  expect({ ...picture(again), seq: 0 }).toEqual({ ...before, seq: 0 });
  await again.at(40);
  expect(again.sent).toEqual([]);
  await again.at(73);
  expect(again.sent).toMatchObject([{ t: 73, why: 'repeat-interval' }]);
});

test('killed before the first flush: the flush comes at its time', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(1);
  const again = await world.crash();
  await again.at(3);
  expect(again.sent).toMatchObject([{ t: 3, why: 'first' }]);
});

test('killed while a request was in flight: it is repeated once, and said to be ambiguous', async () => {
  const world = await startWorld();
  let answered = false;
  world.respond = () => new Promise(() => (answered = true));
  await world.post(a);
  await world.at(3);
  expect(answered).toBe(true);
  const again = await world.crash();
  await again.at(20);
  expect(again.sent).toMatchObject([{ why: 'first', attempt: 2 }]);
  const entries = [];
  for await (const page of again.store.pagesAfter('default', 0)) entries.push(...page.entries);
  expect(entries).toContainEqual(expect.objectContaining({ kind: 'attempt', outcome: 'ambiguous' }));
});

test('ten minutes of downtime expire nothing: alerts that nobody could refresh get that time back', async () => {
  const world = await startWorld();
  await world.post(a, { inSeconds: 240 });
  await world.at(60);
  world.take();
  world.clock.set(world.clock.now() + 600_000);
  const again = await world.crash();
  await again.at(700);
  expect(again.sent.filter(({ why }) => why === 'all-resolved')).toEqual([]);
  await again.at(60 + 600 + 240);
  expect(again.sent.filter(({ why }) => why === 'all-resolved')).toHaveLength(1);
});

test('a resolve that arrived before the downtime stands', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(4);
  await world.post(a, { now: true, startedSecondsAgo: 4 });
  world.clock.set(world.clock.now() + 600_000);
  const again = await world.crash();
  await again.at(610);
  expect(again.sent).toMatchObject([{ why: 'all-resolved', resolved: ['a'] }]);
});

test('a resolved alert that was settled is not told again after a restart, when its group lives on', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.post({ instance: 'b' });
  await world.at(4);
  await world.post(a, { now: true, startedSecondsAgo: 4 });
  await world.at(20);
  const again = await world.crash();
  await again.post({ instance: 'c' });
  await again.at(35);
  expect(again.sent).toMatchObject([{ why: 'new-alerts', firing: ['b', 'c'], resolved: [] }]);
});

test('a clock that goes back a little waits; far back, due times go with it', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(4);
  const { now } = world.engine.state();
  world.clock.set(now - 30_000);
  await world.post({ instance: 'b' });
  expect(world.engine.state().now).toBe(now);
  world.clock.set(now - 3_600_000);
  await world.post({ instance: 'c' });
  expect(world.engine.state().now).toBe(now - 3_600_000);
  const [group] = world.engine.state().groups.values();
  expect(group?.flushAt).toBeLessThanOrEqual(now - 3_600_000 + 10_000);
});

test('what ended in a group that is gone is no member of the next group of that name, after a restart either', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(4);
  await world.post(a, { now: true, startedSecondsAgo: 4 });
  await world.at(20);
  await world.post({ instance: 'b' });
  const again = await world.crash();
  await again.at(30);
  expect(again.sent).toMatchObject([{ why: 'first', firing: ['b'], resolved: [] }]);
});
