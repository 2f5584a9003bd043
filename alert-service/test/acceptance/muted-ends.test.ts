import { expect, test } from '@jest/globals';
import type { LedgerEntry } from '@tocsin/model';
import type { AttemptResult } from '#core/input';
import { integration, startWorld, type World, type WorldOptions } from '../kit/world.ts';

const quiet = { repeatIntervalMs: 86_400_000 };
const refused: AttemptResult = { outcome: 'retry', error: 'answered 429', status: 429 };
const silent: AttemptResult = { outcome: 'retry', error: 'no answer' };

/** A source `instance: s, role: source` inhibits `role: target`. */
const inhibiting: WorldOptions = {
  route: quiet,
  inhibitRules: [
    {
      name: 'cluster down',
      source: [{ name: 'role', op: '=', value: 'source' }],
      target: [{ name: 'role', op: '=', value: 'target' }],
      equal: ['alertname'],
      line: 1,
    },
  ],
};

const ledger = async (world: World): Promise<LedgerEntry[]> =>
  (await Array.fromAsync(world.store.pagesAfter('default', 0))).flatMap(({ entries }) => entries);

test('if firing was told, resolved is told, also when the alert ended while silenced (known defect 1, #226)', async () => {
  const world = await startWorld({ route: quiet });
  await world.post({ instance: 'a' });
  await world.at(4);
  await world.silence('a');
  await world.at(6);
  await world.post({ instance: 'a' }, { now: true });
  await world.at(14);
  expect(world.take()).toMatchObject([
    { t: 3, why: 'first', firing: ['a'] },
    { t: 13, why: 'all-resolved', firing: [], resolved: ['a'] },
  ]);
  await world.stop();
});

test('notify, silence, resolve under the silence, fire again: it pages (known defect 2, #2896, #3367)', async () => {
  const world = await startWorld({ route: quiet });
  await world.post({ instance: 'a' });
  await world.at(4);
  const id = await world.silence('a');
  await world.post({ instance: 'a' }, { now: true });
  await world.at(15);
  await world.expire(id);
  await world.post({ instance: 'a' });
  await world.at(20);
  expect(world.take()).toMatchObject([
    { t: 3, why: 'first' },
    { t: 13, why: 'all-resolved', resolved: ['a'] },
    { t: 18, why: 'first', firing: ['a'] },
  ]);
  await world.stop();
});

test('the same beside an alert that goes on firing', async () => {
  const world = await startWorld({ route: quiet });
  await world.post({ instance: 'a' });
  await world.post({ instance: 'b' });
  await world.at(4);
  const id = await world.silence('a');
  await world.at(14);
  // Told anew without the silenced one: its end is still owed.
  await world.post({ instance: 'c' });
  await world.at(24);
  await world.post({ instance: 'a' }, { now: true });
  await world.at(34);
  await world.expire(id);
  await world.post({ instance: 'a' });
  await world.at(44);
  expect(world.take()).toMatchObject([
    { t: 3, why: 'first', firing: ['a', 'b'] },
    { t: 23, why: 'new-alerts', firing: ['b', 'c'], resolved: [] },
    { t: 33, why: 'newly-resolved', firing: ['b', 'c'], resolved: ['a'] },
    { t: 43, why: 'new-alerts', firing: ['a', 'b', 'c'] },
  ]);
  await world.stop();
});

test('what is owed survives a crash', async () => {
  const world = await startWorld({ route: quiet });
  await world.post({ instance: 'a' });
  await world.post({ instance: 'b' });
  await world.at(4);
  await world.silence('a');
  await world.post({ instance: 'c' });
  await world.at(14);
  const again = await world.crash();
  await again.post({ instance: 'a' }, { now: true });
  await again.at(24);
  expect(again.take()).toMatchObject([{ t: 23, why: 'newly-resolved', resolved: ['a'] }]);
  await again.stop();
});

test('a silenced alert that still fires when the silence ends is deduplicated, as upstream', async () => {
  const world = await startWorld({ route: quiet });
  await world.post({ instance: 'a' });
  await world.at(4);
  const id = await world.silence('a');
  await world.at(14);
  await world.expire(id);
  await world.at(34);
  expect(world.take()).toMatchObject([{ t: 3, why: 'first' }]);
  await world.stop();
});

test('an alert that ended silenced and was never told stays untold', async () => {
  const world = await startWorld({ route: quiet });
  await world.post({ instance: 'b' });
  await world.silence('a');
  await world.post({ instance: 'a' });
  await world.at(4);
  await world.post({ instance: 'a' }, { now: true });
  await world.at(40);
  expect(world.take()).toMatchObject([{ t: 3, why: 'first', firing: ['b'], resolved: [] }]);
  expect([...(world.engine.state().members.get('{}:{alertname="Down"}') ?? [])]).toHaveLength(1);
  await world.stop();
});

test('send_resolved false: an end under a silence clears what was told, and the next firing pages', async () => {
  const world = await startWorld({
    route: quiet,
    integrations: new Map([['team', [integration('email[0]', { sendResolved: false })]]]),
  });
  await world.post({ instance: 'a' });
  await world.post({ instance: 'b' });
  await world.at(4);
  const id = await world.silence('a');
  await world.post({ instance: 'a' }, { now: true });
  await world.at(14);
  await world.expire(id);
  await world.post({ instance: 'a' });
  await world.at(24);
  expect(world.take()).toMatchObject([
    { t: 3, firing: ['a', 'b'] },
    { t: 23, why: 'new-alerts', firing: ['a', 'b'] },
  ]);
  await world.stop();
});

test('a page that waits for its receiver is taken back when its alert is silenced, and comes when it is not', async () => {
  const world = await startWorld({ route: quiet });
  world.respond = () => refused;
  await world.post({ instance: 'a' });
  await world.at(5);
  const id = await world.silence('a');
  await world.at(14);
  world.take();
  world.respond = () => ({ outcome: 'delivered' });
  await world.at(30);
  expect(world.take()).toEqual([]);
  expect((await ledger(world)).filter(({ kind }) => kind === 'notice')).toMatchObject([
    { reason: 'superseded' },
  ]);
  await world.expire(id);
  await world.at(34);
  expect(world.take()).toMatchObject([{ t: 33, why: 'first', firing: ['a'] }]);
  await world.stop();
});

test('of a page that waits, the others are still told', async () => {
  const world = await startWorld({ route: quiet });
  world.respond = () => refused;
  await world.post({ instance: 'a' });
  await world.post({ instance: 'b' });
  await world.at(5);
  await world.silence('a');
  await world.at(13);
  world.take();
  world.respond = () => ({ outcome: 'delivered' });
  await world.at(40);
  expect(world.take()).toMatchObject([{ why: 'first', firing: ['b'], resolved: [] }]);
  await world.stop();
});

test('a page that may have arrived is owed its end, although its alert was silenced before anybody knew', async () => {
  const world = await startWorld({ route: quiet });
  world.respond = () => silent;
  await world.post({ instance: 'a' });
  await world.at(5);
  await world.silence('a');
  await world.at(14);
  world.respond = () => ({ outcome: 'delivered' });
  world.take();
  await world.post({ instance: 'a' }, { now: true });
  await world.at(24);
  expect(world.take()).toMatchObject([{ t: 23, why: 'all-resolved', resolved: ['a'] }]);
  await world.stop();
});

test('the same where the end of another alert is told before the next flush', async () => {
  const world = await startWorld({ route: quiet });
  await world.post({ instance: 'x' });
  await world.at(4);
  const slowly = (ms: number): Promise<AttemptResult> =>
    new Promise((resolve) => void world.clock.at(world.clock.now() + ms, () => resolve(silent)));
  world.respond = () => slowly(12_000);
  await world.post({ instance: 'a' });
  await world.at(14);
  // In flight since the 13th second.
  await world.silence('a');
  await world.post({ instance: 'x' }, { now: true });
  await world.at(24);
  world.respond = () => ({ outcome: 'delivered' });
  world.take();
  await world.at(30);
  expect(world.take()).toMatchObject([{ firing: [], resolved: ['x'] }]);
  await world.post({ instance: 'a' }, { now: true });
  await world.at(40);
  expect(world.take()).toMatchObject([{ resolved: ['a'] }]);
  await world.stop();
});

test('a page in flight while its alert is silenced and ends: firing and resolved are both told', async () => {
  const world = await startWorld({ route: quiet });
  world.respond = (_, t) =>
    t > 4
      ? { outcome: 'delivered' }
      : new Promise(
          (resolve) =>
            void world.clock.at(world.clock.now() + 22_000, () => resolve({ outcome: 'delivered' })),
        );
  await world.post({ instance: 'a' });
  await world.at(5);
  await world.silence('a');
  await world.at(14);
  await world.post({ instance: 'a' }, { now: true });
  await world.at(60);
  expect(world.take()).toMatchObject([
    { t: 3, why: 'first', firing: ['a'] },
    { t: 25, why: 'all-resolved', resolved: ['a'] },
  ]);
  await world.stop();
});

test('a resolved that waits is not taken back by a silence', async () => {
  const world = await startWorld({ route: quiet });
  await world.post({ instance: 'a' });
  await world.at(4);
  world.respond = () => refused;
  await world.post({ instance: 'a' }, { now: true });
  await world.at(14);
  await world.silence('a');
  await world.at(24);
  world.take();
  world.respond = () => ({ outcome: 'delivered' });
  await world.at(90);
  expect(world.take()).toMatchObject([{ why: 'all-resolved', resolved: ['a'] }]);
  await world.stop();
});

test('inhibited alerts are left out of the next flush and come back after the source has ended, which is told (TestInhibiting)', async () => {
  const world = await startWorld(inhibiting);
  await world.post({ instance: 't', role: 'target' });
  await world.post({ instance: 'o' });
  await world.at(4);
  await world.post({ instance: 's', role: 'source' });
  expect(world.status('t')).toMatchObject({
    state: 'suppressed',
    inhibitedBy: [expect.stringMatching(/^[0-9a-f]{16}$/)],
  });
  await world.at(14);
  await world.post({ instance: 's', role: 'source' }, { now: true });
  expect(world.status('t')).toMatchObject({ state: 'active', inhibitedBy: [] });
  await world.at(24);
  expect(world.take()).toMatchObject([
    { t: 3, firing: ['o', 't'] },
    { t: 13, why: 'new-alerts', firing: ['o', 's'], resolved: [] },
    { t: 23, why: 'new-alerts', firing: ['o', 't'], resolved: ['s'] },
  ]);
  await world.stop();
});

test('source and target end at once: the last message carries both as resolved (TestAlwaysInhibiting)', async () => {
  const world = await startWorld(inhibiting);
  await world.post({ instance: 's', role: 'source' });
  await world.post({ instance: 't', role: 'target' });
  await world.at(4);
  await world.post({ instance: 's', role: 'source' }, { now: true });
  await world.post({ instance: 't', role: 'target' }, { now: true });
  await world.at(14);
  expect(world.take()).toMatchObject([
    { t: 3, why: 'first', firing: ['s'], resolved: [] },
    { t: 13, why: 'all-resolved', resolved: ['s', 't'] },
  ]);
  await world.stop();
});

test('told, inhibited, ended under the inhibition: the end is told at the next flush', async () => {
  const world = await startWorld(inhibiting);
  await world.post({ instance: 't', role: 'target' });
  await world.at(4);
  await world.post({ instance: 's', role: 'source' });
  await world.post({ instance: 't', role: 'target' }, { now: true });
  await world.at(14);
  expect(world.take()).toMatchObject([
    { t: 3, firing: ['t'] },
    { t: 13, why: 'new-alerts', firing: ['s'], resolved: ['t'] },
  ]);
  await world.stop();
});

test('after a restart an inhibited alert is not paged because its source is late (known defect 8, #4064, #2229, #2370)', async () => {
  const world = await startWorld(inhibiting);
  await world.post({ instance: 's', role: 'source' });
  await world.post({ instance: 't', role: 'target' });
  await world.at(4);
  const again = await world.crash({ ...inhibiting, hash: 'edited' });
  await again.post({ instance: 't', role: 'target' });
  expect(again.status('t')).toMatchObject({ state: 'suppressed' });
  await again.at(40);
  expect(again.take()).toEqual([]);
  await again.stop();
});

test('a reload forgets no source: what it inhibits stays quiet', async () => {
  const world = await startWorld(inhibiting);
  await world.post({ instance: 's', role: 'source' });
  await world.post({ instance: 't', role: 'target' });
  await world.at(4);
  world.take();
  await world.reload({ ...inhibiting, hash: 'edited' });
  expect(world.status('t')).toMatchObject({ state: 'suppressed' });
  await world.at(40);
  expect(world.take()).toEqual([]);
  await world.reload({ ...inhibiting, inhibitRules: [], hash: 'without' });
  await world.at(60);
  expect(world.take()).toMatchObject([{ why: 'new-alerts', firing: ['s', 't'] }]);
  await world.stop();
});

test('the ledger names the rule and the alert that inhibited', async () => {
  const world = await startWorld(inhibiting);
  await world.post({ instance: 's', role: 'source' });
  await world.post({ instance: 't', role: 'target' });
  await world.at(4);
  const [source, target] = world.engine.state().alerts.keys();
  expect(await ledger(world)).toContainEqual(
    expect.objectContaining({
      reason: 'inhibited',
      alerts: [target],
      because: [{ reason: 'inhibited', source, rule: 'cluster down', alerts: [target] }],
    }),
  );
  await world.stop();
});

test('a silence opens no incident and ends none', async () => {
  const world = await startWorld({ route: quiet });
  const id = await world.silence('a', 20);
  await world.post({ instance: 'a' });
  await world.at(4);
  expect(world.engine.state().incidents.size).toBe(0);
  await world.expire(id);
  await world.at(14);
  expect([...world.engine.state().incidents.values()]).toMatchObject([{ status: 'triggered' }]);
  await world.silence('a', 3_600);
  await world.at(34);
  expect([...world.engine.state().incidents.values()]).toMatchObject([{ status: 'triggered' }]);
  await world.post({ instance: 'a' }, { now: true });
  await world.at(44);
  expect([...world.engine.state().incidents.values()]).toMatchObject([{ status: 'resolved' }]);
  await world.stop();
});
