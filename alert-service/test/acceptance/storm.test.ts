import { expect, test } from '@jest/globals';
import { incidentOfAlert } from '#core/incident/lifecycle';
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

test('in an incident of fifty thousand alerts each is found at once, and all end without delay', async () => {
  const integrations = new Map([['team', [integration('slack[0]', { sendResolved: false })]]]);
  const world = await startWorld({ integrations });
  const many = Array.from({ length: 50 }, (_, batch) =>
    thousand(batch).map((alert) => ({ ...alert, labels: { ...alert.labels, alertname: 'Down' } })),
  );
  for (const alerts of many) await world.engine.submit({ kind: 'alerts', alerts });
  await world.at(4);
  const began = performance.now();
  const found = many.flat().filter((alert) => incidentOfAlert(world.engine.state(), alert.fingerprint));
  expect(found).toHaveLength(50_000);
  for (const alerts of many)
    await world.engine.submit({
      kind: 'alerts',
      alerts: alerts.map((alert) => ({ ...alert, endsAt: now + 4_000 })),
    });
  await world.at(20);
  expect(performance.now() - began).toBeLessThan(4_000);
  expect(world.engine.state().groups.size).toBe(0);
}, 60_000);
