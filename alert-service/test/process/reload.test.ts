import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { eventually } from '../kit/eventually.ts';
import { type Process, startProcess } from '../kit/process.ts';
import { quietConfig } from '../kit/service.ts';

jest.setTimeout(60_000);

interface Told {
  readonly path: string;
  readonly status: string;
  readonly alerts: readonly string[];
}

let hook: Server;
let hookUrl = '';
let hold: Promise<void> = Promise.resolve();
const told: Told[] = [];
const running: Process[] = [];
let folder = '';

beforeAll(async () => {
  hook = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { status, alerts } = JSON.parse(body) as {
        status: string;
        alerts: { labels: Record<string, string> }[];
      };
      told.push({
        path: request.url ?? '',
        status,
        alerts: alerts.map(({ labels }) => labels.n ?? labels.alertname ?? ''),
      });
      void hold.then(() => response.end());
    });
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  hookUrl = `http://127.0.0.1:${(hook.address() as AddressInfo).port}`;
});
afterAll(() => {
  hook.closeAllConnections();
  hook.close();
});
beforeEach(() => {
  told.length = 0;
  hold = Promise.resolve();
  folder = mkdtempSync(path.join(tmpdir(), 'tocsin-reload-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((process) => process.kill('SIGKILL')));
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

async function start(config: string, ...flags: string[]): Promise<{ service: Process; url: string }> {
  const service = startProcess([
    'serve',
    `--config.file=${write('alertmanager.yml', config)}`,
    `--storage.path=${path.join(folder, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
    ...flags,
  ]);
  running.push(service);
  return { service, url: await service.url };
}

const post = (url: string, alerts: object[]) =>
  fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(alerts),
  });
const reload = (url: string) => fetch(`${url}/-/reload`, { method: 'POST' });
const metric = async (url: string, name: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
};
const configured = async (url: string): Promise<string> =>
  ((await (await fetch(`${url}/api/v2/status`)).json()) as { config: { original: string } }).config.original;
const times = (text: string, log: string): number => log.split(text).length - 1;

test('SIGHUP puts a good file in force: the next alert goes to the new address, and the status shows it', async () => {
  const { service, url } = await start(quietConfig(`${hookUrl}/old`));
  const hash = await metric(url, 'alertmanager_config_hash');
  await post(url, [{ labels: { alertname: 'Before' } }]);
  await eventually('the old address is told', () => told.some((each) => each.path === '/old'));
  write(
    'alertmanager.yml',
    quietConfig(`${hookUrl}/new`)
      .replace('receiver: team', 'receiver: crew')
      .replace('name: team', 'name: crew'),
  );
  service.child.kill('SIGHUP');
  await eventually('it says so', () => service.log().includes('Completed loading of configuration file'));
  expect(await configured(url)).toContain('crew');
  expect(await metric(url, 'alertmanager_config_last_reload_successful')).toBe(1);
  expect(await metric(url, 'alertmanager_config_hash')).not.toBe(hash);
  await post(url, [{ labels: { alertname: 'After' } }]);
  await eventually('the new address is told', () => told.some(({ alerts }) => alerts.includes('After')));
  expect(told.filter(({ alerts }) => alerts.includes('After')).map((each) => each.path)).toEqual(['/new']);
  expect(await service.kill('SIGTERM')).toBe(0);
});

test('a bad file keeps the old configuration: 500 with place and remedy, one line in the log, a metric; mended, it is taken', async () => {
  const { service, url } = await start(quietConfig(`${hookUrl}/old`));
  const good = await configured(url);
  const at = await metric(url, 'alertmanager_config_last_reload_success_timestamp_seconds');
  write('alertmanager.yml', 'route:\n  receiver: nobody\nreceivers:\n  - name: team\n');
  const refused = await reload(url);
  expect(refused.status).toBe(500);
  expect(await refused.text()).toMatch(/^failed to reload config: .*alertmanager\.yml:2:\d+: .*nobody.*\n$/s);
  expect(times('level=error', service.log())).toBe(1);
  expect(service.log()).toMatch(/level=error .*alertmanager\.yml:2:\d+/);
  expect(await metric(url, 'alertmanager_config_last_reload_successful')).toBe(0);
  expect(await metric(url, 'alertmanager_config_last_reload_success_timestamp_seconds')).toBe(at);
  expect(await configured(url)).toBe(good);
  service.child.kill('SIGHUP');
  await eventually('SIGHUP says it too', () => times('level=error', service.log()) === 2);
  await post(url, [{ labels: { alertname: 'Still' } }]);
  await eventually('the old address is told', () => told.some(({ alerts }) => alerts.includes('Still')));

  write('alertmanager.yml', quietConfig(`${hookUrl}/new`));
  const taken = await reload(url);
  expect([taken.status, await taken.text()]).toEqual([200, '']);
  expect(await metric(url, 'alertmanager_config_last_reload_successful')).toBe(1);
  expect((await fetch(`${url}/-/reload`)).status).toBe(405);
});

test('templates, tocsin.yml and its tokens are read again, a broken one of them is refused as a whole, below a prefix too', async () => {
  const config = (n: string) =>
    `templates: ['*.tmpl']\n${quietConfig(`${hookUrl}/{{ template "where" . }}${n}`)}`;
  write('where.tmpl', '{{ define "where" }}old{{ end }}');
  const tocsin = write('tocsin.yml', 'person: {name: ann}\n');
  const { url } = await start(config(''), `--tocsin.config.file=${tocsin}`, '--web.route-prefix=/a');
  const me = async () =>
    ((await (await fetch(`${url}/a/api/tocsin/v1/me`)).json()) as { person: { name: string } }).person.name;
  expect(await me()).toBe('ann');
  write('where.tmpl', '{{ define "where" }}new{{ end }}');
  write('tocsin.yml', 'person: {name: bob}\napi: {tokens: [{name: ci, kind: client, token: opensesame}]}\n');
  expect((await reload(`${url}/a`)).status).toBe(200);
  expect(await me()).toBe('bob');
  const asToken = await fetch(`${url}/a/api/tocsin/v1/me`, {
    headers: { Authorization: 'Bearer opensesame' },
  });
  expect(asToken.status).toBe(200);
  await post(`${url}/a`, [{ labels: { alertname: 'X' } }]);
  await eventually('the new template names the address', () => told.some((each) => each.path === '/new'));

  write('where.tmpl', '{{ define "where" }}broken{{ if }}{{ end }}');
  write('tocsin.yml', 'person: {name: eve}\n');
  const refused = await reload(`${url}/a`);
  expect([refused.status, await refused.text()]).toEqual([500, expect.stringMatching(/where\.tmpl:1:\d+/)]);
  expect(await me()).toBe('bob');
});

test('a request that is under way when a reload comes is not cut off, and is not repeated', async () => {
  const { url } = await start(quietConfig(`${hookUrl}/old`));
  let release = (): void => undefined;
  hold = new Promise((resolve) => (release = resolve));
  await post(url, [{ labels: { alertname: 'InFlight' } }]);
  await eventually('it is under way', () => told.length === 1);
  write('alertmanager.yml', quietConfig(`${hookUrl}/new`));
  expect((await reload(url)).status).toBe(200);
  release();
  hold = Promise.resolve();
  await eventually('it is delivered', async () => (await metric(url, 'tocsin_outbox_pending')) === 0);
  expect(told).toEqual([{ path: '/old', status: 'firing', alerts: ['InFlight'] }]);
  await post(url, [{ labels: { alertname: 'InFlight' }, endsAt: new Date().toISOString() }]);
  await eventually('its end goes to the new address', () => told.length === 2);
  expect(told[1]).toMatchObject({ path: '/new', status: 'resolved' });
});

test('alerts posted during a storm of reloads, good and bad ones, are accepted and told, each of them', async () => {
  const { service, url } = await start(quietConfig(`${hookUrl}/0`));
  const answers: Promise<number>[] = [];
  for (let n = 0; n < 60; n += 1) {
    write('alertmanager.yml', n % 5 === 4 ? 'route: [' : quietConfig(`${hookUrl}/${n}`));
    if (n % 2 === 0) service.child.kill('SIGHUP');
    answers.push(post(url, [{ labels: { alertname: 'Storm', n: `n${n}` } }]).then(({ status }) => status));
    const { status } = await reload(url);
    expect([200, 500]).toContain(status);
  }
  expect(new Set(await Promise.all(answers))).toEqual(new Set([200]));
  const every = Array.from({ length: 60 }, (_, n) => `n${n}`).sort();
  const listed = (await (await fetch(`${url}/api/v2/alerts`)).json()) as { labels: { n: string } }[];
  expect(listed.map(({ labels }) => labels.n).sort()).toEqual(every);
  await eventually('all are told', () => new Set(told.flatMap(({ alerts }) => alerts)).size === 60);
});

test('killed during reloads: what was accepted is there again, under the configuration that is on disk', async () => {
  const { service, url } = await start(quietConfig(`${hookUrl}/0`));
  const accepted: string[] = [];
  const posting = (async () => {
    for (let n = 0; ; n += 1) {
      const answer = await post(url, [{ labels: { alertname: 'Kill', n: `n${n}` } }]).catch(() => undefined);
      if (!answer) return;
      if (answer.status === 200) accepted.push(`n${n}`);
    }
  })();
  for (let n = 1; n <= 20; n += 1) {
    write('alertmanager.yml', quietConfig(`${hookUrl}/${n}`).replaceAll('team', `team${n}`));
    service.child.kill('SIGHUP');
    await eventually('it reloads', () => times('Loading configuration file', service.log()) >= n);
  }
  await service.kill('SIGKILL');
  await posting;
  const again = startProcess([
    'serve',
    `--config.file=${path.join(folder, 'alertmanager.yml')}`,
    `--storage.path=${path.join(folder, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
  ]);
  running.push(again);
  const listed = (await (await fetch(`${await again.url}/api/v2/alerts`)).json()) as {
    labels: { n: string };
    receivers: { name: string }[];
  }[];
  expect(accepted.length).toBeGreaterThan(0);
  expect(listed.map(({ labels }) => labels.n)).toEqual(expect.arrayContaining(accepted));
  expect(new Set(listed.flatMap(({ receivers }) => receivers.map(({ name }) => name)))).toEqual(
    new Set(['team20']),
  );
  await eventually('all are told', () =>
    accepted.every((n) => told.some(({ alerts }) => alerts.includes(n))),
  );
});

test('SIGHUP during the start is answered after it: the files may be newer than what was read', async () => {
  const service = startProcess([
    'serve',
    `--config.file=${write('alertmanager.yml', quietConfig(`${hookUrl}/old`))}`,
    `--storage.path=${path.join(folder, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
  ]);
  running.push(service);
  await eventually('it starts', () => service.log().includes('Starting tocsin'));
  service.child.kill('SIGHUP');
  await service.url;
  await eventually('it reloads', () => service.log().includes('Completed loading of configuration file'));
  expect(await service.kill('SIGTERM')).toBe(0);
});

test('alertmanager_config_hash is the number that Alertmanager shows for the same file', async () => {
  const { url } = await start('route:\n  receiver: team\nreceivers:\n  - name: team\n');
  expect(await metric(url, 'alertmanager_config_hash')).toBe(76_578_301_775_657);
});
