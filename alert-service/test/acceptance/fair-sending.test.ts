import { expect, test } from '@jest/globals';
import { integration, startWorld } from '../kit/world.ts';

const keys = Array.from({ length: 10 }, (_, index) => `webhook[${index}]`);
const integrations = new Map([['team', keys.map((key) => integration(key))]]);

test('nine integrations that hang with long queues keep the tenth from nothing', async () => {
  const world = await startWorld({ integrations });
  world.respond = (send) =>
    send.integration === 'team/webhook[9]'
      ? { outcome: 'delivered' }
      : new Promise((resolve) =>
          world.clock.at(world.clock.now() + 10_000, () =>
            resolve({ outcome: 'retry', error: 'no answer in 10 s' }),
          ),
        );
  for (let each = 0; each < 100; each++) await world.post({ alertname: `Down${each}`, instance: 'a' });
  await world.at(60);
  expect(world.sent.filter(({ to }) => to === 'team/webhook[9]')).toHaveLength(100);
});

test('at most so many requests at once, in all and for each integration', async () => {
  const world = await startWorld({ integrations });
  let most = 0;
  const open = new Map<string, number>();
  world.respond = async (send) => {
    open.set(send.integration, (open.get(send.integration) ?? 0) + 1);
    expect(open.get(send.integration)).toBeLessThanOrEqual(8);
    most = Math.max(
      most,
      [...open.values()].reduce((sum, each) => sum + each, 0),
    );
    await new Promise<void>((resolve) => void world.clock.at(world.clock.now() + 1_000, resolve));
    open.set(send.integration, (open.get(send.integration) ?? 0) - 1);
    return { outcome: 'delivered' };
  };
  for (let each = 0; each < 30; each++) await world.post({ alertname: `Down${each}`, instance: 'a' });
  await world.at(30);
  expect(world.sent).toHaveLength(300);
  expect(most).toBe(64);
});

test('ten thousand groups due at one moment are all told, and a person is answered in between', async () => {
  const world = await startWorld();
  for (let batch = 0; batch < 10; batch++)
    await Promise.all(
      Array.from({ length: 1_000 }, (_, each) => world.post({ alertname: `Down${batch * 1_000 + each}` })),
    );
  const before = world.engine.state().seq;
  await world.at(3);
  expect(await world.acknowledge('INC-1')).toMatchObject({ kind: 'incident' });
  await world.at(9);
  expect(new Set(world.sent.map(({ to }) => to)).size).toBe(1);
  expect(world.sent).toHaveLength(10_000);
  expect(world.engine.state().pending.size).toBe(0);
  expect(world.engine.state().seq - before).toBeLessThan(30_000);
}, 60_000);
