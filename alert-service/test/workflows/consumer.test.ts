import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { createClient } from '@redis/client';
import type { LedgerEntry } from '@tocsin/model';
import type { WorkflowsSettings } from '#config/workflows-config';
import { type Engine, startEngine } from '#engine/engine';
import { systemClock } from '#lib/clock';
import { silentLog } from '#lib/log';
import { Secret } from '#lib/secret';
import { openSqlite } from '#store/sqlite';
import { connectRedis } from '#workflows/redis';
import { createWorkflows, type Workflows } from '#workflows/create-workflows';
import { eventually } from '../kit/eventually.ts';
import { type RealRedis, startRedis } from '../kit/real-redis.ts';
import { policyOf } from '../kit/world.ts';

jest.setTimeout(30_000);

let redis: RealRedis;
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  await redis[Symbol.asyncDispose]();
});
beforeEach(async () => {
  client = createClient({ url: redis.url });
  client.on('error', () => undefined);
  await client.connect();
  await client.sendCommand(['FLUSHALL']);
});

afterEach(() => client.destroy());

const settingsOf = (more: Partial<WorkflowsSettings> = {}): WorkflowsSettings => ({
  redisUrl: Secret.of(redis.url),
  stream: 'workflow:events',
  commands: 'workflow:commands',
  answers: 'workflow:answers',
  group: 'tocsin',
  consumer: 'tocsin',
  ttlMs: 60_000,
  answerTimeoutMs: 1_000,
  ...more,
});

interface Running {
  readonly engine: Engine;
  readonly workflows: Workflows;
  readonly entries: LedgerEntry[];
  stop(): Promise<void>;
}

async function start(
  more: { store?: ReturnType<typeof openSqlite>; settings?: WorkflowsSettings } = {},
): Promise<Running> {
  const store = more.store ?? openSqlite(':memory:');
  const engine = await startEngine({
    ...{ tenant: 'default', store, clock: systemClock, seed: () => 1, log: silentLog },
    policy: policyOf(),
  });
  const entries: LedgerEntry[] = [];
  engine.onCommit(({ page }) => entries.push(...page.entries));
  const settings = more.settings ?? settingsOf();
  const workflows = createWorkflows({ engine, clock: systemClock, log: silentLog, settings: () => settings });
  workflows.loop.start();
  return {
    ...{ engine, workflows, entries },
    async stop() {
      await workflows.loop.stop();
      await engine.stop();
    },
  };
}

const add = (fields: Record<string, string>, stream = 'workflow:events') =>
  client.sendCommand<string>(['XADD', stream, '*', ...Object.entries(fields).flat()]);
const said = (type: string, id: string, more: Record<string, string> = {}) =>
  add({ type, workflow_id: id, workflow_type: 'import', ...more });
const completed = (running: Running) => running.workflows.realtime()?.overall.completed ?? 0;
const pendingCount = async () => {
  const [count] = await client.sendCommand<[number]>(['XPENDING', 'workflow:events', 'tocsin']);
  return count;
};

test('events are counted as they come, acknowledged when they are kept, and the rest goes on beside', async () => {
  await said('created', 'a');
  const running = await start();
  await said('started', 'a', { agent: 'mapper' });
  await said('completed', 'a', { duration_ms: '2000' });
  await eventually('it is counted', () => completed(running) === 1);
  expect(running.workflows.realtime()).toMatchObject({
    overall: { created: 1, started: 1, completed: 1, successRate: 1 },
    agents: [{ name: 'mapper' }],
    types: [{ name: 'import' }],
    ttlSeconds: 60,
    source: { configured: true, connected: true, read: 3 },
  });
  expect(running.workflows.lists().workflows).toMatchObject([
    { id: 'a', state: 'completed', seconds: 2, can: [] },
  ]);
  await eventually('all is acknowledged', async () => (await pendingCount()) === 0);
  await running.stop();
});

test('what cannot be read is set aside with why, told once, and holds up nothing', async () => {
  const running = await start();
  await add({ type: 'exploded', workflow_id: 'a' });
  await said('completed', 'b', { duration_ms: '1' });
  await eventually('the good one is counted', () => completed(running) === 1);
  expect(running.entries).toContainEqual(
    expect.objectContaining({
      kind: 'workflows',
      change: 'poison',
      detail: expect.stringContaining('"exploded"'),
    }),
  );
  expect(running.workflows.lists().poison).toMatchObject([
    { why: expect.stringContaining('exploded'), fields: expect.stringContaining('workflow_id') },
  ]);
  expect(await client.sendCommand(['XLEN', 'workflow:events:poison'])).toBe(1);
  expect(running.workflows.source().sentence).toContain('1 could not be read and is set aside');
  await running.stop();
});

test('killed between the commit and the acknowledgement, it counts nothing twice and loses nothing', async () => {
  const store = openSqlite(':memory:');
  await client.sendCommand(['XGROUP', 'CREATE', 'workflow:events', 'tocsin', '0', 'MKSTREAM']);
  for (const id of ['a', 'b', 'c', 'd']) await said('completed', id, { duration_ms: '5' });
  // As a process leaves it that is killed: four were delivered to it, the first two kept, none acknowledged.
  await client.sendCommand([
    ...['XREADGROUP', 'GROUP', 'tocsin', 'tocsin', 'COUNT', '4'],
    ...['STREAMS', 'workflow:events', '>'],
  ]);
  const ids = await client.sendCommand<[string, string[]][]>(['XRANGE', 'workflow:events', '-', '+']);
  const engine = await startEngine({
    ...{ tenant: 'default', store, clock: systemClock, seed: () => 1, log: silentLog, policy: policyOf() },
  });
  await engine.submit({
    kind: 'workflows',
    events: ids.slice(0, 2).map(([id], index) => ({
      ...{
        id,
        type: 'completed',
        workflow: 'ab'[index] ?? '',
        at: systemClock.now(),
        takenAt: systemClock.now(),
      },
    })),
  });
  await engine.stop();
  const running = await start({ store });
  await eventually('the others are counted', () => completed(running) === 4);
  await eventually('all is acknowledged', async () => (await pendingCount()) === 0);
  await said('completed', 'e');
  await eventually('it goes on', () => completed(running) === 5);
  expect(running.workflows.source().read).toBe(5);
  await running.stop();
});

test('what a consumer holds that is gone is taken over and counted', async () => {
  await client.sendCommand(['XGROUP', 'CREATE', 'workflow:events', 'tocsin', '0', 'MKSTREAM']);
  await said('completed', 'a');
  await client.sendCommand([
    ...['XREADGROUP', 'GROUP', 'tocsin', 'gone'],
    ...['STREAMS', 'workflow:events', '>'],
  ]);
  const [[id = ''] = []] = await client.sendCommand<[string, string[]][]>([
    'XRANGE',
    'workflow:events',
    '-',
    '+',
  ]);
  await client.sendCommand([
    ...['XCLAIM', 'workflow:events', 'tocsin', 'gone', '0', id, 'IDLE', '120000', 'JUSTID'],
  ]);
  const running = await start();
  await eventually('it is counted', () => completed(running) === 1);
  await running.stop();
});

test('a stream that is lost is told, and counting goes on with the new one', async () => {
  const running = await start();
  await said('completed', 'a');
  await eventually('it is counted', () => completed(running) === 1);
  await eventually('it is acknowledged', async () => (await pendingCount()) === 0);
  await client.sendCommand(['FLUSHALL']);
  await eventually('it is told', () =>
    running.entries.some((entry) => entry.kind === 'workflows' && entry.change === 'stream-lost'),
  );
  await said('completed', 'b');
  await eventually('the next is counted', () => completed(running) === 2);
  await running.stop();
});

test('events that were cut away before they were read are told with their number', async () => {
  await said('completed', 'a');
  const first = await start();
  await eventually('it is counted', () => completed(first) === 1);
  await eventually('it is acknowledged', async () => (await pendingCount()) === 0);
  await first.stop();
  for (let index = 0; index < 10; index += 1) await said('completed', `lost${index}`);
  await client.sendCommand(['XTRIM', 'workflow:events', 'MAXLEN', '3']);
  const running = await start();
  await eventually('it is told', () =>
    running.entries.some(
      (entry) => entry.kind === 'workflows' && entry.detail.startsWith('7 events were cut away'),
    ),
  );
  await eventually('the rest is counted', () => completed(running) === 3);
  await running.stop();
});

test('Redis that is gone is shown as gone, and counted on from where it was when it is back', async () => {
  const running = await start();
  await said('completed', 'a');
  await eventually('it is counted', () => completed(running) === 1);
  await redis.kill();
  await eventually('it is shown as gone', () => !running.workflows.source().connected);
  expect(running.workflows.source()).toMatchObject({ configured: true, error: expect.stringMatching(/./) });
  expect(running.workflows.source().sentence).toMatch(/^Redis has been gone for/);
  expect(completed(running)).toBe(1);
  expect(
    await running.workflows.command({
      workflow: 'a',
      action: 'retry',
      actor: { by: 'ann' },
      check: () => undefined,
    }),
  ).toMatchObject({ phase: 'not-sent', detail: expect.stringContaining('Redis cannot be reached') });
  await redis.up();
  const again = createClient({ url: redis.url });
  await again.connect();
  await again.sendCommand(['XADD', 'workflow:events', '*', 'type', 'completed', 'workflow_id', 'b']);
  again.destroy();
  await eventually('it is back within five seconds and counts on', () => completed(running) === 2);
  expect(running.workflows.source().connected).toBe(true);
  await running.stop();
}, 15_000);

test('a command is kept before it is sent, and what came of it is said', async () => {
  const settings = { ...settingsOf(), answerTimeoutMs: 20_000 };
  const running = await start({ settings });
  const asked = { workflow: 'a', action: 'pause', actor: { by: 'ann' }, check: () => undefined } as const;
  const answering = connectRedis(settingsOf(), systemClock).then(async (worker) => {
    const reply = await worker.ask(['XREAD', 'BLOCK', '20000', 'STREAMS', 'workflow:commands', '0'], 25_000);
    const text = JSON.stringify(reply);
    const [, id = ''] = /"command_id","([^"]+)"/.exec(text) ?? [];
    await add({ command_id: id, outcome: 'done', by: 'orchestrator' }, 'workflow:answers');
    worker.close();
    return text;
  });
  const done = await running.workflows.command(asked);
  expect(done).toMatchObject({
    phase: 'done',
    by: 'ann',
    detail: expect.stringMatching(/^orchestrator did it after \d+\.\d s$/),
  });
  expect(await answering).toContain('"workflow_id","a","action","pause","by","ann"');
  expect(
    running.entries.flatMap((entry) => (entry.kind === 'workflow-command' ? [entry.phase] : [])),
  ).toEqual(['asked', 'done']);
  // Nobody is there any more.
  settings.answerTimeoutMs = 1_000;
  const refusing = { ...asked, action: 'cancel', request: { key: 'k', hash: 'h' } } as const;
  const nobody = await running.workflows.command(refusing);
  expect(nobody).toMatchObject({
    phase: 'nobody-answered',
    detail: expect.stringContaining('Nobody answered for 1 s'),
  });
  // The same request again asks nothing again, and an answer that comes late is kept for what it is.
  expect(await running.workflows.command(refusing)).toEqual(nobody);
  await add(
    { command_id: nobody!.id, outcome: 'refused', by: 'orchestrator', detail: 'it has ended' },
    'workflow:answers',
  );
  const late = await eventually('the late answer is kept', () =>
    running.workflows.lists().commands.find(({ id, phase }) => id === nobody?.id && phase === 'refused'),
  );
  expect(late.detail).toMatch(/refused after .* later than the 1 s that are waited for: it has ended/);
  await running.stop();
});
