import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../kit/eventually.ts';
import { type Service, startService } from '../kit/service.ts';

let hook: Server;
let service: Service;

beforeAll(async () => {
  hook = createServer((request, response) => response.writeHead(request.url === '/bad' ? 400 : 200).end());
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  const at = `http://127.0.0.1:${(hook.address() as AddressInfo).port}`;
  service = await startService({
    alertmanager: `
route:
  receiver: team
  group_by: [alertname]
  group_wait: 10ms
  group_interval: 100ms
  routes: [{ receiver: broken, matchers: [alertname="Broken"] }]
receivers:
  - name: team
    webhook_configs: [{ url: '${at}/good' }]
  - name: broken
    webhook_configs: [{ url: '${at}/bad' }]
    slack_configs: [{ api_url: '${at}/slack', channel: '#x' }]
inhibit_rules:
  - { source_matchers: [alertname="Source"], target_matchers: [alertname="Target"] }
`,
  });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  hook.close();
});

/** Series as they are printed, to their values. */
const scrape = async (): Promise<ReadonlyMap<string, number>> => {
  const text = await (await service.get('/metrics')).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
};

/** What Alertmanager 0.34's published mixin reads in its alerts and its dashboard, each with the labels it names. */
const readByMixin: readonly (readonly [string, readonly string[]])[] = [
  ['alertmanager_config_last_reload_successful', []],
  ['alertmanager_cluster_members', []],
  ['alertmanager_cluster_failed_peers', []],
  ['alertmanager_config_hash', []],
  ['alertmanager_notifications_total', ['integration']],
  ['alertmanager_notifications_failed_total', ['integration', 'reason']],
  ['alertmanager_notification_latency_seconds_bucket', ['integration', 'le']],
  ['alertmanager_notification_latency_seconds_sum', ['integration']],
  ['alertmanager_notification_latency_seconds_count', ['integration']],
  ['alertmanager_alerts', ['state']],
  ['alertmanager_alerts_received_total', ['status', 'version']],
  ['alertmanager_alerts_invalid_total', ['version']],
  ['process_start_time_seconds', []],
];

test.each(readByMixin)(
  '%s is there from the start, with the labels that the mixin reads',
  async (name, labels) => {
    const series = [...(await scrape()).keys()].filter((key) => key.replace(/\{.*/, '') === name);
    expect(series).not.toEqual([]);
    for (const key of series)
      expect([...key.matchAll(/[{,](\w+)="/g)].map(([, label]) => label).toSorted()).toEqual(labels);
  },
);

test('every integration has its zero, so that a rate has where to start', async () => {
  const found = await scrape();
  for (const type of ['email', 'slack', 'webhook', 'sns', 'mattermost']) {
    const integration = `integration="${type}"`;
    expect(found.get(`alertmanager_notifications_total{${integration}}`)).toBe(0);
    expect(found.get(`alertmanager_notification_latency_seconds_count{${integration}}`)).toBe(0);
    expect(found.get(`alertmanager_notifications_failed_total{${integration},reason="other"}`)).toBe(0);
  }
});

test('what is configured is counted', async () => {
  const found = await scrape();
  expect(found.get('alertmanager_receivers')).toBe(2);
  expect(found.get('alertmanager_integrations')).toBe(3);
  expect(found.get('alertmanager_inhibition_rules')).toBe(1);
  expect(found.get('alertmanager_cluster_enabled')).toBe(1);
  expect([...found.keys()].filter((key) => key.startsWith('alertmanager_build_info'))).toEqual([
    expect.stringContaining('version="0.34.0"'),
  ]);
});

const value = async (series: string) => (await scrape()).get(series) ?? NaN;
const post = (alertname: string) => service.post('/api/v2/alerts', [{ labels: { alertname } }]);

test('what is delivered counts, what is refused counts as failed at once, of the integration that it failed for', async () => {
  await post('Fine');
  await post('Broken');
  const failed = 'alertmanager_notifications_failed_total{integration="webhook",reason="clientError"}';
  await eventually('a failure is counted', async () => (await value(failed)) > 0);
  await eventually(
    'both are counted',
    async () => (await value('alertmanager_notifications_total{integration="webhook"}')) >= 2,
  );
  expect(
    await value('alertmanager_notification_requests_failed_total{integration="webhook"}'),
  ).toBeGreaterThan(0);
  expect(
    await value('alertmanager_notifications_failed_total{integration="slack",reason="clientError"}'),
  ).toBe(0);
});

test('alerts, silences and what they suppress are counted by state and by reason', async () => {
  const end = new Date(Date.now() + 3_600_000).toISOString();
  const matchers = [{ name: 'alertname', value: 'Quiet', isRegex: false }];
  const silence = { matchers, startsAt: '0001-01-01T00:00:00Z', endsAt: end, createdBy: 'a', comment: 'b' };
  expect((await service.post('/api/v2/silences', silence)).status).toBe(200);
  await post('Quiet');
  await post('Source');
  await post('Target');
  expect(await value('alertmanager_alerts{state="suppressed"}')).toBe(2);
  expect(await value('alertmanager_silences{state="active"}')).toBe(1);
  expect(await value('alertmanager_silences{state="expired"}')).toBe(0);
  for (const reason of ['silence', 'inhibition'])
    await eventually(
      `${reason} is counted`,
      async () => (await value(`alertmanager_notifications_suppressed_total{reason="${reason}"}`)) > 0,
    );
  expect(await value('alertmanager_notifications_suppressed_total{reason="mute_time_interval"}')).toBe(0);
  await service.get('/api/v2/silences');
  expect(await value('alertmanager_silences_queries_total')).toBe(1);
});

test('requests are counted by a closed set of paths', async () => {
  await service.get('/api/v2/silence/7d8b3c9e-24d5-4f5b-8e5b-000000000000');
  await service.get('/api/v2/nothing/like/this');
  const found = await scrape();
  const count = (handler: string, code: number) =>
    found.get(
      `alertmanager_http_request_duration_seconds_count{handler="${handler}",method="get",code="${code}"}`,
    );
  expect(count('/api/v2/silence/{silenceID}', 404)).toBe(1);
  expect(count('/*', 404)).toBe(1);
  expect(count('/metrics', 200)).toBeGreaterThan(0);
  expect(found.get('alertmanager_http_requests_in_flight{method="get"}')).toBe(1);
});
