import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AlertDetail, AlertSummary } from '@tocsin/api';
import { expect, jest, test } from '@jest/globals';
import { eventually } from './kit/eventually.ts';
import { startExporter, startPrometheus } from './kit/real-prometheus.ts';
import { type Service, startService } from './kit/service.ts';

jest.setTimeout(90_000);

const rules = `
groups:
  - name: app
    interval: 500ms
    rules:
      - alert: QueueFull
        expr: queue_depth > 10
        labels: {severity: critical, service: queue}
        annotations: {summary: 'The queue is at {{ $value }}'}
`;

const listed = async (service: Service, query = ''): Promise<AlertSummary[]> =>
  ((await (await service.get(`/api/tocsin/v1/alerts${query}`)).json()) as { alerts: AlertSummary[] }).alerts;

test('a stock Prometheus with alertmanagers pointing at us: its alerts arrive, fire, end and are told', async () => {
  await using service = await startService();
  await using exporter = await startExporter('queue_depth 42\n');
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-rules-'));
  writeFileSync(path.join(folder, 'rules.yml'), rules);
  await using prometheus = await startPrometheus([exporter.target], {
    rule_files: [path.join(folder, 'rules.yml')],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [new URL(service.url).host] }] }] },
  });
  expect(prometheus.url).toContain('127.0.0.1');
  const alert = await eventually('it fires here', async () =>
    (await listed(service)).find(({ name }) => name === 'QueueFull'),
  );
  expect(alert).toMatchObject({
    status: 'firing',
    severity: 'critical',
    service: 'queue',
    summary: 'The queue is at 42',
  });
  const incident = await eventually(
    'an incident is opened',
    async () => (await listed(service))[0]?.incident,
  );
  expect(incident).toBe('INC-1');
  exporter.text = 'queue_depth 1\n';
  await eventually('it ends here', async () =>
    (await listed(service, '?resolved=1')).some(({ status }) => status === 'resolved'),
  );
  rmSync(folder, { recursive: true });
});

test('our own evaluator: pending, firing, the page of the alert with its evaluations, and its end', async () => {
  await using exporter = await startExporter('queue_depth 42\n');
  await using prometheus = await startPrometheus([exporter.target]);
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-rules-'));
  writeFileSync(path.join(folder, 'rules.yml'), rules.replace('labels:', 'for: 1s\n        labels:'));
  await using service = await startService({
    flags: [`--rules.file=${path.join(folder, '*.yml')}`, `--prometheus.url=${prometheus.url}`],
  });
  const pending = await eventually('it is pending', async () =>
    (await listed(service)).find(({ status }) => status === 'pending'),
  );
  const page = async () =>
    (await (await service.get(`/api/tocsin/v1/alerts/${pending.fingerprint}`)).json()) as AlertDetail;
  expect(await page()).toMatchObject({
    status: 'pending',
    graphExpression: 'queue_depth',
    measure: { value: '42', limit: 10 },
  });
  await eventually('it fires', async () => (await page()).status === 'firing');
  const fired = await eventually('it is told of', async () => {
    const detail = await page();
    return detail.timeline.some(({ reason }) => reason === 'first') ? detail : undefined;
  });
  expect(fired.timeline.map(({ reason }) => reason)).toEqual(
    expect.arrayContaining(['pending', 'firing', 'joined', 'opened', 'first']),
  );
  expect(fired.evaluations.at(-1)).toMatchObject({ result: 'firing', samples: 1, value: '42' });
  expect(fired.evaluations.at(-1)?.curl).toContain(`${prometheus.url}/api/v1/query`);
  exporter.text = 'queue_depth 1\n';
  await eventually('it ends', async () => (await page()).status === 'resolved');
  expect((await page()).sentence).toMatch(/this has ended, after/);
  rmSync(folder, { recursive: true });
});

test('a wrong Prometheus address: the service starts, its rules and its data source say what is wrong', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-rules-'));
  writeFileSync(path.join(folder, 'rules.yml'), rules);
  await using service = await startService({
    flags: [`--rules.file=${path.join(folder, '*.yml')}`, '--prometheus.url=http://user:hunter2@127.0.0.1:9'],
  });
  const text = await eventually('the rule says what is wrong', async () => {
    const body = await (await service.get('/api/tocsin/v1/rules')).text();
    return body.includes('"health":"error"') ? body : undefined;
  });
  expect(text).toContain('127.0.0.1:9');
  expect(text).not.toContain('hunter2');
  const overview = (await (await service.get('/api/tocsin/v1/overview')).json()) as { sentence: string };
  expect(overview.sentence).toContain('Prometheus does not answer');
  expect(await (await service.get('/metrics')).text()).toMatch(/tocsin_source_up\{source="Prometheus"\} 0/);
  const query = await service.get('/api/tocsin/v1/query?query=up');
  expect(query.status).toBe(502);
  expect(await query.text()).not.toContain('hunter2');
  rmSync(folder, { recursive: true });
});

test('started again without --prometheus.url: what the rules held firing ends, instead of firing for ever', async () => {
  await using exporter = await startExporter('queue_depth 42\n');
  await using prometheus = await startPrometheus([exporter.target]);
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-again-'));
  writeFileSync(path.join(folder, 'rules.yml'), rules);
  const flags = [`--rules.file=${path.join(folder, 'rules.yml')}`, `--prometheus.url=${prometheus.url}`];
  {
    await using service = await startService({ folder, flags });
    await eventually('it fires', async () =>
      (await listed(service)).some(({ status }) => status === 'firing'),
    );
  }
  await using again = await startService({ folder });
  await eventually('it has ended', async () => (await listed(again)).length === 0);
  rmSync(folder, { recursive: true });
});
