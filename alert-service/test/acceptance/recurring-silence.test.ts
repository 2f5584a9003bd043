import { expect, test } from '@jest/globals';
import type { Recurrence } from '#core/mute/recurrence';
import { readSilences } from '#switch/silences-snapshot';
import { snapshotsOf } from '#switch/hand-back';
import { startWorld } from '../kit/world.ts';

const hour = 3_600;
const day = 24 * hour;
/** The world begins on Friday, 2027-01-15 at 08:00 UTC. */
const begin = 1_800_000_000;
const nightly: Recurrence = {
  kind: 'intervals',
  intervals: [{ times: [{ fromMinute: 120, toMinute: 240 }], location: 'Europe/Berlin' }],
};
/** Seconds since the world began until 02:00 in Berlin, in the night after `days` days. */
const night = (days: number): number => 17 * hour + days * day;

test('a recurring silence hides what fires in its windows, night after night, and nothing else (#214, #517)', async () => {
  const world = await startWorld({ route: { repeatIntervalMs: 1_000 * 365 * day } });
  const id = await world.silence('a', 60 * day, { recurs: nightly });
  for (let days = 0; days < 2; days++) {
    await world.at(night(days) + 60);
    await world.post({ instance: 'a' }, { inSeconds: hour });
    await world.at(night(days) + 120);
    expect(world.status('a')).toMatchObject({ silencedBy: [id] });
    await world.at(night(days) + 3 * hour);
    await world.post({ instance: 'a' }, { inSeconds: hour });
    await world.at(night(days) + 3 * hour + 60);
    expect(world.status('a')).toMatchObject({ silencedBy: [] });
    await world.at(night(days) + 5 * hour);
    expect(world.take().map(({ why }) => why)).toEqual(['first', 'all-resolved']);
  }
  await world.stop();
});

test('who was told before a window is told of the end within it; what still fires after it is told then (#226)', async () => {
  const world = await startWorld();
  await world.silence('a|b', 60 * day, {
    recurs: nightly,
    matcherSets: [[{ name: 'instance', op: '=~', value: 'a|b' }]],
  });
  await world.at(night(0) - 60);
  await world.post({ instance: 'a' }, { inSeconds: 120 });
  await world.at(night(0) + 60);
  await world.post({ instance: 'b' }, { inSeconds: 3 * hour });
  await world.at(night(0) + hour);
  expect(world.take().map(({ firing, resolved }) => [firing, resolved])).toEqual([
    [['a'], []],
    [[], ['a']],
  ]);
  await world.at(night(0) + 2 * hour + 20);
  expect(world.take()).toMatchObject([{ firing: ['b'] }]);
  await world.stop();
});

test('a recurring silence survives a restart as what it is, and is not unused between its windows', async () => {
  const world = await startWorld();
  const id = await world.silence('a', 60 * day, { recurs: nightly, ending: { unusedMs: 2_000 * hour } });
  await world.post({ instance: 'a' }, { inSeconds: 2 * hour });
  const again = await world.crash();
  await again.at(hour);
  expect(again.status('a')).toMatchObject({ silencedBy: [] });
  await again.at(3 * hour);
  expect(again.engine.state().silences.get(id)?.endsAt).toBe((begin + 60 * day) * 1_000);
  await again.at(5 * hour);
  expect(again.engine.state().silences.get(id)).toMatchObject({
    endsAt: (begin + 4 * hour) * 1_000,
    endedBecause: 'silence-unused',
  });
  await again.stop();
});

test('on the way back Alertmanager gets one window of it, and never a silence that holds all the time', async () => {
  const world = await startWorld();
  await world.silence('a', 60 * day, { recurs: nightly, annotations: { team: 'x' } });
  await world.silence('b', hour, { recurs: nightly });
  const { silences, counts } = snapshotsOf(world.engine.state(), 0, world.clock.now());
  expect(counts).toMatchObject({ silences: 1, recurring: 2 });
  expect(readSilences(silences)).toMatchObject([
    {
      startsAt: (begin + night(0)) * 1_000,
      endsAt: (begin + night(0) + 2 * hour) * 1_000,
      annotations: { team: 'x' },
    },
  ]);
  await world.stop();
});

test('what ends a silence early survives the way to Alertmanager and back, as annotations', async () => {
  const world = await startWorld();
  const ending = { whenResolved: true, unusedMs: 90 * 60_000 } as const;
  await world.silence('a', hour, { ending, annotations: { team: 'x' } });
  const { silences } = snapshotsOf(world.engine.state(), 0, world.clock.now());
  const [read] = readSilences(silences);
  expect(read).toMatchObject({ ending, annotations: { team: 'x' } });
  const fresh = await startWorld();
  await fresh.engine.submit({ kind: 'import', silences: read ? [read] : [], notified: [] });
  await fresh.at(20);
  expect([...fresh.engine.state().silences.values()]).toMatchObject([{ watch: { used: false } }]);
  await world.stop();
  await fresh.stop();
});
