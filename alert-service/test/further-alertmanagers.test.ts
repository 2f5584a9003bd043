import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, jest, test } from '@jest/globals';
import { portOf } from '#channels/kit/port';
import { ensureAlertmanager, type RealAlertmanager } from '../../scripts/servers/alertmanager.ts';
import { ensurePrometheus } from '../../scripts/servers/prometheus.ts';
import { type Process, startProgram } from './kit/process.ts';
import { eventually, startExporter, startPrometheus } from './kit/real-prometheus.ts';
import { startService } from './kit/service.ts';

jest.setTimeout(120_000);
let real: RealAlertmanager;
beforeAll(async () => {
  await ensurePrometheus();
  real = await ensureAlertmanager();
}, 180_000);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const rules = `
groups:
  - name: app
    interval: 500ms
    rules:
      - alert: QueueGrows
        expr: queue_depth > 100
        labels: {severity: warning}
        annotations: {summary: 'Queue {{ $labels.queue }} holds {{ $value }}'}
      - alert: OnlyForUs
        expr: queue_depth > 100
`;

interface Known {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly generatorURL: string;
}

const known = async (url: string): Promise<Known[]> =>
  (await (await fetch(`${url}/api/v2/alerts`)).json()) as Known[];

test('a real Alertmanager is told what fires and what has ended, and is told anew when it comes back', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-further-'));
  const port = await freePort();
  writeFileSync(path.join(folder, 'am.yml'), 'route: {receiver: none}\nreceivers: [{name: none}]\n');
  writeFileSync(path.join(folder, 'rules.yml'), rules);
  const startAlertmanager = (): Process =>
    startProgram(
      real.binary,
      [
        ...[`--config.file=${path.join(folder, 'am.yml')}`, `--storage.path=${path.join(folder, 'am')}`],
        ...[`--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address=', '--web.route-prefix=/am'],
      ],
      real,
    );
  await using first = startAlertmanager();
  await first.url;
  await using exporter = await startExporter('queue_depth{queue="mail"} 500\n');
  await using source = await startPrometheus([exporter.target]);
  await using service = await startService({
    flags: [`--rules.file=${path.join(folder, 'rules.yml')}`, `--prometheus.url=${source.url}`],
    tocsin: `
external_labels: {cluster: eu}
alerting:
  alert_relabel_configs: [{action: labeldrop, regex: instance|job}]
  alertmanagers:
    - path_prefix: am
      alert_relabel_configs: [{action: drop, source_labels: [alertname], regex: OnlyForUs}]
      static_configs: [{targets: ['127.0.0.1:${port}']}]
`,
  });
  const url = `http://127.0.0.1:${port}/am`;
  const labels = { alertname: 'QueueGrows', severity: 'warning', queue: 'mail', cluster: 'eu' };
  await eventually('it knows of the alert', async () => (await known(url)).length === 1);
  const [alert] = await known(url);
  expect(alert).toMatchObject({ labels, annotations: { summary: 'Queue mail holds 500' } });
  expect(alert?.generatorURL).toContain('g0.expr=queue_depth');

  const ours = await known(service.url);
  expect(
    ours
      .map(({ labels: each }) => each)
      .toSorted((a, b) => (a.alertname ?? '').localeCompare(b.alertname ?? '')),
  ).toEqual([{ alertname: 'OnlyForUs', queue: 'mail', cluster: 'eu' }, labels]);
  expect(ours.find((each) => each.labels.alertname === 'QueueGrows')?.startsAt).toBe(alert?.startsAt);
  const shown = (await (await service.get('/api/v1/alerts')).json()) as { data: { alerts: Known[] } };
  expect(shown.data.alerts.find((each) => each.labels.alertname === 'QueueGrows')?.labels).toMatchObject({
    job: 'app',
    queue: 'mail',
  });

  exporter.text = 'queue_depth{queue="mail"} 5\n';
  await eventually('it knows that it has ended', async () => (await known(url)).length === 0);

  await first.kill('SIGKILL');
  rmSync(path.join(folder, 'am'), { recursive: true, force: true });
  exporter.text = 'queue_depth{queue="web"} 700\n';
  await eventually('it could not be told', async () => {
    const metrics = await (await service.get('/metrics')).text();
    return /prometheus_notifications_errors_total\{[^}]*\} [1-9]/.test(metrics);
  });
  await using second = startAlertmanager();
  await second.url;
  await eventually('back, it is told without waiting for the next regular time', async () => {
    const [back] = await known(url);
    return back?.labels.queue === 'web';
  });
  const metrics = await (await service.get('/metrics')).text();
  expect(metrics).toContain(`prometheus_notifications_dropped_total{alertmanager="${url}/api/v2/alerts"} 0`);
  expect(metrics).toContain('prometheus_notifications_alertmanagers_discovered 1');
  rmSync(folder, { recursive: true, force: true });
});
