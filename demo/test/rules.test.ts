import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { localAddresses, withAddresses } from '../../scripts/demo/addresses.ts';
import { choosePorts, usualPorts } from '../../scripts/demo/ports.ts';
import { answers, until } from '../../scripts/demo/until.ts';
import { ensureAmtool } from '../../scripts/servers/alertmanager.ts';
import { ensurePrometheus, type Prometheus } from '../../scripts/servers/prometheus.ts';
import { runQuietly } from '../../scripts/servers/run-quietly.ts';
import { faults } from '../src/faults.ts';
import { type DemoWorld, startDemo } from './kit/demo-process.ts';

interface Rule {
  alert: string;
  expr: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

const provisioning = fileURLToPath(new URL('../../provisioning/', import.meta.url));
const ruleFolder = join(provisioning, 'prometheus', 'rules');
const runbooks = new Set(await readdir(fileURLToPath(new URL('../../docs/runbooks/', import.meta.url))));
const ruleFiles = (await readdir(ruleFolder)).map((name) => join(ruleFolder, name));
const texts = await Promise.all(ruleFiles.map((file) => readFile(file, 'utf8')));
const rules = texts.flatMap((text) =>
  (parse(text) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules),
);

let folder: string;
let found: Prometheus;
let demo: DemoWorld;
let server: ChildProcess;
let url: string;

/** The provisioned configuration on these ports, asked each second: the test should not wait for five. */
async function configuration(port: number): Promise<string> {
  const portOf = ({ url: address }: { url: string }): number => Number(new URL(address).port);
  const ports = {
    ...usualPorts,
    orchestrator: portOf(demo.orchestrator),
    worker: portOf(demo.worker),
    api: portOf(demo.api),
    exporters: portOf({ url: demo.databases.exporters }),
    prometheus: port,
  };
  const source = await readFile(join(provisioning, 'prometheus', 'prometheus.yml'), 'utf8');
  return withAddresses(source, localAddresses(ports)).text.replace(
    /scrape_(interval|timeout): .*/g,
    'scrape_$1: 1s',
  );
}

async function query(expr: string): Promise<unknown[]> {
  const response = await fetch(`${url}/api/v1/query`, {
    method: 'POST',
    body: new URLSearchParams({ query: expr }),
  });
  const body = (await response.json()) as { data?: { result: unknown[] }; error?: string };
  if (!body.data) throw new Error(body.error);
  return body.data.result;
}

const withoutComparison = (expr: string): string => expr.replace(/\s*(?:[<>]=?|==)\s*[\d.]+\s*$/, '');
const rule = (name: string): Rule => rules.find(({ alert }) => alert === name)!;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-rules-'));
  [found, demo] = await Promise.all([ensurePrometheus(), startDemo()]);
  const { ports } = await choosePorts({ ...usualPorts, prometheus: 19_090 });
  url = `http://127.0.0.1:${ports.prometheus}`;
  await writeFile(join(folder, 'prometheus.yml'), await configuration(ports.prometheus));
  const args = [
    `--config.file=${folder}/prometheus.yml`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${ports.prometheus}`,
  ];
  server = spawn(found.prometheus, args, { env: { ...process.env, ...found.env }, stdio: 'ignore' });
  await until('Prometheus did not start', () => answers(`${url}/-/ready`), { withinMs: 20_000 });
}, 120_000);

afterAll(async () => {
  await demo.stop();
  server.kill('SIGTERM');
  await once(server, 'exit');
  await rm(folder, { recursive: true, force: true });
});

test('the real promtool accepts the rules, and the configuration before and after its addresses are written', async () => {
  const check = (...args: string[]) =>
    runQuietly(found.promtool, args, { env: { ...process.env, ...found.env } });
  expect(await check('check', 'rules', ...ruleFiles)).toMatchObject({ code: 0 });
  expect(await check('check', 'config', join(provisioning, 'prometheus', 'prometheus.yml'))).toMatchObject({
    code: 0,
  });
  expect(await check('check', 'config', join(folder, 'prometheus.yml'))).toMatchObject({ code: 0 });
});

test('the real amtool accepts the configuration', async () => {
  const { amtool, env } = await ensureAmtool();
  const file = join(provisioning, 'tocsin', 'alertmanager.yml');
  expect(await runQuietly(amtool, ['check-config', file], { env: { ...process.env, ...env } })).toMatchObject(
    { code: 0 },
  );
}, 60_000);

test.each(rules)(
  '$alert says what an engineer needs at night, and its runbook exists',
  ({ labels, annotations }) => {
    expect(labels['severity']).toMatch(/^(critical|high|warning)$/);
    for (const name of ['summary', 'description', 'dashboard_url']) expect(annotations[name]).toBeTruthy();
    const runbook = /^http:\/\/localhost:9097\/runbooks\/(.+)$/.exec(annotations['runbook_url'] ?? '')?.[1];
    expect(runbooks).toContain(`${runbook}.md`);
  },
);

test.each(rules)(
  '$alert without its last comparison has data on a demo at rest',
  async ({ expr }) => {
    const measured = withoutComparison(expr);
    expect(measured).not.toBe(expr);
    await until(`no data for ${measured}`, async () => (await query(measured)).length > 0, {
      withinMs: 20_000,
    });
  },
  30_000,
);

test('a demo at rest fires nothing but what this machine itself is short of', async () => {
  for (const { alert, expr } of rules.filter(({ alert: name }) => name !== 'DiskSpaceLow'))
    expect([alert, await query(expr)]).toEqual([alert, []]);
});

async function breakAndAwait(chosen: readonly (typeof faults)[number][]): Promise<void> {
  await Promise.all(chosen.map(({ name, service }) => demo[service].break(name)));
  await Promise.all(
    chosen.map(({ alert }) =>
      until(`${alert} did not come true`, async () => (await query(rule(alert).expr)).length > 0, {
        withinMs: 30_000,
      }),
    ),
  );
}

test('each thing that can be broken makes the condition of its alert true', async () => {
  // Workers that rest ask the API nothing, and nothing is then slow; a server that is full lets no pool fill itself.
  const comesLast = ({ name }: { name: string }): boolean => name === 'workers' || name === 'postgres';
  await breakAndAwait(faults.filter((fault) => !comesLast(fault)));
  await breakAndAwait(faults.filter(comesLast));
}, 70_000);

test('a crashed service is down', async () => {
  await fetch(`${demo.api.url}/control/crash`, { method: 'PUT' });
  await until(
    'ServiceDown did not come true',
    async () => (await query(rule('ServiceDown').expr)).length === 1,
    { withinMs: 10_000 },
  );
}, 20_000);
