import { expect, test } from '@jest/globals';
import { fingerprint, notificationHash } from '@tocsin/model';
import { integration, startWorld, type World, type WorldOptions } from '../kit/world.ts';

const a = { alertname: 'Down', severity: 'critical', instance: 'a' };
const both = new Map([
  ['team', [integration('slack[0]')]],
  ['other', [integration('slack[0]')]],
]);
const other: WorldOptions = { hash: 'other', route: { receiver: 'other' }, integrations: both };

/** What Alertmanager's notification log said when it was stopped. */
const takeOver = (world: World, receiver: string, at = world.clock.now() - 60_000) =>
  world.engine.submit({
    kind: 'import',
    silences: [],
    notified: [
      {
        group: '{}:{alertname="Down"}',
        integration: `${receiver}/slack[0]`,
        at,
        firing: [notificationHash(a)],
        resolved: [],
        expiresAt: at + 8 * 3_600_000,
        receipt: {},
      },
    ],
  });

test('what was told before the switch is not told again, and its end is told', async () => {
  const world = await startWorld({ route: { repeatIntervalMs: 86_400_000 } });
  await takeOver(world, 'team');
  await world.post(a, { startedSecondsAgo: 600 });
  await world.at(60);
  expect(world.take()).toEqual([]);
  await world.post(a, { now: true, startedSecondsAgo: 600 });
  await world.at(120);
  expect(world.take()).toMatchObject([{ why: 'all-resolved', resolved: ['a'] }]);
});

test('what was told to a receiver that is not told of the group any more leaves nothing behind', async () => {
  const world = await startWorld(other);
  await takeOver(world, 'team');
  await world.post(a);
  await world.at(60);
  await world.post(a, { now: true, startedSecondsAgo: 60 });
  await world.at(120);
  expect([...world.engine.state().told.keys()]).toEqual([]);
  const endedBefore = world.clock.now();
  await world.engine.submit({ kind: 'heartbeat', forget: [fingerprint(a)], endedBefore });
  world.take();
  await world.reload({ hash: 'later' });
  await world.at(300);
  expect(world.take()).toEqual([]);
});

test('a log written by a clock that was ahead delays no repeat beyond its interval', async () => {
  const world = await startWorld();
  await takeOver(world, 'team', world.clock.now() + 3_600_000);
  await world.post(a, { startedSecondsAgo: 600 });
  await world.at(90);
  expect(world.take()).toMatchObject([{ why: 'repeat-interval', firing: ['a'] }]);
});
