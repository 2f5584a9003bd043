import { expect, test } from '@jest/globals';
import { startWorld } from '../kit/world.ts';

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
