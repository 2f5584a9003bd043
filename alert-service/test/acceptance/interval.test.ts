import { expect, test } from '@jest/globals';
import type { LedgerEntry } from '@tocsin/model';
import type { TimeInterval } from '#core/mute/time-interval';
import { integration, startWorld, type World, type WorldOptions } from '../kit/world.ts';

/** The world begins on 15 January 2027 at 08:00:00 UTC. */
const minute = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const at = (from: string, to: string): TimeInterval => ({
  location: 'UTC',
  times: [{ fromMinute: minute(from), toMinute: minute(to) }],
});
/** Quiet from 08:01 until 08:03, the 60th until the 180th second. */
const quiet: WorldOptions = {
  route: { muteTimeIntervals: ['night'], repeatIntervalMs: 86_400_000 },
  timeIntervals: new Map([['night', [at('08:01', '08:03')]]]),
};

const ledger = async (world: World): Promise<LedgerEntry[]> =>
  (await Array.fromAsync(world.store.pagesAfter('default', 0))).flatMap(({ entries }) => entries);

test('nothing is told in a muted interval; what still fires after it is told at the first flush', async () => {
  const world = await startWorld(quiet);
  await world.at(60);
  await world.post({ instance: 'a' });
  await world.at(179);
  expect(world.take()).toEqual([]);
  await world.at(190);
  expect(world.take()).toMatchObject([{ t: 183, why: 'first', firing: ['a'] }]);
  await world.stop();
});

test('told, ended in a muted interval: the end is told at the first flush after it (engine’s contract 17, #226)', async () => {
  const world = await startWorld(quiet);
  await world.post({ instance: 'a' });
  await world.at(80);
  await world.post({ instance: 'a' }, { now: true });
  await world.at(100);
  // Came and went in the night: nobody is told of it.
  await world.post({ instance: 'b' });
  await world.at(120);
  await world.post({ instance: 'b' }, { now: true });
  await world.at(200);
  expect(world.take()).toMatchObject([
    { t: 3, firing: ['a'] },
    { t: 183, why: 'all-resolved', firing: [], resolved: ['a'] },
  ]);
  expect(world.engine.state().groups.size).toBe(0);
  await world.stop();
});

test('what is owed after the night survives a crash in it', async () => {
  const world = await startWorld(quiet);
  await world.post({ instance: 'a' });
  await world.at(80);
  await world.post({ instance: 'a' }, { now: true });
  await world.at(100);
  const again = await world.crash();
  await again.at(200);
  expect(again.take()).toMatchObject([{ t: 183, why: 'all-resolved', resolved: ['a'] }]);
  await again.stop();
});

test('an alert that ended in the night and fires again pages after it only if its end was told', async () => {
  const world = await startWorld(quiet);
  await world.post({ instance: 'a' });
  await world.at(80);
  await world.post({ instance: 'a' }, { now: true });
  await world.at(100);
  await world.post({ instance: 'a' });
  await world.at(200);
  // Whoever was told believes that it fires, and it does.
  expect(world.take()).toMatchObject([{ t: 3, firing: ['a'] }]);
  await world.post({ instance: 'a' }, { now: true });
  await world.at(210);
  await world.post({ instance: 'a' });
  await world.at(230);
  expect(world.take()).toMatchObject([{ why: 'all-resolved' }, { why: 'first', firing: ['a'] }]);
  await world.stop();
});

test('what waits for its receiver when the night begins waits until it is over, and is not lost', async () => {
  const world = await startWorld(quiet);
  world.respond = () => ({ outcome: 'retry', error: 'answered 429', status: 429 });
  await world.at(40);
  await world.post({ instance: 'a' });
  await world.at(55);
  await world.post({ instance: 'a' }, { now: true });
  await world.at(66);
  world.take();
  world.respond = () => ({ outcome: 'delivered' });
  await world.at(180);
  expect(world.take()).toEqual([]);
  await world.at(200);
  expect(world.take()).toMatchObject([
    { t: 183, why: 'first', firing: ['a'] },
    { t: 183, why: 'all-resolved', resolved: ['a'] },
  ]);
  await world.stop();
});

test('a reload in the night sends nothing of what waits', async () => {
  const world = await startWorld(quiet);
  world.respond = () => ({ outcome: 'retry', error: 'answered 429', status: 429 });
  await world.at(40);
  await world.post({ instance: 'a' });
  await world.at(66);
  world.take();
  world.respond = () => ({ outcome: 'delivered' });
  await world.reload(quiet);
  await world.at(170);
  expect(world.take()).toEqual([]);
  await world.at(200);
  expect(world.take()).toMatchObject([{ why: 'first', firing: ['a'] }]);
  await world.stop();
});

test('send_resolved false: an end in the night clears what was told', async () => {
  const world = await startWorld({
    ...quiet,
    integrations: new Map([['team', [integration('email[0]', { sendResolved: false })]]]),
  });
  await world.post({ instance: 'a' });
  await world.at(80);
  await world.post({ instance: 'a' }, { now: true });
  await world.at(100);
  await world.post({ instance: 'a' });
  await world.at(200);
  expect(world.take()).toMatchObject([
    { t: 3, firing: ['a'] },
    { t: 183, why: 'first', firing: ['a'] },
  ]);
  await world.stop();
});

test('a route is active in any of its active intervals, and quiet outside all of them', async () => {
  const world = await startWorld({
    route: { activeTimeIntervals: ['one', 'two'], repeatIntervalMs: 86_400_000 },
    timeIntervals: new Map([
      ['one', [at('08:01', '08:02')]],
      ['two', [at('07:00', '07:30'), at('08:04', '08:05')]],
    ]),
  });
  await world.post({ instance: 'a' });
  await world.at(59);
  expect(world.take()).toEqual([]);
  await world.at(119);
  expect(world.take()).toMatchObject([{ t: 63, firing: ['a'] }]);
  await world.post({ instance: 'b' });
  await world.at(239);
  expect(world.take()).toEqual([]);
  await world.at(250);
  expect(world.take()).toMatchObject([{ t: 243, why: 'new-alerts' }]);
  await world.stop();
});

test('intervals are not inherited, and a muted route still ends the search', async () => {
  const child = {
    key: '{}/{instance="a"}',
    receiver: 'other',
    matchers: [{ name: 'instance', op: '=' as const, value: 'a' }],
    ...{ groupBy: { all: false, labels: [] }, groupWaitMs: 3_000, groupIntervalMs: 10_000 },
    ...{ repeatIntervalMs: 86_400_000, continue: false, labels: {}, children: [], line: 2 },
  };
  const world = await startWorld({
    ...quiet,
    route: {
      muteTimeIntervals: ['night'],
      children: [
        { ...child, muteTimeIntervals: [], activeTimeIntervals: [] },
        {
          ...{ ...child, key: '{}/{instance="b"}', muteTimeIntervals: ['night'], activeTimeIntervals: [] },
          matchers: [{ name: 'instance', op: '=' as const, value: 'b' }],
        },
      ],
    },
    integrations: new Map([
      ['team', [integration('slack[0]')]],
      ['other', [integration('slack[0]')]],
    ]),
  });
  await world.at(60);
  await world.post({ instance: 'a' });
  await world.post({ instance: 'b' });
  await world.at(170);
  expect(world.take()).toMatchObject([{ t: 63, to: 'other/slack[0]', firing: ['a'] }]);
  await world.stop();
});

test('the group shows by which intervals it was muted, as of its last flush, and the ledger says so once', async () => {
  const world = await startWorld(quiet);
  await world.at(60);
  await world.post({ instance: 'a' });
  await world.at(62);
  const [key = ''] = world.engine.state().groups.keys();
  const shown = () => world.engine.state().groups.get(key)?.offTime;
  expect(shown()).toBeUndefined();
  await world.at(120);
  expect(shown()).toEqual(['night']);
  expect(world.engine.state().incidents.size).toBe(0);
  await world.at(184);
  expect(shown()).toBeUndefined();
  const flushes = (await ledger(world)).filter((entry) => entry.kind === 'flush');
  const [fingerprint] = world.engine.state().alerts.keys();
  expect(flushes).toMatchObject([
    {
      reason: 'muted-interval',
      because: [{ reason: 'muted-interval', intervals: ['night'], alerts: [fingerprint] }],
    },
    { reason: 'first' },
  ]);
  await world.stop();
});

test('reasons come in the order of the pipeline: inhibition, active times, mute times, silences', async () => {
  const world = await startWorld({
    ...quiet,
    route: { muteTimeIntervals: ['night'], activeTimeIntervals: ['never'] },
    timeIntervals: new Map([...(quiet.timeIntervals ?? []), ['never', [at('00:00', '00:01')]]]),
    inhibitRules: [
      {
        name: '',
        source: [{ name: 'instance', op: '=', value: 's' }],
        target: [{ name: 'instance', op: '=', value: 't' }],
        equal: [],
        line: 1,
      },
    ],
  });
  await world.at(60);
  for (const instance of ['s', 't', 'a']) await world.silence(instance);
  for (const instance of ['s', 't', 'a']) await world.post({ instance });
  await world.at(64);
  const flushes = (await ledger(world)).flatMap((entry) =>
    entry.kind === 'flush' ? [[entry.reason, entry.alerts.length]] : [],
  );
  expect(flushes).toEqual([
    ['inhibited', 1],
    ['outside-active-interval', 2],
  ]);
  await world.stop();
});
