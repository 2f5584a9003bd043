import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

test.each([
  [
    'orchestrator',
    ['queue_depth', 'workflows_total', 'workflows_running', 'http_request_duration_seconds_bucket'],
  ],
  [
    'worker',
    ['workers_active', 'workers_busy', 'external_api_rate_limit_remaining', 'external_api_rate_limit_limit'],
  ],
  ['api', ['db_pool_connections', 'db_pool_connections_max', 'http_request_duration_seconds_bucket']],
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
      const withinMs = 20_000;
      await until(`${fault} was not mended`, async () => !isBroken(await read()), { withinMs });
    },
    40_000,
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
