import { expect, test } from '@jest/globals';
import { cpuMs } from '../kit/cpu.ts';
import { integration, startWorld, type World } from '../kit/world.ts';

const a = { instance: 'a' };
const renamed = { hash: 'renamed', route: { key: '{}/{x="y"}' } };

const entriesOf = async (world: World) =>
  (await Array.fromAsync(world.store.pagesAfter('default', 0))).flatMap((page) => page.entries);

test('an incident whose group a new configuration takes away goes on in the group where its alerts are', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(4);
  await world.acknowledge('INC-1');
  const again = await world.crash(renamed);
  await again.at(20);
  expect([...again.engine.state().incidents.values()]).toMatchObject([
    { id: 'INC-1', status: 'acknowledged', group: '{}/{x="y"}:{alertname="Down"}' },
  ]);
  await again.post(a, { now: true, startedSecondsAgo: 20 });
  await again.at(40);
  expect(again.engine.state().incidents.get('INC-1')?.status).toBe('resolved');
});

test('an incident whose alerts ended while a new configuration came ends with its group', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(4);
  await world.post(a, { now: true, startedSecondsAgo: 4 });
  const again = await world.crash(renamed);
  await again.at(20);
  expect(again.engine.state().incidents.get('INC-1')?.status).toBe('resolved');
});

test('what waits for a receiver that is gone ends as receiver-removed, what was in flight too, and each once', async () => {
  const world = await startWorld();
  world.respond = () => new Promise(() => undefined);
  await world.post(a);
  await world.at(4);
  await world.post({ instance: 'b' });
  await world.at(14);
  const again = await world.crash({
    hash: 'other',
    route: { receiver: 'other' },
    integrations: new Map([['other', [integration('slack[0]')]]]),
  });
  await again.at(40);
  const ended = (await entriesOf(again)).flatMap((entry) =>
    entry.kind === 'notice' ? [[entry.integration, entry.why, entry.reason]] : [],
  );
  expect(ended).toEqual([
    ['team/slack[0]', 'first', 'receiver-removed'],
    ['team/slack[0]', 'first', 'receiver-removed'],
    ['other/slack[0]', 'first', 'delivered'],
  ]);
  expect(again.sent).toMatchObject([{ to: 'other/slack[0]', firing: ['a', 'b'] }]);
});

test('a route that is added tells its receiver, and who was told already is not told again', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.post({ alertname: 'Slow', instance: 'b' });
  await world.at(4);
  const slow = { name: 'alertname', op: '=' as const, value: 'Slow' };
  const { route, integrations } = {
    route: {
      children: [
        {
          ...{ key: '{}/{alertname="Slow"}', receiver: 'other', matchers: [slow], children: [] },
          ...{ groupBy: { all: false, labels: ['alertname'] }, labels: {}, continue: false, line: 2 },
          ...{ muteTimeIntervals: [], activeTimeIntervals: [] },
          ...{ groupWaitMs: 3_000, groupIntervalMs: 10_000, repeatIntervalMs: 60_000 },
        },
      ],
    },
    integrations: new Map([
      ['team', [integration('slack[0]')]],
      ['other', [integration('slack[0]')]],
    ]),
  };
  const again = await world.crash({ hash: 'more', route, integrations });
  await again.at(50);
  expect(again.sent).toMatchObject([{ to: 'other/slack[0]', firing: ['b'] }]);
});

async function routedAnew(thousands: number): Promise<number> {
  const world = await startWorld();
  const now = world.clock.now();
  for (let batch = 0; batch < thousands; batch++)
    await world.engine.submit({
      kind: 'alerts',
      alerts: Array.from({ length: 1_000 }, (_, index) => ({
        fingerprint: `f${batch}-${index}`,
        labels: { alertname: 'Down', instance: `i${batch}-${index}` },
        annotations: {},
        startsAt: now,
        endsAt: now + 3_600_000,
        timeout: false,
        generatorURL: '',
      })),
    });
  return cpuMs(async () => {
    const again = await world.crash(renamed);
    expect(again.engine.state().members.get('{}/{x="y"}:{alertname="Down"}')?.size).toBe(thousands * 1_000);
  });
}

test('alerts of one large group are routed anew without delay: the work grows as the alerts do', async () => {
  // The quicker of two: what others do on the machine only ever adds.
  const quicker = async (thousands: number): Promise<number> =>
    Math.min(await routedAnew(thousands), await routedAnew(thousands));
  const few = await quicker(8);
  const many = await quicker(32);
  expect(many / few).toBeLessThan(10);
}, 120_000);
