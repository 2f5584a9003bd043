import { expect, test } from '@jest/globals';
import type { LedgerEntry } from '@tocsin/model';
import type { WantedSilence } from '#core/input';
import { createJanitor } from '#engine/janitor';
import { silentLog } from '#lib/log';
import { silenceOf, startWorld, type World } from '../kit/world.ts';

const set = (world: World, silence: WantedSilence) =>
  world.engine.submit({ kind: 'silence', change: 'set', silence });

const ledger = async (world: World): Promise<LedgerEntry[]> =>
  (await Array.fromAsync(world.store.pagesAfter('default', 0))).flatMap(({ entries }) => entries);

test('a silence is shown right after it was made, and its end right after it was ended (TestAlertGetReturnsCurrentAlertStatus)', async () => {
  const world = await startWorld();
  await world.post({ instance: 'a' });
  expect(world.status('a')).toEqual({ state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [] });
  const id = await world.silence('a');
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(world.status('a')).toMatchObject({ state: 'suppressed', silencedBy: [id] });
  await world.expire(id);
  expect(world.status('a')).toMatchObject({ state: 'active', silencedBy: [] });
  await world.stop();
});

test('a silenced alert is left out, the others of its group are told', async () => {
  const world = await startWorld();
  await world.silence('a');
  await world.post({ instance: 'a' });
  await world.post({ instance: 'b' });
  await world.at(4);
  expect(world.take()).toMatchObject([{ why: 'first', firing: ['b'] }]);
  await world.stop();
});

test('pending, active, expired: each takes effect at the next flush, and wakes nobody before (TestSilencing)', async () => {
  const world = await startWorld();
  const now = world.clock.now();
  await set(world, { ...silenceOf('a', now, 20), startsAt: now + 8_000 });
  await world.post({ instance: 'a' });
  await world.at(5);
  expect(world.take()).toMatchObject([{ t: 3, why: 'first', firing: ['a'] }]);
  await world.post({ instance: 'b' });
  await world.at(14);
  expect(world.take()).toMatchObject([{ t: 13, why: 'new-alerts', firing: ['b'] }]);
  await world.at(22);
  expect(world.take()).toEqual([]);
  await world.at(24);
  expect(world.take()).toMatchObject([{ t: 23, why: 'new-alerts', firing: ['a', 'b'] }]);
  await world.stop();
});

test('an ended silence takes effect at the next flush (TestSilenceDelete)', async () => {
  const world = await startWorld();
  const now = world.clock.now();
  const answer = await set(world, {
    ...silenceOf('a', now, 3_600),
    matcherSets: [[{ name: 'instance', op: '=~', value: 'a|b' }]],
  });
  await world.post({ instance: 'a' });
  await world.at(5);
  expect(world.take()).toEqual([]);
  await world.expire(answer.kind === 'silenced' ? answer.id : '');
  await world.at(14);
  expect(world.take()).toMatchObject([{ t: 13, why: 'first', firing: ['a'] }]);
  await world.stop();
});

test('sets are ORed, matchers of a set ANDed, and a missing label is an empty one', async () => {
  const world = await startWorld();
  await set(world, {
    ...silenceOf('', world.clock.now(), 60),
    matcherSets: [
      [
        { name: 'instance', op: '=', value: 'a' },
        { name: 'zone', op: '=', value: '' },
      ],
      [{ name: 'instance', op: '=~', value: 'b.*' }],
    ],
  });
  await world.post({ instance: 'a' });
  await world.post({ instance: 'a', zone: 'x' });
  await world.post({ instance: 'b1' });
  await world.at(4);
  expect(world.take()).toMatchObject([{ firing: ['a'] }]);
  await world.stop();
});

test('a silence made for some receivers holds for those alone', async () => {
  const world = await startWorld();
  await set(world, {
    ...silenceOf('a', world.clock.now(), 60),
    receiverMatcherSets: [[{ name: 'name', op: '=', value: 'other' }]],
  });
  await world.post({ instance: 'a' });
  expect(world.status('a')).toMatchObject({ state: 'active' });
  await world.at(4);
  expect(world.take()).toMatchObject([{ firing: ['a'] }]);
  await world.stop();
});

test('what would rewrite the past ends the silence and makes a new one; what would not changes it', async () => {
  const world = await startWorld();
  const now = world.clock.now();
  const id = await world.silence('a', 60);
  await world.at(10);
  expect(await world.silence('a', 120, { id, startsAt: now + 999 })).toBe(id);
  const replaced = await world.silence('b', 60, { id });
  expect(replaced).not.toBe(id);
  const { silences } = world.engine.state();
  expect(silences.get(id)).toMatchObject({ endsAt: now + 10_000 });
  expect(silences.get(replaced)).toMatchObject({ startsAt: now + 10_000, endsAt: now + 70_000 });
  expect(await world.silence('a', 60, { id })).not.toBe(id);
  await world.stop();
});

test('a past start is moved to now, and a start that is not given is now', async () => {
  const world = await startWorld();
  const now = world.clock.now();
  const [past, none] = [
    await world.silence('a', 60, { startsAt: now - 5_000 }),
    await world.silence('a', 60, { startsAt: Date.parse('0001-01-01T00:00:00Z') }),
  ];
  for (const id of [past, none]) expect(world.engine.state().silences.get(id)?.startsAt).toBe(now);
  await world.stop();
});

test('ending a pending silence leaves it without length; ending twice is ending once; an unknown id is said', async () => {
  const world = await startWorld();
  const now = world.clock.now();
  const id = await world.silence('a', 60, { startsAt: now + 10_000 });
  await world.at(5);
  expect(await world.expire(id)).toEqual({ kind: 'silenced', id });
  await world.at(8);
  await world.expire(id);
  expect(world.engine.state().silences.get(id)).toMatchObject({
    startsAt: now + 5_000,
    endsAt: now + 5_000,
    updatedAt: now + 5_000,
  });
  expect(await world.expire('b2a3')).toEqual({ kind: 'unknown-silence' });
  expect(await set(world, { ...silenceOf('a', now, 60), id: 'b2a3' })).toEqual({ kind: 'unknown-silence' });
  await world.stop();
});

test.each<[string, Partial<WantedSilence>, string]>([
  ['no set', { matcherSets: [] }, 'at least one matcher set required'],
  ['an empty set', { matcherSets: [[]] }, 'matcher set 0 is empty'],
  [
    'a set that matches nothing at all',
    { matcherSets: [[{ name: 'a', op: '=~', value: '.*' }]] },
    'matcher set 0: at least one matcher must not match the empty string',
  ],
  [
    'a name that is none',
    { matcherSets: [[{ name: '', op: '=', value: 'x' }]] },
    'invalid label matcher 0 in set 0: invalid label name ""',
  ],
  ['an end before the start', { endsAt: 1, startsAt: 2 }, 'end time must not be before start time'],
])('%s is refused in Alertmanager’s words', async (_, more, error) => {
  const world = await startWorld();
  const wanted = { ...silenceOf('a', world.clock.now(), 60), ...more };
  expect(await set(world, wanted)).toEqual({ kind: 'silence-refused', error: `invalid silence: ${error}` });
  await world.stop();
});

test('limits count expired silences, and bytes as Alertmanager keeps them', async () => {
  const limits = { mostSilences: 1, mostBytes: 300, retentionMs: 432_000_000 };
  const world = await startWorld({ silenceLimits: limits });
  const id = await world.silence('a', 60);
  await world.expire(id);
  expect(await set(world, silenceOf('b', world.clock.now(), 60))).toEqual({
    kind: 'silence-refused',
    error: 'exceeded maximum number of silences: 1 (limit: 1)',
  });
  const other = await world.crash({ silenceLimits: { ...limits, mostSilences: 0 } });
  const long = { ...silenceOf('b', other.clock.now(), 60), comment: 'x'.repeat(300) };
  expect(await set(other, long)).toMatchObject({
    kind: 'silence-refused',
    error: 'silence exceeded maximum size: 398 bytes (limit: 300 bytes)',
  });
  await other.stop();
});

test('silences survive a crash, and their ends stand through downtime', async () => {
  const world = await startWorld();
  await world.post({ instance: 'a' });
  await world.silence('a', 60);
  await world.at(4);
  const killed = world.crash({});
  const again = await killed;
  expect(again.status('a')).toMatchObject({ state: 'suppressed' });
  await again.at(50);
  expect(again.take()).toEqual([]);
  await again.at(64);
  expect(again.take()).toMatchObject([{ t: 63, why: 'first', firing: ['a'] }]);
  await again.stop();
});

test('a clock set back brings no ended silence back, and ends none that holds', async () => {
  const world = await startWorld();
  const [ended, holding] = [await world.silence('a', 3_600), await world.silence('b', 3_600)];
  await world.post({ instance: 'a' });
  await world.post({ instance: 'b' });
  await world.at(10);
  await world.expire(ended);
  world.clock.set(world.clock.now() - 600_000);
  await world.at(-580);
  expect(world.status('a')).toMatchObject({ state: 'active' });
  expect(world.status('b')).toMatchObject({ state: 'suppressed', silencedBy: [holding] });
  await world.stop();
});

test('the ledger says who made a silence and why, and which silence muted an alert', async () => {
  const world = await startWorld();
  const id = await world.silence('a', 60);
  await world.post({ instance: 'a' });
  await world.at(24);
  await world.expire(id);
  const entries = await ledger(world);
  expect(entries.filter(({ kind }) => kind === 'silence')).toMatchObject([
    { change: 'made', silence: id, by: 'sam', comment: 'planned work', matchers: '{instance="a"}' },
    { change: 'ended', silence: id },
  ]);
  const [fingerprint] = world.engine.state().alerts.keys();
  // Three flushes found it muted, and the first of them says so.
  expect(entries.filter(({ kind }) => kind === 'flush')).toEqual([
    {
      kind: 'flush',
      group: '{}:{alertname="Down"}',
      integration: 'team/slack[0]',
      reason: 'silenced',
      told: false,
      alerts: [fingerprint],
      because: [{ reason: 'silenced', silences: [id], alerts: [fingerprint] }],
    },
  ]);
  await world.stop();
});

test('an end stands through downtime: a person chose that time (engine’s contract 9)', async () => {
  const world = await startWorld();
  await world.post({ instance: 'a' }, { inSeconds: 86_400 });
  const id = await world.silence('a', 300);
  await world.at(60);
  world.clock.set(world.clock.now() + 600_000);
  const again = await world.crash();
  await again.at(680);
  expect(again.engine.state().silences.get(id)?.endsAt).toBe(world.clock.now() - 380_000);
  expect(again.take()).toMatchObject([{ why: 'first', firing: ['a'] }]);
  await again.stop();
});

test('an expired silence is kept for data.retention, and counted; then it is forgotten', async () => {
  const world = await startWorld();
  const [short, long] = [await world.silence('a', 10), await world.silence('b', 60)];
  const janitor = createJanitor({
    engine: world.engine,
    store: world.store,
    tenant: 'default',
    clock: world.clock,
    log: silentLog,
    ledger: { forgetBefore: () => undefined },
    schedule: () => () => undefined,
    timeZone: 'UTC',
    retentionMs: 100_000,
    forgetAfterMs: 60_000,
  });
  await world.at(109);
  await janitor.step(world.clock.now());
  expect([...world.engine.state().silences.keys()].sort()).toEqual([short, long].sort());
  await world.at(110);
  await janitor.step(world.clock.now());
  expect([...world.engine.state().silences.keys()]).toEqual([long]);
  expect([...(await world.crash()).engine.state().silences.keys()]).toEqual([long]);
});
