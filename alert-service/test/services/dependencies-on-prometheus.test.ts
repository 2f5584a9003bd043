import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createClient } from '@tocsin/api';
import { createPrometheusClient } from '#prometheus/client';
import { discoverEdges } from '#services/topology/discover';
import { ensurePrometheus } from '../../../scripts/servers/prometheus.ts';
import {
  eventually,
  type Exporter,
  type RealPrometheus,
  startExporter,
  startPrometheus,
} from '../kit/real-prometheus.ts';
import { startService } from '../kit/service.ts';

jest.setTimeout(120_000);

/** As after so many seconds, ten calls in each. */
const counted = (seconds: number): string => {
  const calls = seconds * 10;
  const histogram = (name: string, labels: string, share = 1): string[] => [
    `${name}_bucket{${labels},le="0.1"} ${Math.round(calls * share * 0.9)}`,
    `${name}_bucket{${labels},le="1"} ${calls * share}`,
    `${name}_bucket{${labels},le="+Inf"} ${calls * share}`,
    `${name}_sum{${labels}} ${calls * share * 0.1}`,
    `${name}_count{${labels}} ${calls * share}`,
  ];
  return [
    `traces_service_graph_request_total{client="shop",server="checkout"} ${calls}`,
    `traces_service_graph_request_failed_total{client="shop",server="checkout"} ${calls / 2}`,
    `traces_service_graph_request_total{client="user",server="shop"} ${calls}`,
    ...histogram('traces_service_graph_request_server_seconds', 'client="shop",server="checkout"'),
    ...histogram(
      'http_client_request_duration_seconds',
      'service="worker",peer_service="api",status="200"',
      0.5,
    ),
    ...histogram(
      'http_client_request_duration_seconds',
      'service="worker",peer_service="api",status="error"',
      0.5,
    ),
    ...histogram(
      'http_client_request_duration_seconds',
      'service="api",server_address="geo.example.com",server_port="443",http_response_status_code="503",error_type="503"',
    ),
    ...histogram('http_client_duration_milliseconds', 'service="old",net_peer_name="api"'),
    ...histogram('db_client_operation_duration_seconds', 'service="api",db_system="postgresql",status="ok"'),
    `external_api_requests_total{service="worker",provider="github",status="200"} ${calls}`,
    `external_api_requests_total{service="silent",provider="github",status="200"} 7`,
    '',
  ].join('\n');
};

let exporter: Exporter;
let prometheus: RealPrometheus;
let client: ReturnType<typeof createPrometheusClient>;
const beganAt = Date.now();
let ticking: NodeJS.Timeout;
beforeAll(async () => {
  await ensurePrometheus();
  exporter = await startExporter(counted(0));
  ticking = setInterval(() => (exporter.text = counted((Date.now() - beganAt) / 1_000)), 100);
  prometheus = await startPrometheus([exporter.target]);
  client = createPrometheusClient({ url: prometheus.url, timeoutMs: 5_000 });
}, 120_000);
afterAll(async () => {
  clearInterval(ticking);
  client.close();
  await prometheus[Symbol.asyncDispose]();
  await exporter[Symbol.asyncDispose]();
});

const asked = () =>
  discoverEdges({
    client,
    labels: ['service', 'service_name', 'job'],
    services: ['api', 'postgres'].map((name) => ({
      ...{ name, kind: 'service', described: false, discovered: true, remarks: [] },
      ...{ selector: `service="${name}"`, by: { label: 'service', value: name } },
    })),
    now: Date.now(),
    signal: new AbortController().signal,
  });

test('who calls whom is read from service graphs, clients and counters by provider, with rate, errors and p95', async () => {
  await eventually('all edges have traffic', async () => ((await asked()).edges?.length ?? 0) >= 6);
  const { edges = [], error } = await asked();
  expect(error).toBeUndefined();
  const shown = edges.map(({ from, to, by, errorRate }) => [
    `${from} > ${to}`,
    by.replace(/_(total|count)$/, ''),
    Math.round(errorRate * 10) / 10,
  ]);
  expect(shown.sort()).toEqual([
    ['api > geo.example.com', 'http_client_request_duration_seconds', 1],
    ['api > postgres', 'db_client_operation_duration_seconds', 0],
    ['old > api', 'http_client_duration_milliseconds', 0],
    ['shop > checkout', 'traces_service_graph_request', 0.5],
    ['worker > api', 'http_client_request_duration_seconds', 0.5],
    ['worker > github', 'external_api_requests', 0],
  ]);
  for (const { to, rate, p95 = 0 } of edges) {
    expect([to, rate > 0]).toEqual([to, true]);
    if (to === 'checkout') expect(p95).toBeGreaterThan(0.05);
  }
  expect(edges.find(({ from }) => from === 'old')?.p95).toBeLessThan(0.001);
});

test('a data source that does not answer says so', async () => {
  const gone = createPrometheusClient({ url: 'http://127.0.0.1:1', timeoutMs: 500 });
  const answer = await discoverEdges({
    ...{ client: gone, labels: ['job'], services: [], now: Date.now(), signal: new AbortController().signal },
  });
  expect(answer.error).toMatch(/127.0.0.1:1/);
  gone.close();
});

const config = {
  alertmanager: `
route: { receiver: team, group_by: [alertname], group_wait: 10ms, group_interval: 50ms }
receivers:
  - name: team
    webhook_configs: [{ url: 'http://127.0.0.1:9/none' }]
`,
  tocsin: `
services:
  - {name: shop, owner: web, depends_on: [checkout, basket]}
  - {name: basket, depends_on: [shop]}
  - {name: checkout, owner: web, depends_on: [api]}
`,
};

test('the map, what is hit, and one incident with its evidence, as the API tells them', async () => {
  await using service = await startService({ ...config, flags: [`--prometheus.url=${prometheus.url}`] });
  const client = createClient(async ({ method, path, body }) => {
    const answer = await fetch(`${service.url}/api/tocsin/v1${path}`, {
      ...{ method, headers: { 'Content-Type': 'application/json' } },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  });
  const map = await eventually('what was discovered is on the map', async () => {
    const found = await client.listDependencies({});
    return found.edges.some(({ from, rate }) => from === 'worker' && rate) && found;
  });
  expect(map.edges).toContainEqual(
    expect.objectContaining({ from: 'shop', to: 'checkout', declared: true, state: 'failing' }),
  );
  expect(map.edges.filter(({ inCycle }) => inCycle).map(({ from, to }) => `${from} > ${to}`)).toEqual([
    'shop > basket',
    'basket > shop',
  ]);
  expect(map.cycles).toEqual([['basket', 'shop']]);
  expect(map.problems).toContain('basket and shop depend on each other in a circle');
  expect(map.nodes.find(({ name }) => name === 'checkout')).toMatchObject({ group: 'web', kind: 'service' });
  const near = await client.listDependencies({ query: { around: 'api', depth: '1' } });
  expect(near.nodes.map(({ name }) => name)).not.toContain('basket');
  expect(near.nodes.map(({ name }) => name)).toEqual(expect.arrayContaining(['api', 'checkout', 'worker']));
  const impact = await client.getImpact({ params: { name: 'api' } });
  expect(impact.sentence).toMatch(/^If api fails: checkout, .* depend on it/);
  expect(impact.hit).toContainEqual(
    expect.objectContaining({ name: 'basket', distance: 3, via: ['checkout', 'shop'] }),
  );
  await expect(client.getImpact({ params: { name: 'nothing' } })).rejects.toThrow(/"nothing"/);
  await expect(client.listDependencies({ query: { around: 'nothing' } })).rejects.toThrow(/"nothing"/);
  await client.tellChange({ body: { kind: 'deployment', title: 'api 7 deployed', service: 'api' } });
  const fire = (alertname: string, of: string) =>
    service.post('/api/v2/alerts', [{ labels: { alertname, service: of, severity: 'critical' } }]);
  await fire('Down', 'api');
  await eventually('it has an incident', async () => (await client.listIncidents({})).open === 1);
  await fire('Errors', 'checkout');
  const detail = await eventually('the other is part of it', async () => {
    const found = await client.getIncident({ params: { id: 'INC-1' } });
    return found.alerts.length === 2 && found;
  });
  expect((await client.listIncidents({})).open).toBe(1);
  expect(detail).toMatchObject({ services: ['api', 'checkout'], changes: [{ title: 'api 7 deployed' }] });
  expect(detail.impact).toMatch(/shop/);
  expect(detail.causes?.map(({ sentence }) => sentence)).toContainEqual(
    expect.stringMatching(/^api 7 deployed, .* api began to fail\.$/),
  );
  expect(detail.timeline.map(({ what, detail: more }) => `${what}: ${more ?? ''}`)).toContain(
    'INC-2 is part of INC-1 now: checkout depends on api',
  );
});
