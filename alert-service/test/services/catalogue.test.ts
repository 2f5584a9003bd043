import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { routes } from '@tocsin/api';
import { healthRank } from '@tocsin/model';
import { type Clock, systemClock } from '#lib/clock';
import { linesAround } from '#services/pages/loki';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../kit/eventually.ts';
import {
  type Exporter,
  type RealPrometheus,
  startExporter,
  startPrometheus,
} from '../kit/real-prometheus.ts';
import { type Service, startService } from '../kit/service.ts';

/** One Prometheus, one service and a stand-in for Loki's documented API, asked by all tests of this file. */
let exporter: Exporter;
let prometheus: RealPrometheus;
let service: Service;
let loki: Awaited<ReturnType<typeof startLoki>>;

async function startLoki() {
  const asked: { url: URL; headers: IncomingMessage['headers'] }[] = [];
  const loki = {
    asked,
    /** [nanoseconds, line] of the one stream. */
    entries: [] as [bigint, string][],
    answer: undefined as { status: number; body: string } | undefined,
    hangs: false,
    url: '',
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://loki');
    asked.push({ url, headers: request.headers });
    if (loki.hangs) return;
    if (loki.answer) return void response.writeHead(loki.answer.status).end(loki.answer.body);
    const [start, end] = ['start', 'end'].map((name) => BigInt(url.searchParams.get(name) ?? 0));
    const within = loki.entries.filter(([ns]) => ns >= (start ?? 0n) && ns < (end ?? 0n));
    if (url.searchParams.get('direction') === 'backward') within.reverse();
    const values = within
      .slice(0, Number(url.searchParams.get('limit')))
      .map(([ns, line]) => [String(ns), line]);
    const result = values.length > 0 ? [{ stream: { service_name: 'api', pod: 'a-1' }, values }] : [];
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'streams', result, stats: {} } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  loki.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(loki, {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

const metrics = (requests: number): string => `
http_request_duration_seconds_count{status="200"} ${requests}
http_request_duration_seconds_count{status="500"} ${requests / 4}
http_request_duration_seconds_bucket{le="0.1"} ${requests}
http_request_duration_seconds_bucket{le="+Inf"} ${requests}
pool_used 8
`;

const tocsin = (): string => `
services:
  - name: api
    title: The API
    owner: shop
    dashboard: /d/api
    runbook: https://wiki.example.com/api
    links: [{title: Code, url: 'https://github.com/example/api'}]
    depends_on: [db, nobody]
    indicators: [{name: pool, title: Pool, query: 'max(pool_used{$selector})', degraded: 10, failing: 20}]
  - name: apii
health:
  interval: 1s
  loki: {url: '${loki.url}', headers: {X-Scope-OrgID: tenant-secret}, datasource: loki-uid}
  explore: {url: 'https://grafana.example.com/', datasource: prom-uid}
`;

beforeAll(async () => {
  loki = await startLoki();
  exporter = await startExporter(metrics(0));
  prometheus = await startPrometheus([], {
    scrape_configs: [
      {
        job_name: 'demo',
        static_configs: [
          { targets: [exporter.target], labels: { service: 'api' } },
          { targets: ['127.0.0.1:1'], labels: { service: 'db' } },
        ],
      },
    ],
  });
  await eventually('both targets are scraped', async () => {
    const answer = await fetch(`${prometheus.url}/api/v1/query?query=count(up)==2`);
    return (await answer.text()).includes('"value"');
  });
  service = await startService({
    tocsin: tocsin(),
    flags: [`--prometheus.url=${prometheus.url}`],
  });
}, 60_000);

afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await prometheus[Symbol.asyncDispose]();
  await exporter[Symbol.asyncDispose]();
  await loki[Symbol.asyncDispose]();
});

const ask = async (at: string): Promise<unknown> => {
  const answer = await service.get(`/api/tocsin/v1${at}`);
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  return answer.json();
};
const list = async (query = '') => routes.listServices.response.parse(await ask(`/services${query}`));
const detail = async (name: string) => routes.getService.response.parse(await ask(`/services/${name}`));
const logs = async (query = '') =>
  routes.getServiceLogs.response.parse(await ask(`/services/api/logs${query}`));

test('what Prometheus scrapes is in the list beside what is described, and a description of nothing is pointed out', async () => {
  await eventually('both targets are known', async () => {
    const { services } = await list();
    return services.filter(({ discovered }) => discovered).length === 2;
  });
  const { services, total, problems } = await list();
  expect(total).toBe(3);
  expect(services.map(({ name }) => name).toSorted()).toEqual(['api', 'apii', 'db']);
  expect(services.find(({ name }) => name === 'api')).toMatchObject({ title: 'The API', owner: 'shop' });
  expect(problems).toEqual([
    'api: it depends on nobody, which nothing describes and nothing measures',
    'apii: nothing measures it: no target has service="apii" or service_name="apii" or job="apii"; did you mean api?',
  ]);
});

// A busy machine may miss a scrape of the other target: then that one fails for a moment, too.
test('the worst is first, and it is searched by words, by state, and cut', async () => {
  const names = async (query: string) => (await list(query)).services.map(({ name }) => name);
  await eventually('db is known to be down', async () => (await names('?state=failing')).includes('db'));
  const { services } = await list();
  const ranks = services.map(({ state }) => healthRank(state));
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  expect(services[0]?.state).toBe('failing');
  expect(await names('?search=THE%20shop')).toEqual(['api']);
  expect(await names('?state=maintenance')).toEqual([]);
  expect(await list('?limit=1')).toMatchObject({ services: [{ state: 'failing' }], total: 3 });
  expect((await list('?strips=1')).services[0]?.strip?.cells).toHaveLength(96);
});

test('one service has its graphs with limits, its links, and the arithmetic of its day', async () => {
  exporter.text = metrics(0);
  let requests = 0;
  await eventually('its requests are counted', async () => {
    requests += 400;
    exporter.text = metrics(requests);
    const { graphs, terms } = await detail('api');
    return graphs.some(({ name }) => name === 'errors') && terms.some(({ name }) => name === 'pool');
  });
  const api = await detail('api');
  const graph = (name: string) => api.graphs.find((each) => each.name === name);
  expect(graph('pool')).toEqual({
    ...{ name: 'pool', title: 'Pool', query: 'max(pool_used{service="api"})', limit: 20, source: 'default' },
  });
  expect(graph('errors')).toMatchObject({
    unit: 'ratio',
    limit: 0.05,
    query: expect.stringContaining('http_request_duration_seconds_count{service="api",status!~"5.."}[300s]'),
  });
  expect(api.links).toEqual([
    { kind: 'dashboard', title: 'Dashboard', url: 'https://grafana.example.com/d/api' },
    { kind: 'runbook', title: 'Runbook', url: 'https://wiki.example.com/api' },
    { kind: 'repository', title: 'Code', url: 'https://github.com/example/api' },
    expect.objectContaining({ kind: 'explore' }),
    expect.objectContaining({ kind: 'logs' }),
  ]);
  const panes = new URL(api.links[3]?.url ?? '').searchParams.get('panes') ?? '';
  expect(JSON.parse(panes)).toMatchObject({
    tocsin: { datasource: 'prom-uid', queries: [{ expr: '{service="api"}' }], range: { from: 'now-1h' } },
  });
  expect(api.dependsOn).toEqual(['db', 'nobody']);
  expect((await detail('db')).dependents).toEqual(['api']);
  for (const { query } of api.graphs) await ask(`/query?query=${encodeURIComponent(query)}`);
});

test('of the requests of a day it is said how many were answered well', async () => {
  let requests = 1_000_000;
  await eventually('there is an availability', async () => {
    requests += 400;
    exporter.text = metrics(requests);
    return (await detail('api')).availability !== undefined;
  });
  expect((await detail('api')).availability).toMatchObject({
    window: '24h',
    arithmetic: expect.stringMatching(/^[\d,.]+ of [\d,.]+ requests were answered well$/),
  });
}, 90_000);

test('the twenty lines nearest to a moment come from Loki, oldest first, with a link to the same in Explore', async () => {
  const at = Date.UTC(2026, 10, 20, 3, 5);
  const entries = Array.from({ length: 40 }, (_, index): [bigint, string] => [
    BigInt(at + (index - 20) * 1_000) * 1_000_000n,
    `line ${index - 20}`,
  ]);
  loki.entries = entries;
  loki.asked.length = 0;
  const around = await logs(`?at=${new Date(at).toISOString()}`);
  expect(around).toMatchObject({ configured: true });
  expect(around.lines.map(({ line }) => line)).toEqual(
    Array.from({ length: 20 }, (_, index) => `line ${index - 10}`),
  );
  expect(around.lines[10]).toEqual({
    at: new Date(at).toISOString(),
    line: 'line 0',
    labels: { service_name: 'api', pod: 'a-1' },
  });
  expect(around.explore).toContain('https://grafana.example.com/explore?schemaVersion=1&panes=');
  expect(loki.asked[0]?.url.pathname).toBe('/loki/api/v1/query_range');
  expect(loki.asked[0]?.url.searchParams.get('query')).toBe('{service_name="api"}');
  expect(loki.asked[0]?.headers['x-scope-orgid']).toBe('tenant-secret');
  loki.entries = entries.slice(0, 25);
  expect((await logs(`?at=${new Date(at).toISOString()}`)).lines.map(({ line }) => line)).toEqual(
    Array.from({ length: 20 }, (_, index) => `line ${index - 15}`),
  );
});

test.each([
  [{ status: 400, body: 'parse error for tenant-secret' }, 'it answered 400: parse error for <secret>'],
  [{ status: 302, body: '' }, 'it answered 302'],
  [{ status: 200, body: '{"data": 5}' }, 'it answered something else than lines of logs'],
  [{ status: 200, body: 'x'.repeat(2 ** 21) }, 'its answer is longer than 1 MiB'],
])(
  'a Loki that answers badly gives no lines, and says why without any secret (%#)',
  async (answer, expected) => {
    loki.answer = answer;
    const { lines, error } = await logs();
    loki.answer = undefined;
    expect(lines).toEqual([]);
    expect(error).toContain(expected);
    expect(error).toContain(`Loki at ${loki.url} gives no lines: `);
  },
);

test('a Loki that hangs is given up, and no address of it leads to the metadata of a cloud', async () => {
  loki.hangs = true;
  const hasty: Clock = { ...systemClock, at: (_, ring) => systemClock.at(systemClock.now() + 50, ring) };
  const around = { name: 'api', at: 0 };
  const of = (url: string) => ({ url, label: 'app', headers: new Map() });
  expect(await linesAround(around, of(loki.url), hasty)).toMatchObject({
    error: expect.stringContaining('it did not answer within 5 s'),
  });
  loki.hangs = false;
  const refused = await linesAround(around, of('http://169.254.169.254'), systemClock);
  expect(refused).toMatchObject({ error: expect.stringContaining('169.254.169.254') });
  expect(refused).not.toHaveProperty('lines');
});

test('who asks for a service or a moment that is none is told so', async () => {
  const nobody = await service.get('/api/tocsin/v1/services/nobody');
  expect([nobody.status, await nobody.text()]).toEqual([
    404,
    expect.stringContaining('There is no such service'),
  ]);
  const never = await service.get('/api/tocsin/v1/services/api/logs?at=soon');
  expect([never.status, await never.text()]).toEqual([
    400,
    expect.stringContaining('at must be an ISO time'),
  ]);
});

test('a reload takes up what is described anew', async () => {
  writeFileSync(
    path.join(service.folder, 'tocsin.yml'),
    tocsin().replace('title: The API', 'title: Shop API').replace('  - name: apii\n', ''),
  );
  expect((await service.post('/-/reload', '')).status).toBe(200);
  const { services, problems } = await list();
  expect(services.map(({ name }) => name).toSorted()).toEqual(['api', 'db']);
  expect(services.find(({ name }) => name === 'api')?.title).toBe('Shop API');
  expect(problems).toHaveLength(1);
});

test('while Prometheus is away services are still there, and it is said since when it has not answered', async () => {
  await prometheus.kill();
  await eventually(
    'it is said',
    async () => (await list()).problems.some((problem) => problem.includes('has not answered for')),
    30_000,
  );
  expect((await list()).services.map(({ name }) => name).toSorted()).toEqual(['api', 'db']);
}, 60_000);
