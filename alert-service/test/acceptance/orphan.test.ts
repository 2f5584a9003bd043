import { expect, test } from '@jest/globals';
import type { Labels } from '@tocsin/model';
import { integration, rootRoute, startWorld, type World, type WorldOptions } from '../kit/world.ts';

const a = { instance: 'a' };
const b = { instance: 'b' };
const end = (world: World, labels: Labels) => world.post(labels, { now: true, startedSecondsAgo: 5 });

const both = new Map([
  ['team', [integration('slack[0]')]],
  ['other', [integration('slack[0]')]],
]);
const before: WorldOptions = { hash: 'before', integrations: both };
/** The root route goes to another receiver; the one before is still there. */
const moved: WorldOptions = { hash: 'moved', route: { receiver: 'other' }, integrations: both };
const removed: WorldOptions = {
  ...moved,
  hash: 'removed',
  integrations: new Map([['other', [integration('slack[0]')]]]),
};

const entriesOf = async (world: World) =>
  (await Array.fromAsync(world.store.pagesAfter('default', 0))).flatMap((page) => page.entries);
/** What flushes decided, and how notices ended, at the receiver that was left. */
const fate = async (world: World) =>
  (await entriesOf(world)).flatMap((entry) =>
    (entry.kind === 'flush' || entry.kind === 'notice') && entry.integration === 'team/slack[0]'
      ? [`${entry.kind} ${entry.reason}`]
      : [],
  );
const nothingLeft = ({ engine }: World) => {
  const { groups, told, pending, orphans, flushes } = engine.state();
  return [groups.size, told.size, pending.size, orphans.size, flushes.size];
};

test('who was told that an alert fires is told that it ended, though its route goes elsewhere now; and is paged no more', async () => {
  const world = await startWorld(before);
  await world.post(a);
  await world.at(4);
  await world.reload(moved);
  await world.at(20);
  await world.post(b);
  await world.at(200);
  await end(world, a);
  await end(world, b);
  await world.at(400);
  const to = (name: string) => world.sent.filter((each) => each.to === name).map(({ why }) => why);
  expect(to('team/slack[0]')).toEqual(['first', 'all-resolved']);
  expect(world.sent.findLast((each) => each.to === 'team/slack[0]')).toMatchObject({
    firing: [],
    resolved: ['a'],
  });
  expect(to('other/slack[0]').slice(0, 2)).toEqual(['first', 'new-alerts']);
  expect(await fate(world)).toEqual([
    'flush first',
    'notice delivered',
    'flush moved',
    'flush all-resolved',
    'notice delivered',
  ]);
  expect(nothingLeft(world)).toEqual([0, 0, 0, 0, 0]);
});

test('its end is told with the key and the labels of the group that was, and where it was posted', async () => {
  const world = await startWorld(before);
  const sends: object[] = [];
  world.engine.onCommit(({ step }) => sends.push(...step.sends));
  world.respond = () => ({ outcome: 'delivered', receipt: { ts: '1' } });
  await world.post(a);
  await world.at(4);
  await world.reload({ ...before, hash: 'grouped', route: { groupBy: { all: false, labels: [] } } });
  await end(world, a);
  await world.at(100);
  const group = { group: '{}:{alertname="Down"}', groupLabels: { alertname: 'Down' } };
  expect(sends).toContainEqual(
    expect.objectContaining({
      integration: 'team/slack[0]',
      receipt: { ts: '1' },
      notice: expect.objectContaining({
        ...group,
        receiver: 'team',
        integration: 'slack[0]',
        why: 'all-resolved',
      }),
    }),
  );
});

test('while one of its alerts fires nothing is said; all ends are told together', async () => {
  const world = await startWorld(before);
  await world.post(a);
  await world.post(b);
  await world.at(4);
  await world.reload(moved);
  await end(world, a);
  await world.at(300);
  expect(world.sent.filter(({ t, to }) => t > 4 && to.startsWith('team/'))).toEqual([]);
  await end(world, b);
  await world.at(400);
  expect(world.sent.filter(({ t, to }) => t > 4 && to.startsWith('team/'))).toMatchObject([
    { why: 'all-resolved', firing: [], resolved: ['a', 'b'] },
  ]);
});

test('where its receiver is gone too, the ledger says that the end can be told to nobody', async () => {
  const world = await startWorld(before);
  await world.post(a);
  await world.at(4);
  await world.reload(removed);
  await end(world, a);
  await world.at(200);
  expect(await fate(world)).toEqual(['flush first', 'notice delivered', 'flush receiver-removed']);
  expect(world.sent.filter(({ to }) => to.startsWith('team/'))).toHaveLength(1);
  expect(nothingLeft(world)).toEqual([0, 0, 0, 0, 0]);
});

test('an orphan whose receiver goes by a later configuration ends then', async () => {
  const world = await startWorld(before);
  await world.post(a);
  await world.at(4);
  await world.reload(moved);
  await world.at(100);
  await world.reload(removed);
  await end(world, a);
  await world.at(300);
  expect(await fate(world)).toEqual([
    'flush first',
    'notice delivered',
    'flush moved',
    'flush receiver-removed',
  ]);
  expect(nothingLeft(world)).toEqual([0, 0, 0, 0, 0]);
});

test('a configuration taken back finds what was told as it was: nobody is told twice', async () => {
  const world = await startWorld(before);
  await world.post(a);
  await world.at(4);
  await world.reload(moved);
  await world.at(20);
  await world.reload(before);
  await world.at(60);
  expect(world.sent.filter(({ to }) => to === 'team/slack[0]').map(({ why }) => why)).toEqual(['first']);
  await end(world, a);
  await world.at(300);
  for (const to of ['team/slack[0]', 'other/slack[0]'])
    expect(world.sent.filter((each) => each.to === to).map(({ why }) => why)).toEqual([
      'first',
      'all-resolved',
    ]);
  expect(nothingLeft(world)).toEqual([0, 0, 0, 0, 0]);
});

test('what waits for a group that moved is not paged there; what was in flight ends as it does, and its end is told', async () => {
  const world = await startWorld(before);
  let answer = (): void => undefined;
  world.respond = () => new Promise((resolve) => (answer = () => resolve({ outcome: 'delivered' })));
  await world.post(a);
  await world.at(4);
  await world.post(b);
  await world.at(14);
  world.respond = () => ({ outcome: 'delivered' });
  await world.reload(moved);
  answer();
  await world.at(30);
  await end(world, a);
  await end(world, b);
  await world.at(300);
  const to = (name: string) => world.sent.filter((each) => each.to === name);
  expect(to('team/slack[0]')).toMatchObject([
    { why: 'first', firing: ['a'] },
    { why: 'all-resolved', resolved: ['a'] },
  ]);
  expect(to('other/slack[0]')).toMatchObject([
    { why: 'first', firing: ['a', 'b'] },
    { why: 'all-resolved', resolved: ['a', 'b'] },
  ]);
  expect((await fate(world)).filter((each) => each === 'notice moved')).toHaveLength(1);
});

test('alerts that came and went while their receiver refused are still told there, though their group moved', async () => {
  const world = await startWorld(before);
  world.respond = () => ({ outcome: 'retry', error: 'answered 503', status: 503 });
  await world.post(a);
  await world.at(4);
  await end(world, a);
  await world.at(5);
  world.take();
  await world.reload(moved);
  world.respond = () => ({ outcome: 'delivered' });
  await world.at(300);
  expect(world.take()).toMatchObject([
    { to: 'team/slack[0]', why: 'first', firing: ['a'] },
    { to: 'team/slack[0]', why: 'all-resolved', resolved: ['a'] },
  ]);
});

test('also those whose page waited together with one of an alert that still fires', async () => {
  for (const inFlight of [false, true]) {
    const world = await startWorld(before);
    let answer = (): void => undefined;
    const failed = { outcome: 'retry' as const, error: 'answered 429', status: 429 };
    world.respond = () => (inFlight ? new Promise((resolve) => (answer = () => resolve(failed))) : failed);
    await world.post(a);
    await world.post(b);
    await world.at(4);
    await end(world, a);
    await world.at(5);
    world.take();
    await world.reload(moved);
    world.respond = () => ({ outcome: 'delivered' });
    answer();
    await world.at(70);
    const told = Map.groupBy(world.take(), ({ to }) => to);
    expect(told.get('team/slack[0]')).toMatchObject([
      { why: 'first', firing: ['a'] },
      { why: 'all-resolved', resolved: ['a'] },
    ]);
    expect(told.get('other/slack[0]')).toMatchObject([{ why: 'first', firing: ['b'] }]);
  }
});

test('an end waits there for its page: an alert that fires again is paged where it is routed now, and nobody hears of the end alone', async () => {
  const world = await startWorld(before);
  world.respond = () => ({ outcome: 'retry', error: 'answered 429', status: 429, retryAfterMs: 60_000 });
  await world.post(a);
  await world.at(4);
  await end(world, a);
  await world.at(15);
  await world.post(a);
  world.take();
  await world.reload(moved);
  world.respond = () => ({ outcome: 'delivered' });
  await world.at(300);
  expect(world.take().map(({ to, why }) => `${to} ${why}`)).toEqual([
    'other/slack[0] first',
    'other/slack[0] repeat-interval',
    'other/slack[0] repeat-interval',
    'other/slack[0] repeat-interval',
    'other/slack[0] repeat-interval',
  ]);
});

test('an orphan survives kill -9, and asks again where its end is refused', async () => {
  const world = await startWorld(before);
  await world.post(a);
  await world.at(4);
  await world.reload(moved);
  const again = await world.crash(moved);
  again.respond = (send, t) =>
    send.integration === 'team/slack[0]' && t < 200
      ? { outcome: 'refused', error: 'answered 400', status: 400 }
      : { outcome: 'delivered' };
  await again.at(20);
  await end(again, a);
  await again.at(400);
  expect(again.sent.filter(({ to }) => to === 'team/slack[0]').length).toBeGreaterThan(1);
  expect(nothingLeft(again)).toEqual([0, 0, 0, 0, 0]);
});

test('send_resolved: false: the end of an orphan is not sent, and said to be not wanted', async () => {
  const quiet = new Map([...both, ['team', [integration('slack[0]', { sendResolved: false })]]]);
  const world = await startWorld({ ...before, integrations: quiet });
  await world.post(a);
  await world.at(4);
  await world.reload({ ...moved, integrations: quiet });
  await end(world, a);
  await world.at(200);
  expect(await fate(world)).toEqual([
    'flush first',
    'notice delivered',
    'flush moved',
    'flush resolved-not-wanted',
  ]);
});

test('an ended alert is not forgotten before its end is told', async () => {
  const { forgettable } = await import('#core/time');
  const world = await startWorld(before);
  await world.post(a);
  await world.at(4);
  await world.reload(moved);
  await world.at(5);
  await end(world, a);
  await world.at(30);
  expect(forgettable(world.engine.state(), world.clock.now())).toEqual([]);
  await world.at(200);
  expect(forgettable(world.engine.state(), world.clock.now())).toHaveLength(1);
});

test('nor one whose page still waits there: its end is told after it, by its name', async () => {
  const { forgettable } = await import('#core/time');
  const world = await startWorld(before);
  world.respond = () => ({ outcome: 'retry', error: 'answered 503', status: 503 });
  await world.post(a);
  await world.at(4);
  await end(world, a);
  await world.reload(moved);
  await world.at(3_600);
  const endedBefore = world.clock.now();
  const forget = forgettable(world.engine.state(), endedBefore);
  await world.engine.submit({ kind: 'heartbeat', forget, endedBefore });
  world.respond = () => ({ outcome: 'delivered' });
  world.take();
  await world.at(3_800);
  expect(world.take()).toMatchObject([
    { why: 'first', firing: ['a'] },
    { why: 'all-resolved', resolved: ['a'] },
  ]);
});
test('two siblings with equal matchers and the same receiver are two groups, each told by itself', async () => {
  const sibling = (key: string) =>
    rootRoute({
      key,
      continue: true,
      matchers: [{ name: 'alertname', op: '=', value: 'Down' }],
    });
  const children = [sibling('{}/{alertname="Down"}'), sibling('{}/{alertname="Down"}#2')];
  const world = await startWorld({ route: { children } });
  await world.post(a);
  await world.at(4);
  await end(world, a);
  await world.at(20);
  expect(world.sent.map(({ why }) => why)).toEqual(['first', 'first', 'all-resolved', 'all-resolved']);
});

/** The root keeps the group; one of its alerts goes to a child of its own. */
const child = rootRoute({
  key: '{}/{instance="a"}',
  receiver: 'other',
  matchers: [{ name: 'instance', op: '=', value: 'a' }],
});
const split: WorldOptions = { hash: 'split', route: { children: [child] }, integrations: both };

test('an alert that leaves a group which lives on is paged there no more, and its end is told there', async () => {
  const world = await startWorld(before);
  await world.post(a);
  await world.post(b);
  await world.at(4);
  world.take();
  await world.reload(split);
  await world.at(30);
  expect(world.take()).toMatchObject([{ to: 'other/slack[0]', why: 'first', firing: ['a'] }]);
  await end(world, a);
  await world.at(60);
  expect(world.take()).toMatchObject([
    { to: 'team/slack[0]', why: 'newly-resolved', firing: ['b'], resolved: ['a'] },
    { to: 'other/slack[0]', why: 'all-resolved', resolved: ['a'] },
  ]);
  await end(world, b);
  await world.at(100);
  expect(world.take()).toMatchObject([{ to: 'team/slack[0]', why: 'all-resolved', resolved: ['b'] }]);
  expect(nothingLeft(world)).toEqual([0, 0, 0, 0, 0]);
});

test('it is owed its end also after a message about the others, kill -9, and the end of the group', async () => {
  const world = await startWorld(before);
  await world.post(a);
  await world.post(b);
  await world.at(4);
  await world.reload(split);
  await world.at(20);
  await world.post({ instance: 'c' });
  await world.at(40);
  const again = await world.crash(split);
  await end(again, b);
  await end(again, { instance: 'c' });
  await again.at(100);
  expect(again.engine.state().groups.has('{}:{alertname="Down"}')).toBe(false);
  await again.post(a, { now: true, startedSecondsAgo: 90 });
  again.take();
  await again.at(300);
  expect(again.take().filter(({ to }) => to === 'team/slack[0]')).toMatchObject([
    { why: 'all-resolved', firing: [], resolved: ['a'] },
  ]);
  expect(nothingLeft(again)).toEqual([0, 0, 0, 0, 0]);
});

test('a split taken back finds the alert told as it was', async () => {
  const world = await startWorld(before);
  await world.post(a);
  await world.post(b);
  await world.at(4);
  await world.reload(split);
  await world.at(20);
  world.take();
  await world.reload(before);
  await world.at(50);
  expect(world.take().filter(({ to }) => to === 'team/slack[0]')).toEqual([]);
  await end(world, a);
  await end(world, b);
  await world.at(300);
  const ends = world.take();
  expect(ends.filter(({ to }) => to === 'team/slack[0]')).toMatchObject([
    { why: 'all-resolved', resolved: ['a', 'b'] },
  ]);
  expect(ends.filter(({ to }) => to === 'other/slack[0]')).toMatchObject([
    { why: 'all-resolved', resolved: ['a'] },
  ]);
});

test('a new alert that brings the group back tells also the ends of those that were told before it went', async () => {
  const world = await startWorld(before);
  await world.post(a);
  await world.at(4);
  await world.reload(split);
  expect(world.engine.state().orphans.size).toBe(1);
  await world.at(20);
  world.take();
  await world.post(b);
  await world.at(30);
  await end(world, a);
  await world.at(60);
  expect(world.take().filter(({ to }) => to === 'team/slack[0]')).toMatchObject([
    { why: 'new-alerts', firing: ['b'], resolved: [] },
    { why: 'newly-resolved', firing: ['b'], resolved: ['a'] },
  ]);
  await end(world, b);
  await world.at(200);
  expect(nothingLeft(world)).toEqual([0, 0, 0, 0, 0]);
});

test('who may have been told by an attempt that was cut is told the end too, though the group moved meanwhile', async () => {
  const world = await startWorld(before);
  world.respond = () => ({ outcome: 'retry', error: 'the connection was cut' });
  await world.post(a);
  await world.at(4);
  world.take();
  await world.reload(moved);
  world.respond = () => ({ outcome: 'delivered' });
  await world.at(20);
  await end(world, a);
  await world.at(200);
  expect(world.take().filter(({ to }) => to === 'team/slack[0]')).toMatchObject([
    { why: 'all-resolved', firing: [], resolved: ['a'] },
  ]);
  expect(nothingLeft(world)).toEqual([0, 0, 0, 0, 0]);
});

test('what was told before and what is in flight at a move are both told their ends', async () => {
  const world = await startWorld(before);
  await world.post(a);
  await world.at(4);
  let answer = (): void => undefined;
  world.respond = () => new Promise((resolve) => (answer = () => resolve({ outcome: 'delivered' })));
  await world.post(b);
  await world.at(14);
  world.respond = () => ({ outcome: 'delivered' });
  await world.reload(moved);
  answer();
  await world.at(20);
  await end(world, a);
  await end(world, b);
  await world.at(200);
  expect(world.sent.filter(({ to }) => to === 'team/slack[0]')).toMatchObject([
    { why: 'first', firing: ['a'] },
    { why: 'new-alerts', firing: ['a', 'b'] },
    { why: 'all-resolved', resolved: ['a', 'b'] },
  ]);
});
