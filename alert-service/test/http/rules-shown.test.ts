import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { listRules, Overview } from '@tocsin/api';
import { eventually } from '../kit/eventually.ts';
import { startService } from '../kit/service.ts';
import { startStandInPrometheus } from '../kit/stand-in-prometheus.ts';

const rules = (name: string): string => `
groups:
  - name: ${name}
    interval: 200ms
    rules: [{alert: Up${name}, expr: up > 0}]
`;

test('rules come group by group and without their evaluations, and each data source answers for itself', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-'));
  for (const name of ['here', 'there']) writeFileSync(path.join(folder, `${name}.yml`), rules(name));
  await using here = await startStandInPrometheus(() => [[{ __name__: 'up', at: 'here' }, 1]]);
  await using there = await startStandInPrometheus(() => [[{ __name__: 'up', at: 'there' }, 1]]);
  await using service = await startService({
    folder,
    tocsin: `
data_sources: [{name: eu, url: '${there.url}', rules: ['${folder}/there.yml']}]
watchdog: {url: 'http://127.0.0.1:9/ping', interval: 10s}
alerting: {alertmanagers: [{static_configs: [{targets: ['127.0.0.1:9']}]}]}
`,
    flags: [`--prometheus.url=${here.url}`, `--rules.file=${folder}/here.yml`],
  });
  const own = async (at: string): Promise<unknown> => (await service.get(`/api/tocsin/v1${at}`)).json();
  const listed = async (query: string) => listRules.response.parse(await own(`/rules?${query}`));
  const group = async (name: string) =>
    (await listed('')).groups.find((each) => each.name === name) ?? { id: '', rules: [] };
  const evaluated = async (): Promise<boolean> =>
    ((await group('there')).rules[0]?.evaluations ?? []).length > 0;
  await eventually('both are evaluated', evaluated);

  const { id } = await group('there');
  const alone = await listed(`group=${encodeURIComponent(id)}&evaluations=0`);
  expect(alone.groups.map(({ name }) => name)).toEqual(['there']);
  expect(alone.groups[0]?.rules.map(({ evaluations }) => evaluations)).toEqual([[]]);
  expect(alone.dataSources.map(({ source, together }) => [source, together])).toEqual([
    ['default', { on: true }],
    ['eu', { on: true }],
  ]);
  for (const [asked, answers] of [
    ['', 'here'],
    ['&source=default', 'here'],
    ['&source=eu', 'there'],
  ] as const)
    expect(await own(`/query?query=up${asked}`)).toMatchObject({ result: [{ metric: { at: answers } }] });
  expect((await service.get('/api/tocsin/v1/query?query=up&source=us')).status).toBe(404);

  const overview = async () => Overview.parse(await own('/overview'));
  await eventually('the further Alertmanager and the watchdog fail', async () => {
    const { alertmanagers, watchdog } = await overview();
    return alertmanagers?.[0]?.lastError !== undefined && watchdog?.lastError !== undefined;
  });
  const { alertmanagers = [], watchdog } = await overview();
  expect(alertmanagers).toMatchObject([{ url: 'http://127.0.0.1:9/api/v2/alerts' }]);
  expect(alertmanagers[0]?.waiting).toBeGreaterThan(0);
  expect(watchdog).toMatchObject({ calls: true, reasons: [] });
  rmSync(folder, { recursive: true, force: true });
}, 60_000);
