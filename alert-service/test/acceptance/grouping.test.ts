import { expect, test } from '@jest/globals';
import { startWorld } from '../kit/world.ts';

const a = { instance: 'a' };
const b = { instance: 'b' };

test('alerts of a group wait group_wait and go out as one notification', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(1);
  await world.post(b);
  await world.at(2.9);
  expect(world.take()).toEqual([]);
  await world.at(3);
  expect(world.take()).toMatchObject([{ t: 3, why: 'first', firing: ['a', 'b'], resolved: [] }]);
});

test('a new alert sends the whole group again at the next group_interval', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(3);
  world.take();
  await world.at(5);
  await world.post(b);
  await world.at(12.9);
  expect(world.take()).toEqual([]);
  await world.at(13);
  expect(world.take()).toMatchObject([{ t: 13, why: 'new-alerts', firing: ['a', 'b'] }]);
});

test('no change is told again only at the first tick later than repeat_interval', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(3);
  world.take();
  await world.at(63);
  expect(world.take()).toEqual([]);
  await world.at(73);
  expect(world.take()).toMatchObject([{ t: 73, why: 'repeat-interval' }]);
});

test('an alert older than group_wait is flushed at once', async () => {
  const world = await startWorld();
  await world.at(1);
  await world.post(a, { startedSecondsAgo: 60 });
  await world.at(1.001);
  expect(world.take()).toMatchObject([{ t: 1, why: 'first', firing: ['a'] }]);
});

test('resolved is told once, and the empty group is gone', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(5);
  world.take();
  await world.post(a, { now: true, startedSecondsAgo: 5 });
  await world.at(13);
  expect(world.take()).toMatchObject([{ t: 13, why: 'all-resolved', firing: [], resolved: ['a'] }]);
  await world.at(200);
  expect(world.take()).toEqual([]);
  expect(world.engine.state().groups.size).toBe(0);
  expect(world.engine.state().told.size).toBe(0);
});

test('an alert that is not refreshed expires and is told as resolved', async () => {
  const world = await startWorld();
  await world.post(a, { inSeconds: 20 });
  await world.at(3);
  world.take();
  await world.at(23);
  expect(world.take()).toMatchObject([{ t: 23, why: 'all-resolved', resolved: ['a'] }]);
});

test('a resend that only moves the end on is no news', async () => {
  const world = await startWorld();
  await world.post(a, { inSeconds: 20 });
  for (let t = 5; t < 60; t += 5) {
    await world.at(t);
    await world.post(a, { inSeconds: 20, startedSecondsAgo: t });
  }
  expect(world.take()).toMatchObject([{ t: 3, why: 'first' }]);
});

test('one that ended is listed as resolved while others of the group still fire', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.post(b);
  await world.at(4);
  world.take();
  await world.post(b, { now: true, startedSecondsAgo: 4 });
  await world.at(13);
  expect(world.take()).toMatchObject([{ t: 13, why: 'newly-resolved', firing: ['a'], resolved: ['b'] }]);
  await world.at(23);
  expect(world.take()).toEqual([]);
});

test('what fires again after its resolved was told is a first notification again', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(4);
  await world.post(a, { now: true, startedSecondsAgo: 4 });
  await world.at(14);
  world.take();
  await world.at(20);
  await world.post(a);
  await world.at(30);
  expect(world.take()).toMatchObject([{ t: 23, why: 'first', firing: ['a'] }]);
});

test('a resolved alert that was never told causes no message', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(1);
  await world.post(a, { now: true, startedSecondsAgo: 1 });
  await world.at(60);
  expect(world.take()).toEqual([]);
  const pages = [];
  for await (const page of world.store.pagesAfter('default', 0)) pages.push(...page.entries);
  expect(pages).toContainEqual(expect.objectContaining({ kind: 'flush', reason: 'never-told', told: false }));
});
