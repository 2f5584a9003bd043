import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { eventually } from '../kit/eventually.ts';
import { type Service, startService } from '../kit/service.ts';

jest.setTimeout(60_000);

const gauge = 'tocsin_rules_last_reload_successful';

interface Source extends AsyncDisposable {
  readonly url: string;
  readonly asked: {
    readonly query: string | null;
    readonly search: URLSearchParams;
    readonly headers: IncomingHttpHeaders;
  }[];
}

/** Answers each query with one sample that says whose it is. */
async function startSource(name: string): Promise<Source> {
  const asked: Source['asked'] = [];
  const server = createServer((request, response) => {
    request.resume();
    const { searchParams } = new URL(request.url ?? '', 'http://h');
    asked.push({ query: searchParams.get('query'), search: searchParams, headers: request.headers });
    const result = [{ metric: { from: name }, value: [0, '1'] }];
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const ruleNamed = (name: string): string => `groups: [{name: g, rules: [{alert: ${name}, expr: up == 1}]}]\n`;

const firing = async (service: Service): Promise<string[]> => {
  const alerts = (await (await service.get('/api/v2/alerts')).json()) as { labels: Record<string, string> }[];
  return alerts.map(({ labels: { alertname, from, site } }) => `${alertname} ${from} ${site}`).sort();
};
const namesOf = async (service: Service): Promise<string> =>
  (await firing(service)).map((each) => each.split(' ')[0]).join();
const metric = async (service: Service, name: string): Promise<string | undefined> =>
  new RegExp(`^${name} (.*)$`, 'm').exec(await (await service.get('/metrics')).text())?.[1];

function folderOf(files: Record<string, string>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-sources-'));
  const put = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  for (const [name, text] of Object.entries(files)) put(name, text);
  return { folder, put, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

test('each data source is asked for its own rules, in its own way, and names its alerts', async () => {
  await using one = await startSource('one');
  await using two = await startSource('two');
  using files = folderOf({ 'shared.yml': ruleNamed('Shared'), 'more/own.yml': ruleNamed('Own') });
  await using service = await startService({
    folder: files.folder,
    tocsin: `external_labels: {site: all}
data_sources:
  - name: two
    url: ${two.url}/prefix
    rules: [shared.yml, more/*.yml]
    headers: {X-Scope-OrgID: team-a}
    query_parameters: {dedup: "true"}
    external_labels: {site: second}
    batch: never
`,
    flags: [
      `--prometheus.url=${one.url}`,
      `--rules.file=${path.join(files.folder, 'shared.yml')}`,
      '--evaluation.interval=100ms',
    ],
  });
  const all = 'Own two second, Shared one all, Shared two second';
  await eventually('all fire', async () => (await firing(service)).join(', ') === all);
  const { headers, search } = two.asked[0] ?? {};
  expect(headers?.['x-scope-orgid']).toBe('team-a');
  expect(search?.get('dedup')).toBe('true');
  expect(one.asked[0]?.headers).not.toHaveProperty('x-scope-orgid');
});

test('a changed rule file is in force without anybody asking for it; a bad one is not, and is said; one put right is', async () => {
  await using source = await startSource('one');
  using files = folderOf({ 'rules/a.yml': ruleNamed('First') });
  await using service = await startService({
    flags: [
      `--prometheus.url=${source.url}`,
      `--rules.file=${files.folder}/rules/*.yml`,
      '--evaluation.interval=100ms',
      '--rules.watch-interval=50ms',
    ],
  });
  const fire = (names: string) => eventually(`${names} fire`, async () => (await namesOf(service)) === names);
  await fire('First');
  files.put('rules/b.yml', ruleNamed('Second'));
  await fire('First,Second');
  files.put('rules/a.yml', 'groups: [{name: g, rules: [{alert: Broken, expr: up ==}]}]\n');
  await eventually('it is said', async () => (await metric(service, gauge)) === '0');
  await fire('First,Second');
  files.put('rules/a.yml', ruleNamed('Third'));
  await fire('Second,Third');
  expect(await metric(service, gauge)).toBe('1');
  rmSync(path.join(files.folder, 'rules/b.yml'));
  await fire('Third');
});

test('rules in a folder that Kubernetes swaps by a link follow it', async () => {
  await using source = await startSource('one');
  using files = folderOf({ '..v1/a.yml': ruleNamed('Before'), '..v2/a.yml': ruleNamed('After') });
  const at = (name: string): string => path.join(files.folder, name);
  symlinkSync('..v1', at('..data'));
  symlinkSync('..data/a.yml', at('a.yml'));
  await using service = await startService({
    flags: [
      `--prometheus.url=${source.url}`,
      `--rules.file=${at('*.yml')}`,
      '--evaluation.interval=100ms',
      '--rules.watch-interval=50ms',
    ],
  });
  await eventually('it fires', async () => (await namesOf(service)) === 'Before');
  symlinkSync('..v2', at('..new'));
  renameSync(at('..new'), at('..data'));
  await eventually('the new one fires', async () => (await namesOf(service)) === 'After');
});
