import { expect, test } from '@jest/globals';
import { incidentOfAlert } from '#core/incident/home';
import { cpuMs } from '../kit/cpu.ts';
import { integration, startWorld } from '../kit/world.ts';

const now = 1_800_000_000_000;
const thousand = (batch: number) =>
  Array.from({ length: 1_000 }, (_, index) => ({
    fingerprint: `f${batch}-${index}`,
    labels: { alertname: `Down${batch}`, instance: `i${index}` },
    annotations: {},
    startsAt: now,
    endsAt: now + 3_600_000,
    timeout: false,
    generatorURL: '',
  }));

test('a person is answered, and an outcome kept, in the next commit, however many alerts wait', async () => {
  const world = await startWorld();
  await world.post({ instance: 'a' });
  await world.at(4);
  const storm = Array.from({ length: 20 }, (_, batch) =>
    world.engine.submit({ kind: 'alerts', alerts: thousand(batch) }),
  );
  const before = world.engine.state().seq;
  await world.acknowledge('INC-1');
  expect(world.engine.state().seq - before).toBeLessThanOrEqual(2);
  await Promise.all(storm);
  expect(world.engine.state().alerts.size).toBe(20_001);
});

test('large groups due at one moment are flushed a few at a time', async () => {
  const world = await startWorld();
  for (let batch = 0; batch < 25; batch++)
    await world.engine.submit({ kind: 'alerts', alerts: thousand(batch) });
  let most = 0;
  world.engine.onCommit(({ page }) => {
    const flushed = page.entries.filter((entry) => entry.kind === 'flush');
    most = Math.max(most, flushed.flatMap((entry) => entry.alerts).length);
  });
  await world.at(5);
  expect(most).toBe(10_000);
  expect(world.sent).toHaveLength(25);
});

async function incidentOf(thousands: number): Promise<void> {
  const integrations = new Map([['team', [integration('slack[0]', { sendResolved: false })]]]);
  const world = await startWorld({ integrations });
  const many = Array.from({ length: thousands }, (_, batch) =>
    thousand(batch).map((alert) => ({ ...alert, labels: { ...alert.labels, alertname: 'Down' } })),
  );
  for (const alerts of many) await world.engine.submit({ kind: 'alerts', alerts });
  await world.at(4);
  const found = many.flat().filter((alert) => incidentOfAlert(world.engine.state(), alert.fingerprint));
  expect(found).toHaveLength(thousands * 1_000);
  for (const alerts of many)
    await world.engine.submit({
      kind: 'alerts',
      alerts: alerts.map((alert) => ({ ...alert, endsAt: now + 4_000 })),
    });
  await world.at(20);
  expect(world.engine.state().groups.size).toBe(0);
}

test('in a large incident each alert is found at once and all end without delay: the work grows as the alerts do', async () => {
  await incidentOf(4);
  const few = await cpuMs(() => incidentOf(8));
  // The quicker of two: memory of other tests may be collected in the middle of one.
  const many = Math.min(await cpuMs(() => incidentOf(48)), await cpuMs(() => incidentOf(48)));
  // Six times the alerts: six times the work, where looking through the list for each would be thirty-six times.
  expect(many / few).toBeLessThan(18);
}, 120_000);
