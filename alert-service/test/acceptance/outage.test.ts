import { expect, test } from '@jest/globals';
import { openSqlite } from '#store/sqlite';
import { failingStore } from '../kit/failing-store.ts';
import { startWorld, type World } from '../kit/world.ts';

const a = { instance: 'a' };
const b = { instance: 'b' };

const entriesOf = async (world: World) =>
  (await Array.fromAsync(world.store.pagesAfter('default', 0))).flatMap((page) => page.entries);

test('a commit that fails is answered with unavailable to all who waited for it, and nothing of it is kept', async () => {
  const store = failingStore();
  const world = await startWorld({ store });
  await world.post(a);
  store.fails = () => store.refused < 1;
  const answers = await Promise.allSettled([world.post(b), world.post({ instance: 'c' })]);
  expect(answers.map((each) => (each.status === 'rejected' ? String(each.reason) : ''))).toEqual([
    expect.stringMatching(/^EngineUnavailable/),
    expect.stringMatching(/^EngineUnavailable/),
  ]);
  await world.at(1);
  expect(world.engine.available()).toBe(true);
  expect([...world.engine.state().alerts.values()].map(({ alert }) => alert.labels.instance)).toEqual(['a']);
  await world.at(3);
  expect(world.sent).toMatchObject([{ t: 3, why: 'first', firing: ['a'] }]);
});

test.each([
  ['refused', true],
  ['kept although it was reported as failed', 'after'],
] as const)('whichever commit is %s, in the end everything accepted is told', async (_, how) => {
  for (let nth = 1; nth <= 14; nth++) {
    const store = failingStore();
    const world = await startWorld({ store });
    let commits = 0;
    store.fails = () => ++commits === nth && how;
    const accepted = await Promise.allSettled([world.post(a)]);
    await world.at(5);
    if (accepted[0]?.status === 'rejected') await world.post(a);
    await world.at(20);
    for (let again = 0; again < 2; again++) {
      await world.post(a, { now: true, startedSecondsAgo: 20 + again }).catch(() => undefined);
      await world.at(21 + again);
    }
    await world.at(60);
    expect([nth, world.sent.map(({ why }) => why).filter((why, i, all) => why !== all[i - 1])]).toEqual([
      nth,
      ['first', 'all-resolved'],
    ]);
    expect(world.engine.state().groups.size).toBe(0);
    await world.stop();
  }
});

test('while the store refuses, the loops wait longer and longer instead of spinning, and go on afterwards', async () => {
  const store = failingStore();
  const world = await startWorld({ store });
  await world.post(a);
  let t = 0;
  store.fails = () => t < 600;
  for (t = 1; t < 600; t += 1) await world.at(t);
  expect(store.refused).toBeGreaterThan(1);
  expect(store.refused).toBeLessThan(300);
  await world.at(620);
  expect(world.sent).toMatchObject([{ why: 'first', firing: ['a'] }]);
});

test('a service whose store is gone can be stopped', async () => {
  const store = failingStore();
  const world = await startWorld({ store });
  store.fails = () => true;
  store.gone = true;
  await world.post(a).catch(() => undefined);
  await world.at(2);
  let stopped = false;
  void world.stop().then(() => (stopped = true));
  await world.at(10);
  expect(stopped).toBe(true);
});

test('a request under way while a commit fails is neither repeated nor taken for lost', async () => {
  const store = failingStore();
  const world = await startWorld({ store });
  let answer = (): void => undefined;
  world.respond = () => new Promise((resolve) => (answer = () => resolve({ outcome: 'delivered' })));
  await world.post(a);
  await world.at(4);
  expect(world.sent).toHaveLength(1);
  store.fails = () => store.refused < 1;
  await world.post(b).catch(() => undefined);
  await world.at(8);
  expect(world.sent).toHaveLength(1);
  answer();
  await world.at(9);
  expect(world.engine.state().told.size).toBe(1);
  expect(world.engine.state().pending.size).toBe(0);
  expect((await entriesOf(world)).filter((entry) => entry.kind === 'attempt')).toMatchObject([
    { outcome: 'delivered' },
  ]);
});

test('an outcome that the store refuses is kept until it takes it: what was delivered is not sent again', async () => {
  const store = failingStore();
  const world = await startWorld({ store });
  let t = 3;
  store.fails = ({ batch }) =>
    t < 30 && batch.inputs.some((input) => input.kind === 'delivery' && input.phase === 'end');
  await world.post(a);
  await world.at(3);
  for (t = 4; t < 60; t += 1) await world.at(t);
  expect(world.sent).toHaveLength(1);
  expect([...world.engine.state().told.values()]).toMatchObject([{ firing: [expect.any(String)] }]);
});

test('a listener that throws is its own trouble: the commit stands and the others hear of it', async () => {
  const world = await startWorld();
  const heard: number[] = [];
  world.engine.onCommit(() => {
    throw new Error('a fault of a listener');
  });
  world.engine.onCommit(({ page }) => heard.push(page.seq));
  let recoveries = 0;
  world.engine.onRecovered(() => (recoveries += 1));
  await world.post(a);
  await world.at(3);
  expect(world.sent).toHaveLength(1);
  expect(heard.length).toBeGreaterThan(1);
  expect(recoveries).toBe(0);
});

test('a channel that throws is a failed attempt, repeated like any other', async () => {
  const world = await startWorld();
  world.respond = (_, t) => {
    if (t < 4) throw new TypeError('a fault of a channel');
    return { outcome: 'delivered' };
  };
  await world.post(a);
  await world.at(10);
  expect(world.sent.length).toBeGreaterThan(1);
  expect(world.engine.state().told.size).toBe(1);
});

test('what is stopped rings no more, even when it was at work as it stopped', async () => {
  const kept = openSqlite(':memory:');
  const store = failingStore(kept);
  const world = await startWorld({ store });
  await world.post(a);
  await world.at(4);
  store.touch = async (tenant, now) => {
    await world.stop();
    return kept.touch(tenant, now);
  };
  await world.at(6);
  expect(world.clock.pending()).toBe(0);
});
