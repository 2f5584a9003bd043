import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { type Alert, type Labels, noEnd } from '@tocsin/model';
import { Registry } from 'prom-client';
import { createSafeFetch } from '#channels/safe-fetch';
import type { AlertmanagerSettings } from '#config/alerting-config';
import { createReading } from '#config/reading';
import { relabelConfigs, relabelRules } from '#config/relabel-config';
import { readYaml } from '#config/yaml-file';
import type { RelabelRule } from '#core/relabel';
import type { ToldAlert } from '#core/rule/resend';
import { systemClock, until } from '#lib/clock';
import { createLog } from '#lib/log';
import { createHandOver } from './hand-over.ts';
import { outletMeter } from './meter.ts';
import { type AlertOutlet, createAlertOutlet } from './outlet.ts';
import { queueCapacity } from './send-loop.ts';

interface Posted {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

/** A stand-in for an Alertmanager, which answers as it is told. */
interface StandIn {
  readonly url: string;
  readonly server: Server;
  /** A list for each request. */
  readonly requests: Posted[][];
  /** Undefined: it never answers. */
  status: number | undefined;
}

const open: StandIn[] = [];
const outlets: AlertOutlet[] = [];
const fetch = createSafeFetch({ trust: 'operator' });

afterEach(async () => {
  for (const outlet of outlets.splice(0)) await outlet.stop(0);
  for (const { server } of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function standIn(status: number | undefined = 200): Promise<StandIn> {
  const requests: Posted[][] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      requests.push(JSON.parse(body) as Posted[]);
      if (one.status !== undefined) response.writeHead(one.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/am/api/v2/alerts`;
  const one: StandIn = { url, server, requests, status };
  open.push(one);
  return one;
}

const settings = ({ url }: StandIn, more: Partial<AlertmanagerSettings> = {}): AlertmanagerSettings => ({
  url,
  timeoutMs: 5_000,
  http: { followRedirects: true },
  relabel: [],
  ...more,
});

const rules = (text: string): readonly RelabelRule[] => {
  const yaml = readYaml('tocsin.yml', text);
  const reading = createReading(yaml, 'fallback');
  const found = relabelRules(reading.check(relabelConfigs, yaml.value, []) ?? []);
  reading.end();
  return found;
};

interface Started {
  readonly outlet: AlertOutlet;
  readonly logged: string[];
  metric(name: string): Promise<number[]>;
}

function start(
  alertmanagers: readonly AlertmanagerSettings[],
  { global = [], remembered = [] }: { global?: readonly RelabelRule[]; remembered?: readonly Alert[] } = {},
): Started {
  const logged: string[] = [];
  const log = createLog({
    level: 'debug',
    format: 'logfmt',
    now: () => 0,
    write: (line) => void logged.push(line),
  });
  const registry = new Registry();
  const meter = outletMeter([registry], queueCapacity);
  const outlet = createAlertOutlet({
    alertmanagers,
    handOver: createHandOver({ rules: () => global, log, meter }),
    resendDelayMs: 60_000,
    remembered,
    fetch,
    clock: systemClock,
    log,
    meter,
    version: 'test',
  });
  outlets.push(outlet);
  return {
    outlet,
    logged,
    metric: async (name) => {
      const found = await registry.getSingleMetric(name)?.get();
      return found?.values.map(({ value }) => value) ?? [];
    },
  };
}

async function eventually(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = systemClock.elapsed() + 20_000;
  while (!(await isSo())) {
    if (systemClock.elapsed() > deadline) throw new Error(`never came true: ${what}`);
    await until(systemClock, systemClock.now() + 5);
  }
}

const started = systemClock.now();
const alert = (name: string, more: Partial<ToldAlert> = {}): ToldAlert => ({
  fingerprint: name,
  labels: { alertname: name, replica: 'a' },
  annotations: { summary: `${name} fires` },
  state: 'firing',
  activeAt: started - 60_000,
  firedAt: started,
  generatorURL: 'http://prometheus/graph?x=1',
  ...more,
});
const evaluated = (
  { outlet }: Started,
  alerts: readonly ToldAlert[],
  { at = started, ruleId = 'r' }: { at?: number; ruleId?: string } = {},
): void =>
  outlet.evaluated({ ruleId, group: { intervalMs: 30_000 }, at, externalLabels: { cluster: 'eu' }, alerts });

const names = (one: StandIn): (string | undefined)[] =>
  one.requests.flat().map(({ labels }) => labels.alertname);

test('firing and then resolved arrive as Prometheus would post them', async () => {
  const one = await standIn();
  const running = start([settings(one)]);
  evaluated(running, [alert('A')]);
  await eventually('the firing alert arrives', () => one.requests.length === 1);
  expect(one.requests[0]).toEqual([
    {
      labels: { alertname: 'A', replica: 'a', cluster: 'eu' },
      annotations: { summary: 'A fires' },
      startsAt: new Date(started).toISOString(),
      endsAt: new Date(started + 240_000).toISOString(),
      generatorURL: 'http://prometheus/graph?x=1',
    },
  ]);
  evaluated(running, [alert('A', { state: 'resolved', resolvedAt: started + 30_000 })], {
    at: started + 30_000,
  });
  await eventually('its end arrives', () => one.requests.length === 2);
  expect(one.requests[1]?.[0]).toMatchObject({
    startsAt: new Date(started).toISOString(),
    endsAt: new Date(started + 30_000).toISOString(),
  });
  await eventually('both are counted', async () => {
    const [sent] = await running.metric('prometheus_notifications_sent_total');
    return sent === 2;
  });
  expect(running.logged).toEqual([]);
  expect(await running.metric('prometheus_notifications_alertmanagers_discovered')).toEqual([1]);
});

test('labels are relabelled for all, then for each', async () => {
  const [one, other] = [await standIn(), await standIn()];
  const global = rules(
    '[{action: labeldrop, regex: replica}, {action: drop, source_labels: [alertname], regex: Info}]',
  );
  const own = rules(
    '[{source_labels: [cluster], target_label: region}, {action: keep, source_labels: [alertname], regex: B}]',
  );
  const running = start([settings(one), settings(other, { relabel: own })], { global });
  evaluated(running, [alert('A'), alert('B'), alert('Info')]);
  await eventually('both have theirs', () => one.requests.length === 1 && other.requests.length === 1);
  expect(one.requests.flat().map(({ labels }) => labels)).toEqual([
    { alertname: 'A', cluster: 'eu' },
    { alertname: 'B', cluster: 'eu' },
  ]);
  expect(other.requests.flat().map(({ labels }) => labels)).toEqual([
    { alertname: 'B', cluster: 'eu', region: 'eu' },
  ]);
  expect(running.logged.filter((line) => line.includes('alert_relabel_configs[1] drops it'))).toHaveLength(1);
  expect(await running.metric('tocsin_alerts_relabelled_away_total')).toEqual([1]);
});

test('what an Alertmanager does not take is asked again, the newest of each alert only', async () => {
  const one = await standIn(503);
  const running = start([settings(one)]);
  evaluated(running, [alert('A'), alert('B')]);
  await eventually('it has refused', () => one.requests.length === 1);
  evaluated(running, [alert('A', { state: 'resolved', resolvedAt: started + 30_000 }), alert('B')], {
    at: started + 30_000,
  });
  one.status = 200;
  await eventually('it takes them', () => one.requests.length === 2);
  expect(
    one.requests[1]?.map(({ labels, endsAt }) => [labels.alertname, Date.parse(endsAt) - started]),
  ).toEqual([
    ['B', 240_000],
    ['A', 30_000],
  ]);
  expect(running.logged.filter((line) => line.includes('level=error'))).toHaveLength(1);
  await eventually('it is said to work again', () =>
    running.logged.some((line) => line.includes('takes alerts again')),
  );
  expect(await running.metric('prometheus_notifications_errors_total')).toEqual([2]);
  expect(await running.metric('prometheus_notifications_dropped_total')).toEqual([0]);
});

test('one that does not answer delays no other, and is given up in time', async () => {
  const [slow, quick] = [await standIn(), await standIn()];
  slow.status = undefined;
  const running = start([settings(slow, { timeoutMs: 300 }), settings(quick)]);
  for (const name of ['A', 'B', 'C']) evaluated(running, [alert(name)], { ruleId: name });
  await eventually('the quick one has all', () => names(quick).length === 3);
  await eventually('the slow one is given up', () =>
    running.logged.some((line) => line.includes('did not answer in time')),
  );
});

test('alerts that are refused as such are dropped and counted, and others go on', async () => {
  const one = await standIn(400);
  const running = start([settings(one)]);
  evaluated(running, [alert('Bad')], { ruleId: 'bad' });
  await eventually('it is refused', () => running.logged.some((line) => line.includes('refuses alerts')));
  one.status = 200;
  evaluated(running, [alert('Good')], { ruleId: 'good' });
  await eventually('the next one arrives', () => names(one).includes('Good'));
  expect(names(one)).toEqual(['Bad', 'Good']);
  expect(await running.metric('prometheus_notifications_dropped_total')).toEqual([1]);
});

test('at most 256 go together, and the oldest go when more wait than the queue holds', async () => {
  const one = await standIn(503);
  const running = start([settings(one)]);
  const many = Array.from({ length: queueCapacity + 10 }, (_, index) => alert(`A${index}`));
  evaluated(running, many);
  await eventually('the first is tried', () => one.requests.length === 1);
  expect(one.requests[0]).toHaveLength(256);
  expect(names(one)[0]).toBe('A10');
  expect(await running.metric('prometheus_notifications_dropped_total')).toEqual([10]);
  expect(await running.metric('prometheus_notifications_queue_length')).toEqual([queueCapacity]);
});

test('a stop hands over what waits', async () => {
  const one = await standIn();
  const running = start([settings(one)]);
  evaluated(
    running,
    Array.from({ length: 600 }, (_, index) => alert(`A${index}`)),
  );
  await running.outlet.stop(10_000);
  expect(names(one)).toHaveLength(600);
});

test('a stop waits for nobody longer than it may', async () => {
  const one = await standIn();
  one.status = undefined;
  const running = start([settings(one, { timeoutMs: 60_000 })]);
  evaluated(running, [alert('A')]);
  await eventually('it hangs', () => one.requests.length === 1);
  const before = systemClock.elapsed();
  await running.outlet.stop(200);
  expect(systemClock.elapsed() - before).toBeLessThan(5_000);
  expect(running.logged.some((line) => line.includes('not handed over'))).toBe(true);
});

test('a new Alertmanager is told of everything that fires, and one that is taken out of nothing more', async () => {
  const [one, other] = [await standIn(), await standIn()];
  const running = start([settings(one)]);
  evaluated(running, [alert('A')]);
  await eventually('the first knows', () => one.requests.length === 1);
  running.outlet.replace([settings(other)]);
  evaluated(running, [alert('A')], { at: started + 1_000 });
  await eventually('the other knows', () => other.requests.length === 1);
  expect(one.requests).toHaveLength(1);
  expect(await running.metric('prometheus_notifications_alertmanagers_discovered')).toEqual([1]);
  await eventually('nothing is left of the first', async () => {
    const each = await running.metric('prometheus_notifications_queue_length');
    return each.length === 1;
  });
});

test('after a restart, what had ended shortly before is told again; what ended long ago, still fires or was pushed, is not', async () => {
  const one = await standIn();
  const kept = (name: string, more: Partial<Alert>): Alert => ({
    fingerprint: name,
    labels: { alertname: name },
    annotations: {},
    startsAt: started - 3_600_000,
    endsAt: started - 60_000,
    expires: false,
    timeout: false,
    updatedAt: 0,
    generatorURL: '',
    rule: 'r',
    ...more,
  });
  const { rule: _rule, ...pushed } = kept('Pushed', {});
  start([settings(one)], {
    remembered: [
      kept('Ended', {}),
      kept('Old', { endsAt: started - 16 * 60_000 }),
      kept('Fires', { endsAt: noEnd }),
      pushed,
    ],
  });
  await eventually('the end arrives', () => one.requests.length === 1);
  expect(one.requests.flat()).toEqual([
    {
      labels: { alertname: 'Ended' },
      annotations: {},
      startsAt: new Date(started - 3_600_000).toISOString(),
      endsAt: new Date(started - 60_000).toISOString(),
    },
  ]);
});
