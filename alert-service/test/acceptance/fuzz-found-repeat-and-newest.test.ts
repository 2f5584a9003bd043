import { expect, test } from '@jest/globals';
import { integration, startWorld } from '../kit/world.ts';

/** Found by the differential fuzzer; Alertmanager's dedup stage asks for the repeat whatever has ended. */
test('an end that nobody wants to hear of does not put off the repeat', async () => {
  const quiet = new Map([['team', [integration('slack[0]', { sendResolved: false })]]]);
  const world = await startWorld({ integrations: quiet, route: { repeatIntervalMs: 15_000 } });
  await world.post({ instance: 'a' }, { inSeconds: 18 });
  await world.post({ instance: 'b' });
  await world.at(3);
  world.take();
  // At 23 s the repeat is due, and `a` has ended since the flush at 13 s.
  await world.at(23);
  expect(world.take()).toMatchObject([{ t: 23, why: 'repeat-interval', firing: ['b'], resolved: [] }]);
  await world.stop();
});

/** Found by the differential fuzzer. */
test('a message that waits for a refusing receiver says what is true when it arrives: the later end, the newest text', async () => {
  const world = await startWorld();
  const ends: number[] = [];
  world.respond = (send, t) => {
    ends.push(...send.notice.resolved.map((alert) => alert.endsAt - world.clock.now() + t * 1_000));
    return t >= 5 && t < 26
      ? { outcome: 'retry', error: 'answered 503', status: 503 }
      : { outcome: 'delivered' };
  };
  await world.post({ instance: 'a' }, { inSeconds: 12 });
  await world.at(14);
  // Ended at 12 s for us; its sender says that it was 14 s.
  await world.post({ instance: 'a' }, { now: true, startedSecondsAgo: 1 });
  await world.at(60);
  expect(ends.at(-1)).toBe(14_000);
  await world.stop();
});
