import { expect, test } from '@jest/globals';
import type { ReceiverRule } from '#core/policy';
import { integration, startWorld, type World, type WorldOptions } from '../kit/world.ts';

const a = { instance: 'a' };
const b = { instance: 'b' };

const to = (receiver: string, afterSeconds: number): ReceiverRule => ({
  fallback: { receiver, afterMs: afterSeconds * 1_000 },
});
const options: WorldOptions = {
  integrations: new Map([
    ['team', [integration('slack[0]')]],
    ['mail', [integration('email[0]')]],
    ['phone', [integration('pagerduty[0]')]],
  ]),
  receiverRules: new Map([['team', to('mail', 20)]]),
};

const failing =
  (...receivers: string[]): World['respond'] =>
  ({ receiver }) =>
    receivers.includes(receiver)
      ? { outcome: 'retry', error: 'Slack answered 500', status: 500 }
      : { outcome: 'delivered' };

async function worldWhere(respond: World['respond'], more: WorldOptions = {}): Promise<World> {
  const world = await startWorld({ ...options, ...more });
  world.respond = respond;
  return world;
}

/** Without the attempts that fail. */
const toldTo = (world: World, receiver: string) =>
  world.sent
    .filter((each) => each.to.startsWith(`${receiver}/`))
    .map(({ t, why, firing, resolved }) => ({ t, why, firing, resolved }));

async function entriesOf(world: World) {
  const entries = [];
  for await (const page of world.store.pagesAfter('default', 0)) entries.push(...page.entries);
  return entries;
}

test('when its fallback.after has passed, the fallback is told at that very moment, once, and the ledger names both', async () => {
  const world = await worldWhere(failing('team'));
  await world.post(a);
  await world.at(23);
  expect(toldTo(world, 'mail')).toEqual([{ t: 23, why: 'first', firing: ['a'], resolved: [] }]);
  await world.at(600);
  expect(toldTo(world, 'mail')).toHaveLength(1);
  const said = (await entriesOf(world)).filter(({ kind }) => kind === 'flush');
  expect(said.filter((entry) => 'reason' in entry && entry.reason === 'fallback')).toMatchObject([
    {
      integration: 'mail/email[0]',
      told: true,
      insteadOf: { integration: 'team/slack[0]', error: 'Slack answered 500', since: 1_800_000_003_000 },
    },
  ]);
});

test('who is delivered in time has no fallback told, and a second outage has its own deadline', async () => {
  const world = await worldWhere((send, t) => failing(...(t < 15 || t > 25 ? ['team'] : []))(send, t));
  await world.post(a);
  await world.at(20);
  expect(toldTo(world, 'team').at(-1)).toMatchObject({ firing: ['a'] });
  await world.at(26);
  await world.post(b);
  await world.at(50);
  expect(toldTo(world, 'mail')).toEqual([]);
  await world.at(54);
  expect(toldTo(world, 'mail')).toEqual([{ t: 53, why: 'new-alerts', firing: ['a', 'b'], resolved: [] }]);
});

test('a refusal counts as undeliverable too, although it waits for the next flush of its group', async () => {
  const world = await worldWhere(
    ({ receiver }) =>
      receiver === 'team'
        ? { outcome: 'refused', error: 'Slack answered 404', status: 404 }
        : { outcome: 'delivered' },
    { route: { groupIntervalMs: 300_000 } },
  );
  await world.post(a);
  await world.at(60);
  expect(toldTo(world, 'mail')).toMatchObject([{ t: 23, firing: ['a'] }]);
});

test('a request that never comes back does not hold the deadline up', async () => {
  const world = await worldWhere(({ receiver }) =>
    receiver === 'team' ? new Promise(() => undefined) : { outcome: 'delivered' },
  );
  await world.post(a);
  await world.at(60);
  expect(toldTo(world, 'mail')).toMatchObject([{ t: 23, firing: ['a'] }]);
});

test('the integration goes on being tried, and is told when it comes back', async () => {
  const world = await worldWhere((send, t) => failing(...(t < 200 ? ['team'] : []))(send, t));
  await world.post(a);
  await world.at(300);
  const tried = toldTo(world, 'team').filter(({ t }) => t >= 200);
  expect(tried).toMatchObject([{ why: 'first', firing: ['a'] }, { why: 'repeat-interval' }]);
});

test('the fallback is told the end of what it was told, after the integration came back too', async () => {
  const world = await worldWhere((send, t) => failing(...(t < 40 ? ['team'] : []))(send, t));
  await world.post(a);
  await world.at(100);
  await world.post(a, { now: true, startedSecondsAgo: 100 });
  await world.at(125);
  expect(toldTo(world, 'mail')).toMatchObject([
    { t: 23, firing: ['a'] },
    { why: 'all-resolved', firing: [], resolved: ['a'] },
  ]);
  expect(toldTo(world, 'team').at(-1)).toMatchObject({ why: 'all-resolved', resolved: ['a'] });
  await world.at(200);
  expect(world.engine.state().orphans.size).toBe(0);
});

test('new alerts go to the fallback at once while the integration still fails, and only then', async () => {
  const world = await worldWhere((send, t) => failing(...(t < 60 ? ['team'] : []))(send, t));
  await world.post(a);
  await world.at(30);
  await world.post(b);
  await world.at(50);
  expect(toldTo(world, 'mail')).toMatchObject([
    { t: 23, firing: ['a'] },
    { t: 33, why: 'first', firing: ['a', 'b'] },
  ]);
  await world.at(120);
  await world.post({ instance: 'c' });
  await world.at(150);
  expect(toldTo(world, 'mail')).toHaveLength(2);
});

test('an end that cannot be told is told to the fallback', async () => {
  const world = await worldWhere((send, t) => failing(...(t > 10 ? ['team'] : []))(send, t));
  await world.post(a);
  await world.at(20);
  await world.post(a, { now: true, startedSecondsAgo: 20 });
  await world.at(60);
  expect(toldTo(world, 'mail')).toEqual([{ t: 43, why: 'all-resolved', firing: [], resolved: ['a'] }]);
});

test('a repeat that cannot be told is no news for the fallback', async () => {
  const world = await worldWhere((send, t) => failing(...(t > 10 ? ['team'] : []))(send, t));
  await world.post(a);
  await world.at(200);
  expect(toldTo(world, 'team').length).toBeGreaterThan(2);
  expect(toldTo(world, 'mail')).toEqual([]);
});

test('what came and went before the deadline is told to the fallback as it fired, then as it ended', async () => {
  const world = await worldWhere(failing('team'));
  await world.post(a);
  await world.at(8);
  await world.post(a, { now: true, startedSecondsAgo: 8 });
  await world.at(100);
  expect(toldTo(world, 'mail')).toMatchObject([
    { t: 23, why: 'first', firing: ['a'] },
    { t: 23, why: 'all-resolved', resolved: ['a'] },
  ]);
});

test('a fallback that wants no ends is told none', async () => {
  const integrations = new Map(options.integrations).set('mail', [
    integration('email[0]', { sendResolved: false }),
  ]);
  const world = await worldWhere(failing('team'), { integrations });
  await world.post(a);
  await world.at(30);
  await world.post(a, { now: true, startedSecondsAgo: 30 });
  await world.at(200);
  expect(toldTo(world, 'mail')).toMatchObject([{ t: 23, firing: ['a'] }]);
});

test('what is silenced before the deadline is told to no fallback, and is once it is not', async () => {
  const world = await worldWhere(failing('team'));
  await world.post(a);
  await world.at(20);
  await world.silence('a', 100);
  await world.at(115);
  expect(toldTo(world, 'mail')).toEqual([]);
  await world.at(200);
  expect(toldTo(world, 'mail')).toMatchObject([{ firing: ['a'] }]);
});

test('what the time mutes waits for the first flush after it, with the fallback too', async () => {
  // From the second minute of the world's hour on, for one minute.
  const minute = { fromMinute: 481, toMinute: 482 };
  const timeIntervals = new Map([['night', [{ location: 'UTC', times: [minute] }]]]);
  const world = await worldWhere(failing('team', 'mail'), {
    timeIntervals,
    route: { muteTimeIntervals: ['night'] },
  });
  await world.at(35);
  await world.post(a);
  await world.at(80);
  world.respond = failing('team');
  await world.at(119);
  expect(toldTo(world, 'mail').filter(({ t }) => t > 80)).toEqual([]);
  await world.at(200);
  expect(toldTo(world, 'mail').filter(({ t }) => t > 80)).toMatchObject([{ firing: ['a'] }]);
});

test('two integrations of a receiver that fail together have their fallback told once', async () => {
  const integrations = new Map(options.integrations).set('team', [
    integration('slack[0]'),
    integration('slack[1]'),
  ]);
  const world = await worldWhere(failing('team'), { integrations });
  await world.post(a);
  await world.at(30);
  await world.post(a, { now: true, startedSecondsAgo: 30 });
  await world.at(200);
  expect(toldTo(world, 'mail')).toMatchObject([{ firing: ['a'] }, { why: 'all-resolved', resolved: ['a'] }]);
});

test('a fallback that cannot be told either has a fallback of its own', async () => {
  const receiverRules = new Map([
    ['team', to('mail', 20)],
    ['mail', to('phone', 30)],
  ]);
  const world = await worldWhere(failing('team', 'mail'), { receiverRules });
  await world.post(a);
  await world.at(52);
  expect(toldTo(world, 'phone')).toEqual([]);
  await world.at(60);
  await world.post(b);
  await world.at(100);
  expect(toldTo(world, 'phone')).toMatchObject([
    { t: 53, firing: ['a'] },
    { t: 63, firing: ['a', 'b'] },
  ]);
  const insteadOf = (await entriesOf(world)).flatMap((entry) =>
    entry.kind === 'flush' && entry.insteadOf
      ? [`${entry.integration} for ${entry.insteadOf.integration}`]
      : [],
  );
  expect([...new Set(insteadOf)]).toEqual([
    'mail/email[0] for team/slack[0]',
    'phone/pagerduty[0] for mail/email[0]',
  ]);
});

test('a kill before the deadline and one after it change nothing: told once, ended once', async () => {
  let world = await worldWhere(failing('team'));
  await world.post(a);
  await world.at(10);
  world = await world.crash();
  world.respond = failing('team');
  await world.at(23);
  expect(toldTo(world, 'mail')).toMatchObject(
    [{ t: 23 - 10, firing: ['a'] }].map(({ firing }) => ({ firing })),
  );
  world = await world.crash();
  world.respond = failing('team');
  await world.at(60);
  expect(toldTo(world, 'mail')).toEqual([]);
  await world.post(a, { now: true, startedSecondsAgo: 60 });
  await world.at(130);
  expect(toldTo(world, 'mail')).toMatchObject([{ why: 'all-resolved', resolved: ['a'] }]);
});

test('time in which nobody was tried does not count: the deadline moves by an outage of our own', async () => {
  let world = await worldWhere(failing('team'));
  await world.post(a);
  await world.at(10);
  const down = world;
  await down.stop();
  world.clock.set(world.clock.now() + 600_000);
  world = await world.crash();
  world.respond = failing('team');
  await world.at(612);
  expect(toldTo(world, 'mail')).toEqual([]);
  await world.at(640);
  expect(toldTo(world, 'mail')).toMatchObject([{ firing: ['a'] }]);
});

test('a reload that takes the rule away tells no fallback any more, and the end of what one was told', async () => {
  const world = await worldWhere(failing('team'));
  await world.post(a);
  await world.at(30);
  await world.reload({ hash: 'without', receiverRules: new Map() });
  await world.post(b);
  await world.at(100);
  expect(toldTo(world, 'mail')).toMatchObject([{ firing: ['a'] }]);
  await world.post(a, { now: true, startedSecondsAgo: 100 });
  await world.at(200);
  expect(toldTo(world, 'mail')).toMatchObject([{ firing: ['a'] }, { why: 'all-resolved', resolved: ['a'] }]);
});

test('a reload that changes something else loses nothing that a fallback has not been told yet', async () => {
  const world = await worldWhere(failing('team', 'mail'));
  await world.post(a);
  await world.at(30);
  world.respond = failing('team');
  await world.reload({ hash: 'another' });
  await world.at(35);
  expect(toldTo(world, 'mail').at(-1)).toMatchObject({ firing: ['a'] });
  expect(world.engine.state().pending.size).toBe(1);
});

test('a reload that names another fallback has that one told', async () => {
  const world = await worldWhere(failing('team'));
  await world.post(a);
  await world.at(30);
  await world.reload({ hash: 'another', receiverRules: new Map([['team', to('phone', 20)]]) });
  await world.at(60);
  expect(toldTo(world, 'phone')).toMatchObject([{ t: 30, firing: ['a'] }]);
});

test('a reload to a shorter time has the fallback told at once where it has passed', async () => {
  const world = await worldWhere(failing('team'));
  await world.post(a);
  await world.at(10);
  await world.reload({ hash: 'another', receiverRules: new Map([['team', to('mail', 5)]]) });
  await world.at(12);
  expect(toldTo(world, 'mail')).toMatchObject([{ t: 10, firing: ['a'] }]);
});

test('a receiver that asks for an hour’s patience is left in peace, and its fallback is told at the deadline', async () => {
  const world = await worldWhere(({ receiver }) =>
    receiver === 'team'
      ? { outcome: 'retry', error: 'Slack answered 429', status: 429, retryAfterMs: 3_600_000 }
      : { outcome: 'delivered' },
  );
  await world.post(a);
  await world.at(3_000);
  expect(toldTo(world, 'team')).toMatchObject([{ t: 3 }]);
  expect(toldTo(world, 'mail')).toMatchObject([{ t: 23, firing: ['a'] }]);
});
