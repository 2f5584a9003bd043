import { expect, test } from '@jest/globals';
import { createJanitor } from '#engine/janitor';
import { silentLog } from '#lib/log';
import { startWorld, type World } from '../kit/world.ts';

const a = { instance: 'a' };
const hour = 3_600_000;

const entriesOf = async (world: World) =>
  (await Array.fromAsync(world.store.pagesAfter('default', 0))).flatMap((page) => page.entries);
const setBack = (world: World, ms: number): void => world.clock.set(world.clock.now() - ms);

test('a clock set back by an hour is noticed by the heart alone, and what was due comes at its time', async () => {
  const world = await startWorld();
  await world.at(3_600);
  await world.post(a);
  await world.at(3_601);
  setBack(world, hour);
  await world.at(12);
  expect(world.sent).toHaveLength(1);
  expect(await entriesOf(world)).toContainEqual(
    expect.objectContaining({ kind: 'clock', reason: 'clock-set-back' }),
  );
});

test('a clock set back soon after the start, as at a boot, holds no flush for as long', async () => {
  const world = await startWorld({ startDelayMs: 5_000 });
  await world.at(1);
  setBack(world, hour);
  await world.post(a);
  await world.at(-3_592);
  expect(world.sent.map(({ t }) => t)).toEqual([-3_595]);
});

test('a resolve that came before the clock was set back stands: it is told once, after a restart too', async () => {
  for (const restarts of [false, true]) {
    let world = await startWorld();
    await world.at(3_600);
    await world.post(a);
    await world.post({ instance: 'b' });
    await world.at(3_604);
    await world.post(a, { now: true, startedSecondsAgo: 4 });
    setBack(world, hour);
    const before = world.take();
    if (restarts) world = await world.crash();
    await world.at(100);
    expect(before).toMatchObject([{ firing: ['a', 'b'] }]);
    expect(world.sent.filter(({ resolved }) => resolved.includes('a'))).toHaveLength(1);
    const again = await world.crash();
    await again.post({ instance: 'c' });
    await again.at(130);
    expect(again.sent).toMatchObject([{ firing: ['b', 'c'], resolved: [] }]);
  }
});

test('after the clock was set back a failed attempt is repeated soon, not when the old time comes again', async () => {
  const world = await startWorld();
  let answer = (): void => undefined;
  world.respond = () =>
    new Promise((resolve) => (answer = () => resolve({ outcome: 'retry', error: 'no answer' })));
  await world.at(3_600);
  await world.post(a);
  await world.at(3_604);
  setBack(world, hour);
  await world.at(20);
  world.respond = () => ({ outcome: 'delivered' });
  answer();
  await world.at(30);
  expect(world.sent).toHaveLength(2);
});

test('after the clock was set back repeats come at their interval, and an incident that ended is not reopened for an hour', async () => {
  const world = await startWorld();
  await world.at(3_600);
  await world.post(a);
  await world.at(3_604);
  await world.post(a, { now: true, startedSecondsAgo: 4 });
  await world.at(3_620);
  setBack(world, hour);
  await world.at(400);
  await world.post(a);
  await world.at(410);
  expect([...world.engine.state().incidents.keys()]).toEqual(['INC-1', 'INC-2']);
  await world.at(500);
  expect(world.sent.filter(({ why }) => why === 'repeat-interval')).toHaveLength(1);
});

test('an alert that fires again just as ended ones are forgotten is not forgotten', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(4);
  await world.post(a, { now: true, startedSecondsAgo: 4 });
  await world.at(100);
  world.take();
  const janitor = createJanitor({
    engine: world.engine,
    store: world.store,
    tenant: 'default',
    clock: world.clock,
    log: silentLog,
    ledger: { forgetBefore: () => undefined },
    schedule: () => () => undefined,
    timeZone: 'UTC',
    retentionMs: 1e12,
    forgetAfterMs: 60_000,
  });
  const posted = world.post(a);
  await janitor.step(world.clock.now());
  await posted;
  const again = await world.crash();
  await again.at(104);
  expect(again.sent).toMatchObject([{ why: 'first', firing: ['a'] }]);
});
