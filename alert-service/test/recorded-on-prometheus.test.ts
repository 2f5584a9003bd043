import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { Labels } from '@tocsin/model';
import { ensurePrometheus } from '../../scripts/servers/prometheus.ts';
import {
  eventually,
  type Exporter,
  type RealPrometheus,
  startExporter,
  startPrometheus,
  takesSamples,
} from './kit/real-prometheus.ts';
import { type Service, startService } from './kit/service.ts';

jest.setTimeout(120_000);

let folder = '';
let exporter: Exporter;
let prometheus: RealPrometheus;

beforeAll(async () => {
  await ensurePrometheus();
  folder = mkdtempSync(path.join(tmpdir(), 'tocsin-recorded-'));
  exporter = await startExporter('depth{queue="a"} 5\ndepth{queue="b"} 1\n');
  prometheus = await startPrometheus([exporter.target], {}, { flags: takesSamples });
  await eventually('it has scraped', async () => (await ask('depth')).length === 2);
}, 120_000);

afterAll(async () => {
  await prometheus[Symbol.asyncDispose]();
  await exporter[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  exporter.text = 'depth{queue="a"} 5\ndepth{queue="b"} 1\n';
});

interface Found {
  readonly metric: Labels;
  readonly value: [number, string];
}

async function ask(query: string): Promise<readonly Found[]> {
  const answer = await fetch(`${prometheus.url}/api/v1/query?${new URLSearchParams({ query }).toString()}`);
  const { data } = (await answer.json()) as { data: { result: Found[] } };
  return data.result;
}

const without = ({ metric }: Found): Labels =>
  Object.fromEntries(Object.entries(metric).filter(([name]) => name !== 'job' && name !== 'instance'));

const file = (name: string): string => path.join(folder, `${name}.yml`);

interface Starting {
  /** A folder that outlives the service. */
  readonly kept?: string;
  readonly writeUrl?: string;
}

const start = (name: string, { kept, writeUrl = prometheus.url }: Starting = {}): Promise<Service> =>
  startService({
    flags: [
      `--rules.file=${file(name)}`,
      `--prometheus.url=${prometheus.url}`,
      `--remote-write.url=${writeUrl}/api/v1/write`,
      '--evaluation.interval=500ms',
    ],
    ...(kept !== undefined && { folder: kept }),
  });

test('series are recorded, the next rule reads them and ALERTS at the same time, and what ends is gone at once', async () => {
  writeFileSync(
    file('chain'),
    `
groups:
  - name: chain
    rules:
      - {record: chain:depth:sum, expr: 'sum by (queue) (depth)', labels: {team: a}}
      - {alert: Deep, expr: 'chain:depth:sum > 4', labels: {severity: warning}}
      - {alert: SeesIt, expr: 'ALERTS{alertname="Deep", alertstate="firing"}'}
      - {record: chain:delay, expr: 'timestamp(chain:depth:sum) - time()'}
`,
  );
  await using service = await start('chain');
  await eventually('all is there', async () => (await ask('ALERTS{alertname="SeesIt"}')).length === 1);
  expect((await ask('sort(chain:depth:sum)')).map((one) => [without(one), one.value[1]])).toEqual([
    [{ __name__: 'chain:depth:sum', queue: 'b', team: 'a' }, '1'],
    [{ __name__: 'chain:depth:sum', queue: 'a', team: 'a' }, '5'],
  ]);
  expect((await ask('ALERTS{alertname="Deep"}')).map((one) => [one.metric, one.value[1]])).toEqual([
    [
      {
        __name__: 'ALERTS',
        alertname: 'Deep',
        alertstate: 'firing',
        queue: 'a',
        severity: 'warning',
        team: 'a',
      },
      '1',
    ],
  ]);
  const [state] = await ask('ALERTS_FOR_STATE{alertname="Deep"}');
  expect(Math.abs(Number(state?.value[1]) - Date.now() / 1_000)).toBeLessThan(60);
  // What was recorded in the same evaluation is what is read: else it would be one interval old.
  expect((await ask('chain:delay')).map(({ value }) => value[1])).toEqual(['0', '0']);

  exporter.text = 'depth{queue="b"} 1\n';
  await eventually(
    'what ended is gone',
    async () => (await ask('ALERTS{alertname=~"Deep|SeesIt"}')).length === 0,
  );
  expect(await ask('ALERTS_FOR_STATE{alertname="Deep"}')).toEqual([]);
  await eventually('the recorded one too', async () => (await ask('chain:depth:sum')).length === 1);
  const metrics = await (await service.get('/metrics')).text();
  expect(metrics).toMatch(/tocsin_remote_write_samples_total\{remote_write="default"\} [1-9]/);
  expect(metrics).toMatch(/tocsin_remote_write_behind_seconds\{remote_write="default"\} 0/);
  expect(metrics).not.toMatch(/samples_dropped_total\{/);
});

test('what removed rules said ends after a reload, and what was removed while nobody ran ends too', async () => {
  const rules = (group: string, ...names: string[]): string =>
    `groups:\n  - name: ${group}\n    rules:\n      - {record: stays, expr: 'depth'}\n` +
    names.map((name) => `      - {alert: ${name}, expr: 'depth > 4'}\n`).join('');
  const kept = mkdtempSync(path.join(folder, 'kept-'));
  writeFileSync(file('removed'), rules('g', 'Goes', 'Remains'));
  {
    await using service = await start('removed', { kept });
    await eventually('both fire', async () => (await ask('ALERTS{alertname=~"Goes|Remains"}')).length === 2);
    writeFileSync(file('removed'), rules('g', 'Remains'));
    expect((await fetch(`${service.url}/-/reload`, { method: 'POST' })).status).toBe(200);
    await eventually('its series ended', async () => (await ask('ALERTS{alertname="Goes"}')).length === 0);
    expect(await ask('ALERTS{alertname="Remains"}')).toHaveLength(1);
    expect(await ask('stays')).toHaveLength(2);
  }
  expect(await ask('ALERTS{alertname="Remains"}')).toHaveLength(1);
  writeFileSync(file('removed'), rules('g'));
  await using again = await start('removed', { kept });
  await eventually(
    'it ends after the start',
    async () => (await ask('ALERTS{alertname="Remains"}')).length === 0,
  );
  await eventually('the others are there', async () => (await ask('stays')).length === 2);
  writeFileSync(file('removed'), 'groups: []');
  expect((await fetch(`${again.url}/-/reload`, { method: 'POST' })).status).toBe(200);
  await eventually('without any rule all has ended', async () => (await ask('stays')).length === 0);
});

test('a start without any rule ends what the rules before it had said', async () => {
  const kept = mkdtempSync(path.join(folder, 'kept-'));
  writeFileSync(file('all-gone'), "groups: [{name: g, rules: [{alert: AllGone, expr: 'depth > 4'}]}]");
  {
    await using service = await start('all-gone', { kept });
    expect((await service.get('/-/ready')).status).toBe(200);
    await eventually('it fires', async () => (await ask('ALERTS{alertname="AllGone"}')).length === 1);
  }
  writeFileSync(file('all-gone'), 'groups: []');
  await using again = await start('all-gone', { kept });
  expect((await again.get('/-/ready')).status).toBe(200);
  await eventually('it has ended', async () => (await ask('ALERTS{alertname="AllGone"}')).length === 0);
});

test('another remote_write is in force after a reload, and nobody need restart for it', async () => {
  writeFileSync(file('reloaded'), "groups: [{name: g, rules: [{record: reloaded, expr: 'max(depth)'}]}]");
  const writing = (cluster: string): string =>
    `remote_write: [{url: "${prometheus.url}/api/v1/write", write_relabel_configs: [{target_label: cluster, replacement: ${cluster}}]}]`;
  await using service = await startService({
    tocsin: writing('eu'),
    flags: [
      ...[`--rules.file=${file('reloaded')}`, `--prometheus.url=${prometheus.url}`],
      '--evaluation.interval=500ms',
    ],
  });
  await eventually('it is written', async () => (await ask('reloaded{cluster="eu"}')).length === 1);
  writeFileSync(path.join(service.folder, 'tocsin.yml'), writing('us'));
  expect((await fetch(`${service.url}/-/reload`, { method: 'POST' })).status).toBe(200);
  await eventually('it is written anew', async () => (await ask('reloaded{cluster="us"}')).length === 1);
});

test('a store that takes nothing keeps no alert from firing, and the service says how far behind it is', async () => {
  writeFileSync(
    file('unwritten'),
    "groups:\n  - name: g\n    rules:\n      - {record: unwritten, expr: 'depth'}\n" +
      "      - {alert: Fires, expr: 'depth > 4 unless unwritten > 9'}\n",
  );
  await using service = await start('unwritten', { writeUrl: 'http://127.0.0.1:1' });
  await eventually('it fires', async () =>
    (await (await service.get('/api/v2/alerts')).text()).includes('"Fires"'),
  );
  await eventually('it is said', async () => {
    const metrics = await (await service.get('/metrics')).text();
    return /tocsin_remote_write_pending_samples\{remote_write="default"\} [1-9]/.test(metrics);
  });
});
