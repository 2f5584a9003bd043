import { expect, test } from '@jest/globals';
import type { Notice } from '@tocsin/model';
import { integration, startWorld, type World, type WorldOptions } from '../kit/world.ts';

/** At most two messages in 60 s. */
const receiverRules: WorldOptions['receiverRules'] = new Map([
  ['team', { rateLimit: { messages: 2, perMs: 60_000 } }],
]);
const chat: WorldOptions = {
  receiverRules,
  route: { groupBy: { all: false, labels: ['instance'] }, repeatIntervalMs: 86_400_000 },
  integrations: new Map([['team', [integration('slack[0]', { digests: true })]]]),
};
const pager: WorldOptions = { ...chat, integrations: new Map([['team', [integration('pagerduty[0]')]]]) };

const minor = (instance: string) => ({ instance, severity: 'warning' });

async function fire(world: World, ...instances: string[]): Promise<void> {
  for (const instance of instances) await world.post(minor(instance));
}

async function entriesOf(world: World) {
  const entries = [];
  for await (const page of world.store.pagesAfter('default', 0)) entries.push(...page.entries);
  return entries;
}

/** What was sent, the digests among it by their groups. */
function listen(world: World, respond: World['respond'] = () => ({ outcome: 'delivered' })) {
  const digests: NonNullable<Notice['digest']>[] = [];
  world.respond = (send, t) => {
    if (send.notice.digest) digests.push(send.notice.digest);
    return respond(send, t);
  };
  return digests;
}

const told = (world: World) => world.sent.map(({ t, firing, resolved }) => ({ t, firing, resolved }));

test('what exceeds the limit of a chat waits, and is told as one digest when there is room', async () => {
  const world = await startWorld(chat);
  const digests = listen(world);
  await fire(world, 'a', 'b', 'c', 'd', 'e');
  await world.at(62);
  expect(world.sent).toHaveLength(2);
  await world.at(64);
  expect(world.sent).toHaveLength(3);
  expect(world.sent[2]).toMatchObject({ t: 63, firing: ['c', 'd', 'e'] });
  expect(digests[0]).toMatchObject([
    { groupLabels: { instance: 'c' }, firing: 1, resolved: 0 },
    { groupLabels: { instance: 'd' } },
    { groupLabels: { instance: 'e' } },
  ]);
  await world.at(300);
  expect(world.sent).toHaveLength(3);
  expect(world.engine.state().pending.size).toBe(0);
});

test('each group of a digest is told when it is delivered: its end is told, and nothing twice', async () => {
  const world = await startWorld(chat);
  await fire(world, 'a', 'b', 'c', 'd');
  await world.at(100);
  for (const each of ['a', 'b', 'c', 'd'])
    await world.post(minor(each), { now: true, startedSecondsAgo: 100 });
  await world.at(400);
  expect(world.sent.flatMap(({ firing }) => firing).sort()).toEqual(['a', 'b', 'c', 'd']);
  expect(world.sent.flatMap(({ resolved }) => resolved).sort()).toEqual(['a', 'b', 'c', 'd']);
  expect(world.engine.state().groups.size).toBe(0);
});

test('what is critical never waits, but counts', async () => {
  const world = await startWorld(chat);
  await fire(world, 'a', 'b', 'c');
  await world.at(10);
  await world.post({ instance: 'bad' });
  await world.at(14);
  expect(told(world).at(-1)).toMatchObject({ t: 13, firing: ['bad'] });
  await world.at(64);
  expect(told(world).at(-1)).toMatchObject({ t: 63, firing: ['c'] });
  expect(world.sent).toHaveLength(4);
});

test('an alert that becomes critical company takes its group out of the queue', async () => {
  const world = await startWorld({
    ...chat,
    route: { ...chat.route, groupBy: { all: false, labels: ['alertname'] } },
  });
  for (const alertname of ['A', 'B', 'C']) await world.post({ alertname, ...minor(alertname) });
  await world.at(10);
  expect(world.sent).toHaveLength(2);
  await world.post({ alertname: 'C', instance: 'bad' });
  await world.at(14);
  expect(told(world).at(-1)).toMatchObject({ t: 13, firing: expect.arrayContaining(['bad', 'C']) });
});

test('an alert that comes and goes while it waits is told as it fired, then as resolved', async () => {
  const world = await startWorld(chat);
  await fire(world, 'a', 'b', 'c');
  await world.at(20);
  await world.post(minor('c'), { now: true, startedSecondsAgo: 20 });
  await world.at(200);
  const about = told(world).filter(({ firing, resolved }) => [...firing, ...resolved].includes('c'));
  expect(about).toMatchObject([{ firing: ['c'] }, { resolved: ['c'] }]);
});

test('where each message has an identity of its own there is no digest: they go out in turn, as fast as the limit lets them', async () => {
  const world = await startWorld(pager);
  const digests = listen(world);
  await fire(world, 'a', 'b', 'c', 'd', 'e');
  await world.at(200);
  expect(digests).toEqual([]);
  expect(world.sent.map(({ t }) => t)).toEqual([3, 3, 63, 63, 123]);
});

test('the ledger says once of each group that it waits', async () => {
  const world = await startWorld(pager);
  await fire(world, 'a', 'b', 'c', 'd', 'e');
  await world.at(200);
  const waits = (await entriesOf(world)).filter(
    (entry) => entry.kind === 'flush' && entry.reason === 'rate-limited',
  );
  expect(waits).toHaveLength(3);
  expect(waits[0]).toMatchObject({ integration: 'team/pagerduty[0]', told: false });
});

test('a digest that cannot be delivered stays one, and takes no place of those to come', async () => {
  const world = await startWorld(chat);
  const digests = listen(world, ({ notice }, t) =>
    notice.digest && t < 100
      ? { outcome: 'retry', error: 'answered 429', status: 429, retryAfterMs: 20_000 }
      : { outcome: 'delivered' },
  );
  await fire(world, 'a', 'b', 'c', 'd', 'e');
  await world.at(130);
  expect(world.sent.map(({ t }) => t)).toEqual([3, 3, 63, 83, 103]);
  expect(digests.map((each) => each.length)).toEqual([3, 3, 3]);
  const attempts = (await entriesOf(world)).filter(({ kind }) => kind === 'attempt');
  expect(attempts).toHaveLength(2 + 3 * 3);
});

test('a kill while a digest is on its way repeats it whole, and a kill while it waits loses nothing', async () => {
  let world = await startWorld(chat);
  await fire(world, 'a', 'b', 'c', 'd');
  await world.at(30);
  world = await world.crash();
  listen(world, () => new Promise(() => undefined));
  await world.at(64);
  expect(told(world)).toMatchObject([{ firing: ['c', 'd'] }]);
  world = await world.crash();
  await world.at(70);
  expect(told(world).flatMap(({ firing }) => firing)).toEqual(['c', 'd']);
  await world.at(200);
  expect(world.sent.length).toBeLessThanOrEqual(2);
  expect(world.engine.state().pending.size).toBe(0);
});

test('a reload without the limit lets go of all that waits, each by itself', async () => {
  const world = await startWorld(chat);
  const digests = listen(world);
  await fire(world, 'a', 'b', 'c', 'd');
  await world.at(30);
  await world.reload({ hash: 'free', receiverRules: new Map() });
  await world.at(32);
  expect(world.sent.map(({ firing }) => firing[0])).toEqual(['a', 'b', 'c', 'd']);
  expect(digests).toEqual([]);
  expect(world.engine.state().paces.size).toBe(0);
});

test('a message that failed leaves its place to the next', async () => {
  const world = await startWorld(pager);
  world.respond = ({ notice }, t) =>
    notice.groupLabels.instance === 'a' && t < 20
      ? { outcome: 'retry', error: 'answered 500', status: 500 }
      : { outcome: 'delivered' };
  await fire(world, 'a', 'b');
  await world.at(30);
  expect(told(world).at(-1)).toMatchObject({ firing: ['a'] });
});
