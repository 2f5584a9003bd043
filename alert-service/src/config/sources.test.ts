import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { InvalidConfiguration } from './config-error.ts';
import { type Flags, parseFlags } from './flags.ts';
import { type Configuration, loadConfiguration, loadRules } from './load.ts';
import type { ConfiguredSource } from './sources.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sources-'));
  await mkdir(path.join(folder, 'rules'));
  await put('alertmanager.yml', 'route: {receiver: a}\nreceivers: [{name: a}]\n');
  await put('rules/one.yml', rulesNamed('One'));
  await put('rules/two.yml', rulesNamed('Two'));
});
afterEach(() => rm(folder, { recursive: true }));

const put = (name: string, text: string): Promise<void> => writeFile(path.join(folder, name), text);
const rulesNamed = (name: string): string =>
  `groups: [{name: g, rules: [{alert: ${name}, expr: up == 0}]}]\n`;

const flagsFor = (...more: string[]): Flags => {
  const flags = parseFlags([`--config.file=${path.join(folder, 'alertmanager.yml')}`, ...more]);
  if (!flags.ok) throw new Error(flags.error);
  return flags.value;
};
const load = async (tocsin: string, ...more: string[]): Promise<Configuration> => {
  await put('tocsin.yml', tocsin);
  return loadConfiguration(flagsFor(`--tocsin.config.file=${path.join(folder, 'tocsin.yml')}`, ...more));
};
const refused = async (tocsin: string, ...more: string[]): Promise<string> => {
  try {
    await load(tocsin, ...more);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    return error.message.replaceAll(folder, '');
  }
};

const named = (configuration: Configuration, name: string): ConfiguredSource => {
  const source = configuration.sources.find((one) => one.name === name);
  if (!source) throw new Error(`there is no source ${name}`);
  return source;
};
const groupsOf = ({ groups }: ConfiguredSource): string[] => groups.map(({ id }) => id.replace(folder, ''));

test('without flags and without a tocsin.yml there is no source', async () => {
  expect(await loadConfiguration(flagsFor())).toMatchObject({ sources: [], groups: [] });
});

test('--prometheus.url and --rules.file are the source default', async () => {
  const flags = flagsFor(
    '--prometheus.url=http://u:hunter2@h:9090/p',
    `--rules.file=${folder}/rules/one.yml`,
  );
  const configuration = await loadConfiguration(flags);
  const [source] = configuration.sources;
  expect(source).toMatchObject({
    name: 'default',
    address: { shown: 'http://h:9090/p' },
    parameters: [],
    queryTimeoutMs: 10_000,
    intervalMs: 60_000,
    queryOffsetMs: 0,
    concurrency: 4,
    together: true,
    externalLabels: {},
  });
  expect(source).not.toHaveProperty('http');
  expect(configuration.groups).toEqual(source?.groups);
  expect(groupsOf(named(configuration, 'default'))).toEqual(['/rules/one.yml;g']);
});

test('the others follow in the order of the file, their rules relative to its folder, ids apart', async () => {
  const configuration = await load(
    `external_labels: {site: a, tier: x}
data_sources:
  - {name: thanos, url: http://t, rules: [rules/*.yml], batch: never, external_labels: {tier: y}}
  - {name: mimir, url: http://m, rules: [rules/one.yml], evaluation_interval: 10s, query_offset: 30s}
`,
    '--prometheus.url=http://h:9090',
    `--rules.file=${folder}/rules/two.yml`,
    '--rules.query-offset=1m',
  );
  expect(configuration.sources.map(({ name }) => name)).toEqual(['default', 'thanos', 'mimir']);
  expect(configuration.sources.map(groupsOf)).toEqual([
    ['/rules/two.yml;g'],
    ['@thanos;/rules/one.yml;g', '@thanos;/rules/two.yml;g'],
    ['@mimir;/rules/one.yml;g'],
  ]);
  expect(named(configuration, 'thanos')).toMatchObject({
    together: false,
    externalLabels: { site: 'a', tier: 'y' },
    groups: [{ source: 'thanos', intervalMs: 60_000, queryOffsetMs: 60_000 }, {}],
  });
  expect(named(configuration, 'mimir').groups).toMatchObject([{ intervalMs: 10_000, queryOffsetMs: 30_000 }]);
  expect(new Set(configuration.groups.map(({ id }) => id)).size).toBe(4);
});

test('a source named default in the file goes on where the flags stop, or has it all', async () => {
  const flags = ['--prometheus.url=http://h', `--rules.file=${folder}/rules/one.yml`];
  const both = await load(
    'data_sources: [{name: default, rules: [rules/two.yml], concurrency: 9}]',
    ...flags,
  );
  expect(named(both, 'default')).toMatchObject({ address: { shown: 'http://h' }, concurrency: 9 });
  expect(groupsOf(named(both, 'default'))).toEqual(['/rules/one.yml;g', '/rules/two.yml;g']);
  const alone = await load('data_sources: [{name: default, url: http://f}]', flags[1] ?? '');
  expect(named(alone, 'default')).toMatchObject({ address: { shown: 'http://f' }, http: {} });
  expect(groupsOf(named(alone, 'default'))).toEqual(['/rules/one.yml;g']);
});

test('--no-rules.batch holds for all of them', async () => {
  const configuration = await load(
    'data_sources: [{name: a, url: http://a, batch: auto}]',
    '--no-rules.batch',
  );
  expect(configuration.sources).toMatchObject([{ name: 'a', together: false }]);
});

test('the key of a source changes with what it is asked by, secrets too, and with nothing else', async () => {
  const key = async (more: string, url = 'http://h'): Promise<string> =>
    named(await load(`data_sources: [{name: a, url: '${url}'${more}}]`), 'a').key;
  const plain = await key('');
  expect(await key(', rules: [rules/*.yml]')).toBe(plain);
  const others = await Promise.all([key('', 'http://u:one@h')]);
  others.push(await key('', 'http://u:two@h'));
  others.push(await key(', basic_auth: {username: u, password: one}'));
  others.push(await key(', basic_auth: {username: u, password: two}'));
  others.push(await key(', basic_auth: {username: u, password_file: one}'));
  others.push(await key(', query_parameters: {dedup: true}'));
  others.push(await key(', external_labels: {a: b}'));
  others.push(await key(', query_timeout: 5s'));
  expect(new Set([plain, ...others]).size).toBe(others.length + 1);
  expect(await key(', query_timeout: 5s')).toBe(others.at(-1));
});

test('what is wrong in rule files is told once, with its place, and what is missing at its place in tocsin.yml', async () => {
  await put('rules/two.yml', 'groups: [{name: g, rules: [{alert: A, expr: up ==}]}]\n');
  const text = await refused(
    `data_sources:
  - {name: a, url: http://a, rules: [rules/*.yml]}
  - {name: b, url: http://b, rules: [rules/two.yml, rules/none.yml]}
`,
  );
  const lines = text.split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^\/rules\/two\.yml:1:\d+: broken expression/);
  expect(lines[1]).toBe('/tocsin.yml:3:53: there is no rule file /rules/none.yml: mend the path');
});

test('rule files without anybody to ask are refused', async () => {
  expect(await refused('', `--rules.file=${folder}/rules/one.yml`)).toBe(
    '/tocsin.yml:1:1: --rules.file needs --prometheus.url, or a data source named "default" here: nothing would be evaluated without a Prometheus to ask',
  );
});

test('rules alone are read again, and the look says what they hold', async () => {
  const before = await load('data_sources: [{name: a, url: http://a, rules: [rules/*.yml]}]');
  const same = await loadRules(before.sources, before.tocsin);
  expect(same).toEqual({
    sources: before.sources,
    groups: before.groups,
    ruleLook: before.ruleLook,
    warnings: [],
  });
  await put('rules/one.yml', rulesNamed('Other'));
  const after = await loadRules(before.sources, before.tocsin);
  expect(after.ruleLook).not.toBe(before.ruleLook);
  expect(after.groups[0]?.rules[0]?.name).toBe('Other');
  expect(after.sources[0]?.key).toBe(before.sources[0]?.key);
});
