import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from '@redis/client';
import { until } from '../../scripts/demo/until.ts';
import { type DemoWorld, startDemo } from './kit/demo-process.ts';

let demo: DemoWorld;

beforeAll(async () => {
  demo = await startDemo();
}, 30_000);
afterAll(() => demo.stop());

const soon = { withinMs: 15_000 };

test('at rest work flows: workflows complete, the API answers, providers are asked, and nothing fails', async () => {
  const { orchestrator, worker, api } = demo;
  await until(
    'no workflow completed',
    async () => (await orchestrator.metric('workflows_total', 'status="completed"')) > 0,
    soon,
  );
  expect(await api.metric('http_request_duration_seconds_count', 'status="200"')).toBeGreaterThan(0);
  expect(await worker.metric('external_api_requests_total', 'status="200"')).toBeGreaterThan(0);
  expect(await orchestrator.metric('workflows_total', 'status="failed"')).toBe(0);
});

test('the orchestrator tells a stream of its workflows, and does what is asked on another, each command once', async () => {
  const client = createClient({ url: demo.databases.redisUrl });
  await client.connect();
  try {
    const events = async () =>
      ((await client.xRange('workflow:events', '-', '+')) ?? []).map(({ message }) => message);
    const typesOf = async (id: string) =>
      (await events()).filter((event) => event['workflow_id'] === id).map((event) => event['type']);
    const begun = async () => (await events()).find((event) => event['workflow_type'] === 'import');
    await until('no import began', async () => (await begun()) !== undefined, soon);
    const id = (await begun())!['workflow_id']!;
    const ask = (command_id: string, action: string, answer_before = Date.now() + 10_000) =>
      client.xAdd('workflow:commands', '*', {
        ...{ command_id, action, workflow_id: id, by: 'Mia', answer_before: String(answer_before) },
      });
    await ask('late', 'cancel', Date.now() - 1);
    for (const name of ['first', 'first', 'second']) await ask(name, 'pause');
    await ask('third', 'cancel');
    await ask('fourth', 'retry');
    const answers = async () =>
      ((await client.xRange('workflow:answers', '-', '+')) ?? []).map(({ message }) => ({ ...message }));
    await until('not all was answered', async () => (await answers()).length >= 4, soon);
    const by = 'orchestrator';
    expect(await answers()).toEqual([
      { command_id: 'first', outcome: 'done', by },
      { command_id: 'second', outcome: 'refused', by, detail: 'it is paused already' },
      { command_id: 'third', outcome: 'done', by },
      { command_id: 'fourth', outcome: 'done', by },
    ]);
    expect(await typesOf(id)).toEqual(
      expect.arrayContaining(['created', 'started', 'paused', 'cancelled', 'created']),
    );
  } finally {
    client.destroy();
  }
});

test.each([
  [
    'orchestrator',
    [
      'workflow_events_total',
      'queue_depth',
      'workflows_total',
      'workflows_running',
      'http_request_duration_seconds_bucket',
    ],
  ],
  [
    'worker',
    [
      ...['workers_active', 'workers_busy', 'http_client_request_duration_seconds_bucket'],
      ...['external_api_rate_limit_remaining', 'external_api_rate_limit_limit'],
    ],
  ],
  [
    'api',
    [
      'db_client_operation_duration_seconds_bucket',
      'db_pool_connections',
      'db_pool_connections_max',
      'http_request_duration_seconds_bucket',
    ],
  ],
] as const)('%s exports its metrics, its process and its disk', async (name, own) => {
  const usual = [
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'node_filesystem_size_bytes',
    'node_filesystem_avail_bytes',
  ];
  for (const metric of [...own, ...usual])
    expect([metric, await demo[name].metric(metric)]).toEqual([metric, expect.any(Number)]);
  expect(await demo[name].metrics()).toContain('node_filesystem_avail_bytes{mountpoint="/"}');
});

describe('broken on command, and mended', () => {
  const cases = [
    {
      fault: 'errors',
      service: 'api',
      read: () => demo.api.metric('http_request_duration_seconds_count', 'status="500"'),
      isBroken: (n: number) => n > 0,
    },
    {
      fault: 'database',
      service: 'api',
      read: () => demo.api.metric('db_pool_connections', 'state="active"'),
      isBroken: (n: number) => n >= 17,
    },
    {
      fault: 'postgres',
      service: 'api',
      read: async () => {
        const text = await (await fetch(`${demo.databases.exporters}/metrics/postgres`)).text();
        return Number(/^pg_stat_activity_count\{.*state="idle"\} (\d+)$/m.exec(text)?.[1] ?? 0);
      },
      isBroken: (n: number) => n >= 30,
    },
    {
      fault: 'queue',
      service: 'orchestrator',
      read: () => demo.orchestrator.metric('queue_depth'),
      isBroken: (n: number) => n > 100,
    },
    {
      fault: 'workers',
      service: 'worker',
      read: () => demo.worker.metric('workers_active'),
      isBroken: (n: number) => n === 0,
    },
    {
      fault: 'rate-limit',
      service: 'worker',
      read: () => demo.worker.metric('external_api_rate_limit_remaining', 'geocoding'),
      isBroken: (n: number) => n < 60,
    },
    {
      fault: 'memory',
      service: 'worker',
      read: () => demo.worker.metric('process_resident_memory_bytes'),
      isBroken: (n: number) => n > 200 * 2 ** 20,
    },
  ] as const;

  test.each(cases)(
    '$fault of $service shows in its metric',
    async ({ fault, service, read, isBroken }) => {
      expect((await demo[service].break(fault)).status).toBe(200);
      await until(`${fault} did not show`, async () => isBroken(await read()), soon);
      await demo[service].mend();
      if (fault === 'errors') return;
      // What a process gives back, it gives back when it has time for it.
      const withinMs = 60_000;
      await until(`${fault} was not mended`, async () => !isBroken(await read()), { withinMs });
    },
    90_000,
  );

  test('latency makes answers of the API take most of a second', async () => {
    await demo.api.break('latency');
    const before = performance.now();
    await fetch(`${demo.api.url}/orders/1`);
    expect(performance.now() - before).toBeGreaterThan(700);
    await demo.api.mend();
  });

  test('what a service cannot do is 404 and says what it can', async () => {
    const response = await demo.api.break('memory');
    expect([response.status, await response.json()]).toEqual([
      404,
      expect.objectContaining({ faults: expect.anything() }),
    ]);
  });

  test('a crash ends the process', async () => {
    await fetch(`${demo.api.url}/control/crash`, { method: 'PUT' });
    expect(await demo.api.ended()).toBe(70);
  });
});
