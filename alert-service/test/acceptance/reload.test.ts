import { expect, test } from '@jest/globals';
import { EngineUnavailable } from '#engine/engine';
import type { Commit } from '#store/store';
import { failingStore } from '../kit/failing-store.ts';
import { integration, startWorld, type WorldOptions } from '../kit/world.ts';

/** The timetables of upstream's acceptance tests of these names, in virtual time. */
const upstream = {
  route: { groupBy: { all: false, labels: [] }, groupWaitMs: 1_000, groupIntervalMs: 6_000 },
};
const test1 = { alertname: 'test1', instance: '1' };
const test2 = { alertname: 'test2', instance: '2' };

test('TestReload: an alert is not told twice, and group_interval counts from the reload', async () => {
  const world = await startWorld(upstream);
  await world.at(1);
  await world.post(test1);
  await world.at(3);
  await world.reload();
  await world.at(4);
  await world.post(test2);
  await world.at(15);
  expect(world.sent).toMatchObject([
    { t: 2, why: 'first', firing: ['1'] },
    { t: 9, why: 'new-alerts', firing: ['1', '2'] },
  ]);
});

test('TestColdStart: nothing is sent before the start delay, which a reload does not begin anew', async () => {
  const world = await startWorld({ ...upstream, startDelayMs: 5_000 });
  await world.at(1);
  await world.post(test1, { startedSecondsAgo: 100 });
  await world.at(2);
  await world.post(test2);
  await world.at(5);
  await world.reload();
  await world.at(6);
  await world.post({ alertname: 'test3', instance: '3' }, { startedSecondsAgo: 100 });
  await world.at(7);
  await world.post({ alertname: 'test4', instance: '4' });
  await world.at(16);
  expect(world.sent).toMatchObject([
    { t: 5, firing: ['1', '2'] },
    { t: 11, firing: ['1', '2', '3', '4'] },
  ]);
});

test('a reload during the start delay does not end it', async () => {
  const world = await startWorld({ ...upstream, startDelayMs: 5_000 });
  await world.post(test1, { startedSecondsAgo: 100 });
  await world.at(3);
  await world.reload();
  await world.at(4.9);
  expect(world.sent).toEqual([]);
  await world.at(5);
  expect(world.sent).toMatchObject([{ t: 5, firing: ['1'] }]);
});

const other: WorldOptions = {
  hash: 'other',
  route: { receiver: 'other' },
  integrations: new Map([['other', [integration('slack[0]')]]]),
};
const ofConfiguration = ({ batch }: Commit): boolean =>
  batch.inputs.some((input) => input.kind === 'configuration' && input.cause === 'reload');

test('what was submitted before a reload is decided with the old configuration, what came after with the new one', async () => {
  const world = await startWorld();
  await Promise.all([world.post({ instance: 'a' }), world.reload(other), world.post({ instance: 'b' })]);
  const pages = await Array.fromAsync(world.store.pagesAfter('default', 0));
  const joined = pages.flatMap(({ configuration, entries }) =>
    entries.flatMap((entry) => (entry.kind === 'joined' ? [`${configuration} ${entry.receiver}`] : [])),
  );
  expect(joined).toEqual(['test team', 'other other']);
  await world.at(10);
  expect(world.sent).toMatchObject([{ to: 'other/slack[0]', firing: ['a', 'b'] }]);
});

test('a reload that the store refuses changes nothing: the old configuration decides on', async () => {
  const store = failingStore();
  const world = await startWorld({ store });
  await world.post({ instance: 'a' });
  store.fails = ofConfiguration;
  await expect(world.reload(other)).rejects.toThrow(EngineUnavailable);
  await world.at(10);
  expect(world.engine.policy().hash).toBe('test');
  expect(world.sent).toMatchObject([{ t: 3, to: 'team/slack[0]', firing: ['a'] }]);
  store.fails = () => false;
  await world.reload(other);
  await world.at(20);
  expect(world.sent.slice(1)).toMatchObject([{ t: 10, to: 'other/slack[0]', firing: ['a'] }]);
});

test('a reload whose outcome is unknown is in force exactly if the store kept it', async () => {
  const store = failingStore();
  const world = await startWorld({ store });
  await world.post({ instance: 'a' });
  store.fails = (commit) => (ofConfiguration(commit) ? 'after' : false);
  await expect(world.reload(other)).rejects.toThrow(EngineUnavailable);
  await world.at(10);
  expect(world.engine.policy().hash).toBe('other');
  expect(world.engine.state().configuration).toBe('other');
  expect(world.sent).toMatchObject([{ to: 'other/slack[0]', firing: ['a'] }]);
});

test('a reload tries at once what waits for a receiver, whatever its backoff: it may be what mends it', async () => {
  const world = await startWorld();
  world.respond = () => ({ outcome: 'retry', error: 'answered 429', status: 429, retryAfterMs: 600_000 });
  await world.post({ instance: 'a' });
  await world.at(20);
  world.respond = () => ({ outcome: 'delivered' });
  world.take();
  await world.reload();
  await world.at(21);
  expect(world.take()).toMatchObject([{ t: 20, why: 'first', firing: ['a'] }]);
});

test('a notice that waits is sent by the integration of its name in the configuration of then; one that is gone ends', async () => {
  const two = new Map([['team', [integration('slack[0]'), integration('webhook[0]')]]]);
  const world = await startWorld({ integrations: two });
  world.respond = () => ({ outcome: 'retry', error: 'answered 503', status: 503 });
  await world.post({ instance: 'a' });
  await world.at(20);
  world.take();
  world.respond = () => ({ outcome: 'delivered' });
  await world.reload({ hash: 'one', integrations: new Map([['team', [integration('slack[0]')]]]) });
  await world.at(30);
  expect(world.take()).toMatchObject([{ to: 'team/slack[0]', why: 'first' }]);
  expect(world.engine.state().pending.size).toBe(0);
});

test('reloads in quick succession delay no alert beyond group_wait of its age', async () => {
  const world = await startWorld();
  await world.post({ instance: 'a' });
  for (let t = 1; t <= 10; t += 1) {
    await world.at(t);
    await world.reload();
  }
  await world.at(20);
  expect(world.sent).toMatchObject([{ t: 4, why: 'first', firing: ['a'] }]);
});

test('an integration put before another takes over its name and what was told under it, as upstream; the other is told anew', async () => {
  const world = await startWorld();
  await world.post({ instance: 'a' });
  await world.at(4);
  world.take();
  const two = new Map([['team', [integration('slack[0]'), integration('slack[1]')]]]);
  await world.reload({ hash: 'two', integrations: two });
  await world.at(50);
  expect(world.take()).toMatchObject([{ to: 'team/slack[1]', why: 'first', firing: ['a'] }]);
  await world.at(100);
  expect(world.take().map(({ to, why }) => `${to} ${why}`)).toContain('team/slack[0] repeat-interval');
});
