import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { ObjectiveSettings, ServiceSettings } from '#config/services/settings';
import { silentLog } from '#lib/log';
import { createPrometheusClient, type PrometheusClient } from '#prometheus/client';
import { inputSeries } from '#rule-test/input-series';
import { startTestPrometheus, type TestPrometheus } from '#rule-test/prometheus-process';
import { countedBefore } from '#services/promises/counted';
import { listedObjectives } from '#services/promises/listed';
import { createPromiseWatch, type PromiseWatch } from '#services/promises/watch';
import { ensurePrometheus } from '../../../scripts/servers/prometheus.ts';
import { startWorld, type World } from '../kit/world.ts';

jest.setTimeout(60_000);

const hour = 3_600_000;
/** When the world begins: Friday 15 January 2027, 08:00. */
const begin = 1_800_000_000_000;

let prometheus: TestPrometheus;
let client: PrometheusClient;
beforeAll(async () => {
  const { prometheus: program } = await ensurePrometheus();
  prometheus = await startTestPrometheus({ program, evaluationIntervalMs: 60_000 });
  client = createPrometheusClient({ url: prometheus.url, timeoutMs: 20_000 });
}, 120_000);
afterAll(async () => {
  client.close();
  await prometheus.stop();
});

/** Samples each five minutes for two days before the world begins and six hours after. */
const startAt = begin - 48 * hour;
const input = (name: string, values: string) => ({ series: name, values });
const recorded = inputSeries(
  {
    input_series: [
      // 1,200 requests an hour; between 20 and 22 hours after the start 24 more fail in each; at 30 the process is restarted.
      input('http_request_duration_seconds_count{service="api",status="200"}', '0+100x360 0+100x310'),
      input('http_request_duration_seconds_count{service="api",status="503"}', '0x240 2+2x23 48x95 0x310'),
      input('http_request_duration_seconds_bucket{service="api",le="0.25"}', '0+90x670'),
      input('http_request_duration_seconds_bucket{service="api",le="0.5"}', '0+99x670'),
      input('http_request_duration_seconds_bucket{service="api",le="+Inf"}', '0+100x670'),
      // Of somebody else.
      input('http_request_duration_seconds_count{service="web",status="200"}', '0+7x670'),
    ],
  },
  300_000,
  startAt,
);

const objective = (more: Partial<ObjectiveSettings>): ObjectiveSettings => ({
  ...{
    name: 'availability',
    kind: 'availability',
    type: 'slo',
    target: 99.9,
    minimumEvents: 20,
    alert: true,
  },
  window: { calendar: 'month' },
  severities: { fast: 'critical', slow: 'warning' },
  ...more,
});

const serviceOf = (name: string, objectives: readonly ObjectiveSettings[]): ServiceSettings => ({
  ...{ name, selector: `service="${name}"`, links: [], indicators: [], conventions: [], probes: [] },
  ...{ dependsOn: [], maintenance: [], objectives },
});

const services = [
  serviceOf('api', [
    objective({ type: 'sla' }),
    objective({
      name: 'latency',
      kind: 'latency',
      threshold: 0.3,
      target: 95,
      window: { rollingMs: 30 * 24 * hour },
    }),
  ]),
  serviceOf('ghost', [objective({})]),
];

interface Watched {
  readonly watch: PromiseWatch;
  readonly asked: { source: boolean; counted: number };
}

function watchIn(world: World, listed: readonly ServiceSettings[] = services): Watched {
  const asked = { source: true, counted: 0 };
  const watch = createPromiseWatch({
    ...{ engine: world.engine, clock: world.clock, log: silentLog, externalUrl: 'https://tocsin.example' },
    settings: () => ({ services: listed, reported: { zone: 'UTC', period: 'month' } }),
    counting: () => ({
      client: () =>
        asked.source ? client : createPrometheusClient({ url: 'http://127.0.0.1:9', timeoutMs: 500 }),
      firstSource: 'default',
      selectorOf: () => undefined,
    }),
    rulesOf: () => ({ ids: [] }),
    onCounted: () => (asked.counted += 1),
  });
  return { watch, asked };
}

const ledgerOf = (world: World): string[] => {
  const seen: string[] = [];
  world.engine.onCommit(({ page }) => {
    for (const entry of page.entries)
      if (entry.kind === 'promise') seen.push(`${entry.change} ${entry.detail}`);
  });
  return seen;
};

test('what was promised is counted back to where the data begin, through a restart of what is measured', async () => {
  const world = await startWorld();
  expect(await prometheus.write(recorded.until(begin))).toBeUndefined();
  const notes = ledgerOf(world);
  const { watch, asked } = watchIn(world);
  await watch.loop.step(world.clock.now());

  const api = watch.objective('api/availability');
  // 48 hours of 1,200, less the two seams of the restarted counters, and 48 that failed.
  expect(api?.total).toBeGreaterThan(57_000);
  expect(api?.total).toBeLessThan(57_900);
  expect((api?.total ?? 0) - (api?.good ?? 0)).toBeGreaterThanOrEqual(46);
  expect((api?.total ?? 0) - (api?.good ?? 0)).toBeLessThanOrEqual(52);
  expect(api).toMatchObject({ state: 'kept', periodFrom: '2027-01-01T00:00:00.000Z', window: 'month' });
  // Of 14 days and 8 hours nobody knows 12 days and 8 hours.
  expect(api?.unknownSeconds).toBe((12 * 24 + 8) * 3600);
  expect(api?.budget.remaining).toBeCloseTo(1 - 48 / 57.6, 1);
  expect(api?.budget.text).toMatch(/^1\d % left: 4\d of 5\d failed requests spent$/);
  expect(api?.forecast?.text).toMatch(/^At this rate 99\.9\d+ % by 1 Feb: kept$/);
  expect(api?.days?.filter(({ total }) => total > 0)).toHaveLength(3);
  expect(api?.query.good).toBe(
    'sum(increase(http_request_duration_seconds_count{service="api",status!~"5.."}[$window]))',
  );

  const latency = watch.objective('api/latency');
  expect(latency).toMatchObject({ state: 'kept', attained: expect.closeTo(99, 1) });
  expect(latency?.query.good).toContain('le="0.5"');
  expect(watch.problems()).toEqual([
    expect.stringContaining('ghost/availability: no requests are counted for this service'),
  ]);
  expect(watch.objective('ghost/availability')).toMatchObject({ state: 'no-data', rules: [] });
  expect(notes).toEqual([]);
  expect(asked.counted).toBe(1);

  // After a restart the rules are made of what is kept, before anything has answered.
  const again = await world.crash();
  const [availability] = listedObjectives(services);
  const kept = again.engine.state().objectives.get('api/availability');
  expect(availability && countedBefore(availability, kept)).toMatchObject({ good: api?.query.good });
  await again.stop();
});

test('a broken agreement is told once, through a restart with a silent data source, and its alert ends with the period', async () => {
  const strict = [serviceOf('api', [objective({ type: 'sla', target: 99.95 })])];
  const first = await startWorld();
  await watchIn(first, strict).watch.loop.step(first.clock.now());
  const alerts = (world: World) =>
    [...world.engine.state().alerts.values()].map(({ alert }) => ({
      name: `${alert.labels.alertname} ${alert.labels.severity}`,
      minutes: (alert.endsAt - world.clock.now()) / 60_000,
      summary: alert.annotations.summary,
    }));
  expect(alerts(first)).toEqual([
    {
      name: 'SlaViolated critical',
      minutes: 15,
      summary: 'api: availability is below what was promised, 99.95 %',
    },
  ]);

  const world = await first.crash();
  const notes = ledgerOf(world);
  const { watch, asked } = watchIn(world, strict);
  asked.source = false;
  await world.at(600);
  await watch.loop.step(world.clock.now());
  expect(watch.objective('api/availability')).toMatchObject({
    state: 'broken',
    sentence: expect.stringMatching(
      /^api: availability is broken: 99\.9\d+ % of 99\.95 %\. Budget overspent by/,
    ),
    problem: expect.stringContaining('127.0.0.1:9'),
  });
  expect(alerts(world)).toMatchObject([{ minutes: 15 }]);
  expect(notes).toEqual([]);

  // In February nothing is counted yet: the agreement is neither kept nor broken, and the alert ends.
  await world.at(17 * 24 * 3600);
  await watch.loop.step(world.clock.now());
  expect(notes).toEqual([
    expect.stringMatching(/^period-ended The period ended with 99\.9\d+ % of 99\.95 %: not kept/),
  ]);
  expect(watch.objective('api/availability')?.state).toBe('no-data');
  expect(alerts(world).filter(({ minutes }) => minutes > 0)).toEqual([]);
  await world.stop();
});

test('hours that were missed while we were down are asked for, and each hour once', async () => {
  const first = await startWorld();
  await watchIn(first).watch.loop.step(first.clock.now());
  const before = first.engine.state().objectives.get('api/availability');
  expect(before?.askedTo).toBe(begin - hour);

  const world = await first.crash();
  expect(await prometheus.write(recorded.until(begin + 6 * hour))).toBeUndefined();
  await world.at(6 * 3600 + 1800);
  const { watch } = watchIn(world);
  const commits: number[] = [];
  world.engine.onCommit(({ step }) => void commits.push(step.rows.length));
  await watch.loop.step(world.clock.now());
  const total = watch.objective('api/availability')?.total ?? 0;
  expect(total).toBeGreaterThan(64_000);
  const commitsThen = commits.length;
  await watch.loop.step(world.clock.now() + 15_000);
  expect(commits.length).toBe(commitsThen);
  await world.stop();
});

test('an objective that is counted otherwise from now on forgets what was counted before', async () => {
  const world = await startWorld();
  await watchIn(world).watch.loop.step(world.clock.now());
  const other = [serviceOf('web', []), serviceOf('api', [objective({ kind: 'latency', threshold: 0.2 })])];
  const { watch, asked } = watchIn(world, other);
  await watch.loop.step(world.clock.now());
  expect(watch.objective('api/availability')).toMatchObject({
    kind: 'latency',
    attained: expect.closeTo(90, 1),
    state: 'broken',
  });
  expect(asked.counted).toBe(1);
  await world.stop();
});

test('requests that are not counted yet as we start are found soon after, and count from the first minute', async () => {
  const world = await startWorld();
  const { watch, asked } = watchIn(world, [serviceOf('late', [objective({ alert: false })])]);
  await watch.loop.step(world.clock.now());
  expect(watch.objective('late/availability')?.problem).toContain('no requests are counted');
  const labels = { __name__: 'http_requests_total', service: 'late' };
  const samples = Array.from({ length: 10 }, (_, index) => [
    { labels: { ...labels, code: '200' }, at: begin + index * 5_000, value: index * 50 },
    { labels: { ...labels, code: '500' }, at: begin + index * 5_000, value: index * 50 },
  ]);
  expect(await prometheus.write(samples.flat())).toBeUndefined();
  await world.at(46);
  await watch.loop.step(world.clock.now());
  const late = watch.objective('late/availability');
  expect(late).toMatchObject({ state: 'broken', attained: expect.closeTo(50, 1) });
  expect(late?.burn[0]).toMatchObject({
    ...{ alerting: false, why: 'its alerts are turned off by `alert: false`' },
  });

  // While nobody says how it goes on, what was counted stays spent.
  asked.source = false;
  await world.at(60);
  await watch.loop.step(world.clock.now());
  const silent = watch.objective('late/availability');
  expect(silent).toMatchObject({ state: 'broken', total: late?.total });
  expect(silent?.problem).toContain('127.0.0.1:9');
  await world.stop();
});
