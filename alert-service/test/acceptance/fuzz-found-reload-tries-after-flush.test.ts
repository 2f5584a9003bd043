import { expect, test } from '@jest/globals';
import { startWorld } from '../kit/world.ts';

test('a reload flushes before it tries again: who refused hears the newest state at once, not the old one first', async () => {
  const world = await startWorld();
  world.respond = () => ({ outcome: 'retry', error: 'answered 429', status: 429, retryAfterMs: 60_000 });
  await world.post({ alertname: 'Down', instance: 'a' });
  await world.at(7);
  await world.post({ alertname: 'Down', instance: 'b' });
  world.take();
  world.respond = () => ({ outcome: 'delivered' });
  await world.reload();
  await world.at(8);
  expect(world.take()).toMatchObject([{ firing: ['a', 'b'] }]);
  await world.stop();
});
