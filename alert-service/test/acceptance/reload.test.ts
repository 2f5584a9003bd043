import { expect, test } from '@jest/globals';
import { startWorld } from '../kit/world.ts';

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
