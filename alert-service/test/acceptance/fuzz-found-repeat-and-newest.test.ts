import { expect, test } from '@jest/globals';
import { until } from '#lib/clock';
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

/** Found by the differential fuzzer: the repeat was dropped at the flush that forgot the end, and made anew at the next. */
test('a repeat that waits for a refusing receiver goes on waiting when something ends that nobody wants to hear of', async () => {
  const quiet = new Map([['team', [integration('slack[0]', { sendResolved: false })]]]);
  const world = await startWorld({ integrations: quiet, route: { repeatIntervalMs: 15_000 } });
  await world.post({ instance: 'a' }, { inSeconds: 38 });
  await world.post({ instance: 'b' });
  await world.at(4);
  await world.silence('a', 60);
  await world.post({ instance: 'c' });
  await world.at(22);
  world.respond = () => ({ outcome: 'retry', error: 'answered 429', status: 429 });
  await world.at(100);
  const attempts = world.take().filter(({ t }) => t > 22);
  expect(attempts.map(({ attempt }) => attempt)).toEqual(attempts.map((_, index) => index + 1));
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

/** Found by the differential fuzzer: the flush dropped what was on its way, and the next made it anew with a short backoff. */
test('a repeat that is on its way while its group is flushed goes on with its backoff when it is refused', async () => {
  const world = await startWorld({ route: { repeatIntervalMs: 15_000 } });
  await world.post({ instance: 'a' });
  await world.at(22);
  world.take();
  world.respond = async () => {
    await until(world.clock, world.clock.now() + 11_000);
    return { outcome: 'retry', error: 'answered 500', status: 500 };
  };
  await world.at(100);
  const attempts = world.take().map(({ attempt }) => attempt);
  expect(attempts.length).toBeGreaterThan(3);
  expect(attempts).toEqual(attempts.map((_, index) => index + 1));
  world.respond = () => ({ outcome: 'delivered' });
  await world.at(300);
  await world.stop();
});
