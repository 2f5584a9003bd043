import { expect, test } from '@jest/globals';
import { integration, startWorld, type World } from '../kit/world.ts';

const a = { instance: 'a' };
const b = { instance: 'b' };

const refuseUntil =
  (until: number, retryAfterMs?: number): World['respond'] =>
  (_, t) =>
    t < until
      ? { outcome: 'retry', error: 'answered 429', status: 429, ...(retryAfterMs && { retryAfterMs }) }
      : { outcome: 'delivered' };

async function entriesOf(world: World) {
  const entries = [];
  for await (const page of world.store.pagesAfter('default', 0)) entries.push(...page.entries);
  return entries;
}

test('a receiver that answers 429 while an alert comes and goes still gets its firing and its resolved, in order', async () => {
  const world = await startWorld();
  world.respond = refuseUntil(30);
  await world.post(a);
  await world.at(5);
  await world.post(a, { now: true, startedSecondsAgo: 5 });
  await world.at(120);
  const told = world.sent.filter(({ t }) => t >= 30);
  expect(told).toMatchObject([
    { why: 'first', firing: ['a'], resolved: [] },
    { why: 'all-resolved', firing: [], resolved: ['a'] },
  ]);
});

test('alerts that come and go while a receiver refuses are all told as they fired, then as resolved', async () => {
  const world = await startWorld();
  world.respond = refuseUntil(40);
  await world.post(a);
  await world.at(5);
  await world.post(a, { now: true, startedSecondsAgo: 5 });
  await world.post(b);
  await world.at(15);
  await world.post(b, { now: true, startedSecondsAgo: 10 });
  await world.at(120);
  expect(world.sent.filter(({ t }) => t >= 40)).toMatchObject([
    { why: 'first', firing: ['b', 'a'] },
    { why: 'all-resolved', firing: [], resolved: ['a', 'b'] },
  ]);
  expect(world.engine.state().groups.size).toBe(0);
});

test('Retry-After is honoured', async () => {
  const world = await startWorld();
  world.respond = refuseUntil(4, 30_000);
  await world.post(a);
  await world.at(100);
  expect(world.sent.map(({ t }) => t).slice(0, 2)).toEqual([3, 33]);
});

test('retries back off from half a second by half as much again, and are counted from the start of an attempt', async () => {
  const world = await startWorld();
  world.respond = () => ({ outcome: 'retry', error: 'answered 500', status: 500 });
  await world.post(a);
  await world.at(12);
  const gaps = world.sent.slice(1).map(({ t }, index) => t - (world.sent[index]?.t ?? 0));
  expect(gaps.length).toBeGreaterThan(3);
  gaps.forEach((gap, index) => {
    const base = 0.5 * 1.5 ** index;
    expect(gap).toBeGreaterThanOrEqual(base * 0.49);
    expect(gap).toBeLessThanOrEqual(base * 1.51);
  });
});

test('a refusal is kept and tried again at the next flush of its group, not before', async () => {
  const world = await startWorld();
  world.respond = (_, t) =>
    t < 20 ? { outcome: 'refused', error: 'answered 400', status: 400 } : { outcome: 'delivered' };
  await world.post(a);
  await world.at(60);
  expect(world.sent.map(({ t, why }) => [t, why])).toEqual([
    [3, 'first'],
    [13, 'first'],
    [23, 'first'],
  ]);
});

test('what cannot be delivered within give_up_after ends as given up, and what still fires is asked again', async () => {
  const world = await startWorld({ giveUpAfterMs: 20_000 });
  world.respond = refuseUntil(60);
  await world.post(a);
  await world.at(100);
  const reasons = (await entriesOf(world)).flatMap((entry) =>
    entry.kind === 'notice' ? [entry.reason] : [],
  );
  expect(reasons).toContain('gave-up');
  expect(reasons.at(-1)).toBe('delivered');
});

test('one integration that fails holds up no other, and the healthy one is not told twice', async () => {
  const world = await startWorld({
    integrations: new Map([
      ['team', [integration('slack[0]'), integration('webhook[0]', { quietWhenAcknowledged: false })]],
    ]),
  });
  world.respond = (send) =>
    send.integration.endsWith('slack[0]') ? { outcome: 'retry', error: 'reset' } : { outcome: 'delivered' };
  await world.post(a);
  await world.at(40);
  expect(world.sent.filter(({ to }) => to === 'team/webhook[0]')).toHaveLength(1);
  expect(world.sent.filter(({ to }) => to === 'team/slack[0]').length).toBeGreaterThan(3);
});

test('send_resolved false: nothing is sent at the end, and the next firing pages', async () => {
  const world = await startWorld({
    integrations: new Map([['team', [integration('slack[0]', { sendResolved: false })]]]),
  });
  await world.post(a);
  await world.at(5);
  await world.post(a, { now: true, startedSecondsAgo: 5 });
  await world.at(20);
  await world.post(a);
  await world.at(60);
  expect(world.sent).toMatchObject([
    { t: 3, why: 'first' },
    { t: 23, why: 'first' },
  ]);
});

test('every attempt is in the ledger with its outcome, and no negative reason is written twice in a row', async () => {
  const world = await startWorld();
  world.respond = refuseUntil(4);
  await world.post(a);
  await world.at(55);
  const entries = await entriesOf(world);
  const attempts = entries.flatMap((entry) => (entry.kind === 'attempt' ? [entry.outcome] : []));
  expect(attempts.at(-1)).toBe('delivered');
  expect(attempts.slice(0, -1).every((outcome) => outcome === 'retry')).toBe(true);
  const negatives = entries.filter((entry) => entry.kind === 'flush' && entry.reason === 'deduplicated');
  expect(negatives).toHaveLength(1);
});

test('send_resolved false: one that ended while others fire pages when it fires again', async () => {
  const world = await startWorld({
    integrations: new Map([['team', [integration('slack[0]', { sendResolved: false })]]]),
  });
  await world.post(a);
  await world.post(b);
  await world.at(5);
  await world.post(a, { now: true, startedSecondsAgo: 5 });
  await world.at(20);
  await world.post(a);
  await world.at(30);
  expect(world.sent).toMatchObject([
    { t: 3, why: 'first', firing: ['a', 'b'] },
    { t: 23, why: 'new-alerts', firing: ['a', 'b'], resolved: [] },
  ]);
});

test('send_resolved false: a page that waits pages no more for who was told before and has ended since', async () => {
  const integrations = new Map([['team', [integration('email[0]', { sendResolved: false })]]]);
  const world = await startWorld({ integrations });
  await world.post({ instance: 'b' });
  await world.at(4);
  world.respond = () => ({ outcome: 'retry', error: 'answered 429', status: 429, retryAfterMs: 15_000 });
  await world.post({ instance: 'a' });
  await world.at(14);
  await world.post({ instance: 'b' }, { now: true, startedSecondsAgo: 14 });
  await world.at(24);
  world.respond = () => ({ outcome: 'delivered' });
  world.take();
  await world.at(40);
  expect(world.take()).toMatchObject([{ why: 'new-alerts', firing: ['a'], resolved: [] }]);
});
