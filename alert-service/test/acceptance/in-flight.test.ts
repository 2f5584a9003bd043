import { expect, test } from '@jest/globals';
import type { AttemptResult } from '#core/input';
import { integration, startWorld, type World } from '../kit/world.ts';

const a = { instance: 'a' };
const b = { instance: 'b' };
const c = { instance: 'c' };
const noAnswer: AttemptResult = { outcome: 'retry', error: 'no answer in 10 s' };

/** Answers when told to, with what is told. */
function held(world: World): (result: AttemptResult) => void {
  let answer: (result: AttemptResult) => void = () => undefined;
  world.respond = () => new Promise((resolve) => (answer = resolve));
  return (result) => {
    world.respond = () => ({ outcome: 'delivered' });
    answer(result);
  };
}

const entriesOf = async (world: World) =>
  (await Array.fromAsync(world.store.pagesAfter('default', 0))).flatMap((page) => page.entries);

test('what was added while the first notification was in flight follows it as new alerts', async () => {
  const world = await startWorld();
  const answer = held(world);
  await world.post(a);
  await world.at(4);
  await world.post(b);
  await world.at(14);
  answer({ outcome: 'delivered' });
  await world.at(16);
  expect(world.sent).toMatchObject([
    { why: 'first', firing: ['a'] },
    { why: 'new-alerts', firing: ['a', 'b'] },
  ]);
});

test('what was added while the first notification was in flight goes out with it when that attempt fails', async () => {
  const world = await startWorld();
  const answer = held(world);
  await world.post(a);
  await world.at(4);
  await world.post(b);
  await world.at(14);
  answer(noAnswer);
  await world.at(20);
  expect(world.sent).toMatchObject([
    { why: 'first', firing: ['a'] },
    { why: 'first', firing: ['a', 'b'] },
  ]);
});

test.each<[string, AttemptResult]>([
  ['times out', noAnswer],
  ['ends in a 503', { outcome: 'retry', error: 'answered 503', status: 503 }],
])(
  'a resolved that %s may have arrived: what fires again meanwhile is told, in flight at that time or waiting',
  async (_, result) => {
    for (const answeredAt of [15, 26]) {
      const world = await startWorld();
      await world.post(a);
      await world.at(4);
      let failed = 0;
      world.respond = (send, t) =>
        send.notice.why !== 'all-resolved'
          ? { outcome: 'delivered' }
          : new Promise((resolve) =>
              world.clock.at(world.clock.now() + Math.max(1, answeredAt - t) * 1_000, () => {
                failed += 1;
                resolve(result);
              }),
            );
      await world.post(a, { now: true, startedSecondsAgo: 4 });
      await world.at(14);
      await world.post(a);
      await world.at(50);
      expect(failed).toBeGreaterThan(0);
      expect(world.sent.at(-1)).toMatchObject({ firing: ['a'], resolved: [] });
    }
  },
);

test('a resolved that was told to come later did not arrive: nothing is told twice when it fires again', async () => {
  const world = await startWorld();
  await world.post(a);
  await world.at(4);
  world.respond = () => ({ outcome: 'retry', error: 'answered 429', status: 429, retryAfterMs: 30_000 });
  await world.post(a, { now: true, startedSecondsAgo: 4 });
  await world.at(14);
  await world.post(a);
  world.respond = () => ({ outcome: 'delivered' });
  await world.at(60);
  expect(world.sent.map(({ why }) => why)).toEqual(['first', 'all-resolved']);
});

test('send_resolved false: one that ended while its first notification waited pages when it fires again', async () => {
  const world = await startWorld({
    integrations: new Map([['team', [integration('slack[0]', { sendResolved: false })]]]),
  });
  world.respond = (_, t) => (t < 20 ? noAnswer : { outcome: 'delivered' });
  await world.post(a);
  await world.post(b);
  await world.at(5);
  await world.post(a, { now: true, startedSecondsAgo: 5 });
  await world.at(45);
  world.take();
  await world.post(a);
  await world.at(60);
  expect(world.take()).toMatchObject([{ why: 'new-alerts', firing: ['a', 'b'] }]);
});

test('a Retry-After of a year is no way to silence a notification: it is given up in time, and what fires asked again', async () => {
  const world = await startWorld({ giveUpAfterMs: 60_000 });
  world.respond = (_, t) =>
    t < 10
      ? { outcome: 'retry', error: 'answered 429', status: 429, retryAfterMs: 365 * 86_400_000 }
      : { outcome: 'delivered' };
  await world.post(a);
  await world.at(120);
  expect(world.sent.length).toBeGreaterThan(1);
  expect(world.engine.state().told.size).toBe(1);
});

test('an acknowledgement while a notification is in flight is shown once that has arrived', async () => {
  const world = await startWorld({
    integrations: new Map([['team', [integration('slack[0]', { updatesInPlace: true })]]]),
  });
  const receipt = { channel: 'C1', ts: '1.1' };
  const answer = held(world);
  await world.post(a);
  await world.at(4);
  await world.acknowledge('INC-1');
  answer({ outcome: 'delivered', receipt });
  await world.at(6);
  expect(world.sent.map(({ why }) => why)).toEqual(['first', 'incident-acknowledged']);
  await world.at(30);
  expect(world.sent).toHaveLength(2);
});

test('an acknowledgement while a notification waits is in it: nothing more is sent', async () => {
  const world = await startWorld({
    integrations: new Map([['team', [integration('slack[0]', { updatesInPlace: true })]]]),
  });
  world.respond = (_, t) =>
    t < 5 ? noAnswer : { outcome: 'delivered', receipt: { channel: 'C1', ts: '1.1' } };
  await world.post(a);
  await world.at(4);
  await world.acknowledge('INC-1');
  await world.at(30);
  expect(world.sent.map(({ why }) => why)).not.toContain('incident-acknowledged');
});

test('an update of what was posted that waits gives way to the end', async () => {
  const world = await startWorld({
    integrations: new Map([['team', [integration('slack[0]', { updatesInPlace: true })]]]),
  });
  world.respond = (send, t) =>
    t > 3 && t < 20 && send.notice.why === 'incident-acknowledged'
      ? noAnswer
      : { outcome: 'delivered', receipt: { channel: 'C1', ts: '1.1' } };
  await world.post(a);
  await world.at(4);
  await world.acknowledge('INC-1');
  await world.post(a, { now: true, startedSecondsAgo: 4 });
  await world.at(40);
  expect(world.sent.at(-1)).toMatchObject({ why: 'all-resolved', resolved: ['a'] });
  expect(world.engine.state().groups.size).toBe(0);
});

test('a group whose notification is in flight while all ends, and that fires again, is told of both', async () => {
  const world = await startWorld();
  const answer = held(world);
  await world.post(a);
  await world.at(4);
  await world.post(a, { now: true, startedSecondsAgo: 4 });
  await world.at(14);
  await world.post(a);
  await world.post(c);
  await world.at(24);
  answer({ outcome: 'delivered' });
  await world.at(60);
  expect(world.sent.map(({ firing, resolved }) => [firing, resolved])).toEqual([
    [['a'], []],
    [['a', 'c'], []],
  ]);
  const ended = (await entriesOf(world)).flatMap((entry) => (entry.kind === 'notice' ? [entry.notice] : []));
  expect(new Set(ended).size).toBe(ended.length);
});
