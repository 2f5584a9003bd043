import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { dayMs } from '#core/health/days';
import { historyOf } from '#core/health/spans';
import { usualHealth } from '#config/services/settings';
import { startEngine } from '#engine/engine';
import { systemClock } from '#lib/clock';
import { silentLog } from '#lib/log';
import { createPrometheusClient } from '#prometheus/client';
import type { Catalogue, KnownService } from '#services/catalogue/catalogue';
import { createBackfill } from '#services/health/backfill-loop';
import { createHealth } from '#services/health/health-loop';
import { noProbes } from '#services/probes/probe';
import { writeRequest } from '#remote-write/write-request';
import { openSqlite } from '#store/sqlite';
import { ensurePrometheus } from '../../../scripts/servers/prometheus.ts';
import { eventually, type RealPrometheus, startPrometheus, takesSamples } from '../kit/real-prometheus.ts';
import { startService } from '../kit/service.ts';
import { policyOf } from '../kit/world.ts';

/** A service with the metrics of its kind, which misbehaves on command. */
async function startApi() {
  const registry = new Registry();
  const duration = new Histogram({
    ...{ name: 'http_request_duration_seconds', help: 'h', registers: [registry] },
    labelNames: ['status', 'service'] as const,
    buckets: [0.01, 0.1, 0.5, 1, 5],
  });
  const queue = new Gauge({
    name: 'queue_depth',
    help: 'q',
    labelNames: ['service'] as const,
    registers: [registry],
  });
  const others = new Counter({
    ...{ name: 'http_server_request_duration_seconds_count', help: 'o', registers: [registry] },
    labelNames: ['service', 'http_response_status_code'] as const,
  });
  const faults = { failing: false, silent: false };
  const server = createServer((_, response) => {
    if (faults.silent) return void response.writeHead(500).end();
    const status = faults.failing ? '500' : '200';
    for (let index = 0; index < 20; index++) duration.observe({ status, service: 'api' }, 0.05);
    others.inc({ service: 'search', http_response_status_code: '200' }, 20);
    queue.set({ service: 'worker' }, 7);
    void registry
      .metrics()
      .then((text) => response.setHeader('Content-Type', registry.contentType).end(text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    faults,
    target: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

let api: Awaited<ReturnType<typeof startApi>>;
let prometheus: RealPrometheus;
beforeAll(async () => {
  await ensurePrometheus();
  api = await startApi();
  prometheus = await startPrometheus([api.target], {
    scrape_configs: [
      {
        job_name: 'app',
        honor_labels: true,
        static_configs: [{ targets: [api.target], labels: { service: 'api' } }],
      },
    ],
  });
  // Prometheus begins to scrape some seconds after its start.
  await eventually('it scrapes', async () => {
    const answer = await fetch(`${prometheus.url}/api/v1/query?query=up`);
    return (await answer.text()).includes('"service":"api"');
  });
}, 120_000);
afterAll(async () => {
  api.close();
  await prometheus[Symbol.asyncDispose]();
});

const known = (name: string, more: Partial<KnownService> = {}): KnownService => ({
  ...{ name, kind: 'service', described: false, discovered: true, remarks: [] },
  selector: `service="${name}"`,
  by: { label: 'service', value: name },
  ...more,
});

async function openEngine() {
  let seed = 1;
  const engine = await startEngine({
    ...{ tenant: 'default', store: openSqlite(':memory:'), clock: systemClock, log: silentLog },
    seed: () => seed++,
    policy: policyOf({ services: { alertOn: 'failing' } }),
  });
  await engine.configure(engine.policy(), 'start');
  return engine;
}

const catalogueOf = (services: readonly KnownService[]): Catalogue => ({
  services: () => services,
  get: (name) => services.find((each) => each.name === name),
  problems: () => [],
  isAnswered: () => true,
  onChange: () => () => undefined,
});

async function watch(services: readonly KnownService[]) {
  const engine = await openEngine();
  const client = createPrometheusClient({ url: prometheus.url, timeoutMs: 1_000 });
  const health = createHealth({
    ...{ engine, clock: systemClock, log: silentLog, probes: noProbes },
    catalogue: catalogueOf(services),
    sources: () => [{ name: 'default', client }],
    settings: () => ({ ...usualHealth, intervalMs: 200, betterAfterMs: 500 }),
    linkTo: (name) => `http://tocsin/${name}`,
    minRangeMs: 1_500,
    noDataAfterMs: 600,
  });
  health.start();
  return {
    engine,
    health,
    state: (name: string) => health.of(name)?.state,
    kept: (name: string) => engine.state().health.get(name)?.state,
    async [Symbol.asyncDispose]() {
      await health.stop();
      await engine.stop();
      client.close();
    },
  };
}

test('the overview says in a sentence what fails, and who has it', async () => {
  await using service = await startService({
    tocsin: 'health: {interval: 1s, alert_on: failing}\n',
    flags: [`--prometheus.url=${prometheus.url}`],
  });
  const overview = async () =>
    (await (await service.get('/api/tocsin/v1/overview')).json()) as Record<string, unknown>;
  await eventually('it says how it knows', async () =>
    /within (its|their) limits\.$/.test(String((await overview()).next)),
  );
  expect((await overview()).sentence).toBe('All is well.');
  api.faults.failing = true;
  await eventually('it says so', async () =>
    /^api has been failing for \d s: .*Nobody has it\.$/.test(String((await overview()).sentence)),
  );
  api.faults.failing = false;
  const found = await overview();
  expect(found).toMatchObject({ severity: 'critical', system: { state: 'failing', colour: 'red' } });
  const [first] = found.services as { name: string; strip: { cells: string }; incidents: string[] }[];
  expect(first).toMatchObject({ name: 'api', state: 'failing', incidents: ['INC-1'] });
  expect(first?.strip.cells).toMatch(/^n{95}f$/);
}, 60_000);

test('from a break to its state and its alert, and back within the limits', async () => {
  await using running = await watch([
    known('api', { scrapeIntervalMs: 200 }),
    known('search', { scrapeIntervalMs: 200 }),
    known('worker', {
      described: true,
      settings: {
        ...{
          name: 'worker',
          links: [],
          conventions: [],
          probes: [],
          dependsOn: [],
          objectives: [],
          maintenance: [],
        },
        indicators: [
          {
            name: 'backlog',
            query: 'max(queue_depth{$selector})',
            below: false,
            degraded: 5,
            failing: 50,
            weight: 1,
          },
          {
            name: 'broken',
            query: 'sum(a) / on (nothing) group_left b{$selector}',
            below: false,
            failing: 1,
            weight: 1,
          },
          { name: 'fixed', query: '3', below: false, failing: 10, weight: 1 },
        ],
      },
    }),
    known('nobody'),
  ]);
  const { health } = running;
  await eventually(
    'it is healthy',
    () => running.kept('api') === 'healthy' && running.kept('search') === 'healthy',
  );
  expect(health.of('api')).toMatchObject({ score: 100, numbers: { errorRate: 0, up: 1 } });
  expect(health.of('api')?.numbers.p95).toBeCloseTo(0.0955, 2);
  expect(health.of('search')?.terms.map(({ name }) => name)).toContain('errors');
  await eventually('the queue is judged', () => running.kept('worker') === 'degraded');
  expect(health.of('worker')?.terms.map(({ name, value }) => [name, value])).toEqual(
    expect.arrayContaining([
      ['backlog', 7],
      ['fixed', 3],
    ]),
  );
  await eventually('what nothing measures has no data', () => running.kept('nobody') === 'no-data');

  api.faults.failing = true;
  await eventually('it is failing', () => running.kept('api') === 'failing');
  expect(health.of('api')?.sentence).toMatch(
    /^api has been failing for \d s: error rate \d+(\.\d)?.%, limit 5.%\.$/,
  );
  expect(health.system()).toMatchObject({ state: 'failing', colour: 'red' });
  const alert = () =>
    [...running.engine.state().alerts.values()].find(({ alert: { labels } }) => labels.service === 'api')
      ?.alert;
  await eventually('its alert is there', () => alert() !== undefined);
  expect(alert()).toMatchObject({
    labels: { alertname: 'ServiceFailing', severity: 'critical' },
    generatorURL: 'http://tocsin/api',
  });

  api.faults.failing = false;
  await eventually('it is healthy again', () => running.kept('api') === 'healthy');
  await eventually('its alert has ended', () => (alert()?.endsAt ?? Infinity) <= systemClock.now());
}, 60_000);

test('while Prometheus is silent nothing is known, which is never green; a target that is gone is down', async () => {
  await using running = await watch([known('api', { scrapeIntervalMs: 200 })]);
  const { health } = running;
  await eventually('it is healthy', () => running.kept('api') === 'healthy');
  await prometheus.kill();
  await eventually('nothing is known', () => running.kept('api') === 'no-data');
  expect(health.of('api')?.sentence).toMatch(
    /^Nothing has been known of api for \d s: default does not answer/,
  );
  expect(health.system()).toMatchObject({ state: 'no-data', colour: 'yellow' });
  expect(health.system().sentence).not.toContain('well');
  await prometheus.up();
  await eventually('it is known again', () => running.kept('api') === 'healthy');

  api.faults.silent = true;
  await eventually('it is down', () => running.kept('api') === 'failing');
  expect(health.of('api')).toMatchObject({ word: 'down', numbers: { up: 0 } });
  api.faults.silent = false;
}, 60_000);

test('the time before a service was first seen is calculated from what Prometheus has, and marked', async () => {
  const quarter = 900_000;
  const now = systemClock.now();
  const last = Math.floor(now / quarter) * quarter;
  const [begin, breaks, mends] = [last - 12 * quarter, last - 8 * quarter, last - 4 * quarter];
  await using past = await startPrometheus([], {}, { flags: takesSamples });
  let [good, bad] = [0, 0];
  // In the order of time: a store that has seen newer ones refuses what is older than an hour.
  for (let from = begin; from < now; from += quarter) {
    const samples = [];
    for (let at = from; at < Math.min(from + quarter, now); at += 60_000) {
      if (at > breaks && at <= mends) bad += 60;
      else good += 60;
      const of = (name: string, value: number, status?: string) => ({
        ...{ at, value },
        labels: { __name__: name, service: 'shop', job: 'app', ...(status && { status }) },
      });
      samples.push(
        of('up', 1),
        of('http_requests_total', good, '200'),
        of('http_requests_total', bad, '503'),
      );
    }
    const answer = await fetch(`${past.url}/api/v1/write`, {
      method: 'POST',
      body: Buffer.from(writeRequest(samples)),
      headers: { 'Content-Encoding': 'snappy', 'Content-Type': 'application/x-protobuf' },
    });
    expect(answer.status).toBe(204);
  }
  const engine = await openEngine();
  await engine.submit({
    kind: 'health',
    changes: [
      { service: 'shop', state: 'healthy', reason: 'first-seen', terms: [] },
      { service: 'new', state: 'failing', reason: 'first-seen', terms: [] },
    ],
  });
  const client = createPrometheusClient({ url: past.url, timeoutMs: 5_000 });
  const backfill = createBackfill({
    ...{ engine, clock: systemClock, log: silentLog, pauseMs: 0, lookEveryMs: 60_000 },
    catalogue: catalogueOf([known('shop'), known('new')]),
    sources: () => [{ name: 'default', client }],
  });
  await backfill.step(now);
  const seen = engine.state().health.get('shop')?.since ?? 0;
  const { spans, backfilledTo } = historyOf(engine.state(), 'shop', { from: now - dayMs, to: seen + 1_000 });
  expect(backfilledTo).toBe(seen);
  expect(spans.map(({ state }) => state)).toEqual(['no-data', 'healthy', 'failing', 'healthy']);
  expect(spans.map(({ from }) => from).slice(2)).toEqual([breaks, mends]);
  expect(historyOf(engine.state(), 'new', { from: now - dayMs, to: seen }).spans).toHaveLength(1);
  const { seq } = engine.state();
  await backfill.step(now);
  expect(engine.state().seq).toBe(seq);
  await backfill.stop();
  await engine.stop();
  client.close();
}, 60_000);
