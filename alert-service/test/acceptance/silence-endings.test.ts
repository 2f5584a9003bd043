import { expect, test } from '@jest/globals';
import type { SilenceChanged } from '@tocsin/model';
import type { Silence } from '#core/mute/silence';
import { createJanitor } from '#engine/janitor';
import { silentLog } from '#lib/log';
import { startWorld, type World } from '../kit/world.ts';

const untilResolved = { ending: { whenResolved: true } } as const;
const unusedFor = (seconds: number) => ({ ending: { unusedMs: seconds * 1_000 } }) as const;
const week = 7 * 86_400;
const hour = 3_600;

const silence = (world: World, id: string): Silence | undefined => world.engine.state().silences.get(id);
const t = (at = NaN): number => (at - 1_800_000_000_000) / 1_000;
const endedAt = (world: World, id: string): number => t(silence(world, id)?.endsAt);
const ends = async (world: World): Promise<SilenceChanged[]> =>
  (await Array.fromAsync(world.store.pagesAfter('default', 0)))
    .flatMap(({ entries }) => entries)
    .flatMap((entry) => (entry.kind === 'silence' && entry.change === 'ended' ? [entry] : []));

test('a silence until resolved is over 5 minutes after the last alert of it ended, and says why (#1057, #3825)', async () => {
  const world = await startWorld();
  const id = await world.silence('a|b', week, {
    ...untilResolved,
    matcherSets: [[{ name: 'instance', op: '=~', value: 'a|b' }]],
  });
  await world.post({ instance: 'a' }, { inSeconds: 86_400 });
  await world.post({ instance: 'b' }, { inSeconds: 86_400 });
  await world.at(1_000);
  await world.post({ instance: 'a' }, { now: true });
  await world.at(10_000);
  await world.post({ instance: 'b' }, { now: true });
  await world.at(10_299);
  expect(world.status('a')).toMatchObject({ silencedBy: [id] });
  await world.at(10_400);
  expect(endedAt(world, id)).toBe(10_300);
  expect(silence(world, id)).toMatchObject({ endedBecause: 'silence-resolved' });
  expect(await ends(world)).toMatchObject([{ silence: id, by: 'sam', why: 'silence-resolved' }]);
  expect(world.take()).toEqual([]);
  await world.stop();
});

test('an alert that fires again within the 5 minutes was never gone; one that does so later is told', async () => {
  const world = await startWorld();
  const id = await world.silence('a', week, untilResolved);
  await world.post({ instance: 'a' });
  await world.at(100);
  await world.post({ instance: 'a' }, { now: true });
  await world.at(399);
  await world.post({ instance: 'a' });
  await world.at(500);
  await world.post({ instance: 'a' }, { now: true });
  await world.at(799);
  expect(world.status('a')).toMatchObject({ silencedBy: [id] });
  await world.at(801);
  expect(endedAt(world, id)).toBe(800);
  await world.post({ instance: 'a' });
  await world.at(820);
  expect(world.take()).toMatchObject([{ why: 'first', firing: ['a'] }]);
  await world.stop();
});

test('an expiry ends an alert as well as a resolve does', async () => {
  const world = await startWorld();
  const id = await world.silence('a', week, untilResolved);
  await world.post({ instance: 'a' }, { inSeconds: 1_234 });
  await world.at(2_000);
  expect(endedAt(world, id)).toBe(1_534);
  await world.stop();
});

test('until resolved waits for something to resolve, and is over at its last moment whatever still fires', async () => {
  const world = await startWorld();
  const waiting = await world.silence('a', hour, untilResolved);
  const firing = await world.silence('b', hour, untilResolved);
  await world.post({ instance: 'b' }, { inSeconds: 86_400 });
  await world.at(hour + 20);
  expect([endedAt(world, waiting), endedAt(world, firing)]).toEqual([hour, hour]);
  expect(await ends(world)).toEqual([]);
  expect(world.take()).toMatchObject([{ firing: ['b'] }]);
  await world.stop();
});

test('who was told that an alert fires is told that it ended, before the silence that hid it is over (#226)', async () => {
  const world = await startWorld();
  await world.post({ instance: 'a' });
  await world.at(4);
  const id = await world.silence('a', week, untilResolved);
  await world.at(60);
  await world.post({ instance: 'a' }, { now: true });
  await world.at(400);
  expect(world.take()).toMatchObject([{ firing: ['a'] }, { why: 'all-resolved', resolved: ['a'] }]);
  expect(endedAt(world, id)).toBe(360);
  await world.stop();
});

test('a silence that nothing has matched for as long as was said is over (#5459)', async () => {
  const world = await startWorld();
  const never = await world.silence('nobody', week, unusedFor(hour));
  const used = await world.silence('a', week, unusedFor(hour));
  await world.at(1_800);
  await world.post({ instance: 'a' }, { inSeconds: 900 });
  await world.at(10_000);
  expect([endedAt(world, never), endedAt(world, used)]).toEqual([hour, 1_800 + 900 + hour]);
  expect(await ends(world)).toMatchObject([{ why: 'silence-unused' }, { why: 'silence-unused' }]);
  await world.stop();
});

test('a pending silence is not unused: its time begins when it does', async () => {
  const world = await startWorld();
  const startsAt = world.clock.now() + 86_400_000;
  const id = await world.silence('a', week, { ...unusedFor(hour), startsAt });
  await world.at(86_400 + hour - 1);
  expect(endedAt(world, id)).toBe(week);
  await world.at(86_400 + hour);
  expect(endedAt(world, id)).toBe(86_400 + hour);
  await world.stop();
});

test('a restart keeps what was seen, and the time in which nobody could reach us is not idle time', async () => {
  const world = await startWorld();
  const used = await world.silence('a', week, untilResolved);
  const idle = await world.silence('b', week, unusedFor(hour));
  await world.post({ instance: 'a' }, { inSeconds: 60 });
  await world.at(61);
  world.clock.set(world.clock.now() + 7_200_000);
  const again = await world.crash();
  await again.at(7_261 + 10);
  expect([endedAt(again, used), endedAt(again, idle)]).toEqual([week, week]);
  await again.at(7_261 + hour + 10);
  expect([endedAt(again, used), endedAt(again, idle)]).toEqual([7_261 + 300, 7_261 + hour]);
  await again.stop();
});

test('a clock that was set back moves what was seen with it', async () => {
  const world = await startWorld();
  const id = await world.silence('a', week, untilResolved);
  await world.post({ instance: 'a' });
  await world.at(1_000);
  await world.post({ instance: 'a' }, { now: true });
  await world.at(1_100);
  world.clock.set(world.clock.now() - 600_000);
  await world.post({ instance: 'b' });
  await world.at(699);
  expect(endedAt(world, id)).toBe(week);
  await world.at(701);
  expect(endedAt(world, id)).toBe(700);
  await world.stop();
});

test('alerts that are forgotten sooner than silences look leave their ends behind', async () => {
  const world = await startWorld();
  const id = await world.silence('a', week, untilResolved);
  await world.post({ instance: 'a' }, { inSeconds: 3 });
  const { engine, store, clock } = world;
  const janitor = createJanitor({
    ...{ engine, store, clock, tenant: 'default', log: silentLog, timeZone: 'UTC' },
    ...{ retentionMs: 86_400_000, forgetAfterMs: 1_000 },
    schedule: () => () => undefined,
    ledger: { forgetBefore: () => undefined },
  });
  janitor.start();
  await world.at(100);
  expect(engine.state().alerts.size).toBe(0);
  await world.at(302);
  expect(endedAt(world, id)).toBe(week);
  await world.at(304);
  expect(endedAt(world, id)).toBe(303);
  await janitor.stop();
  await world.stop();
});

test('a change in place keeps that it was used, and lets its idle time begin anew', async () => {
  const world = await startWorld();
  const id = await world.silence('a', week, untilResolved);
  const { startsAt = 0 } = silence(world, id) ?? {};
  await world.post({ instance: 'a' }, { inSeconds: 60 });
  await world.at(200);
  expect(await world.silence('a', hour, { id, startsAt, ...untilResolved })).toBe(id);
  await world.at(499);
  expect(endedAt(world, id)).toBe(200 + hour);
  await world.at(501);
  expect(endedAt(world, id)).toBe(500);
  await world.stop();
});

test('one that was changed to end at a time only is watched no more', async () => {
  const world = await startWorld();
  const id = await world.silence('a', week, unusedFor(60));
  const { startsAt = 0 } = silence(world, id) ?? {};
  await world.silence('a', week, { id, startsAt });
  await world.at(hour);
  expect(silence(world, id)).not.toHaveProperty('watch');
  expect(endedAt(world, id)).toBe(week);
  await world.stop();
});
