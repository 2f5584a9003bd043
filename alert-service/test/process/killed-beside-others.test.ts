import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, jest, test } from '@jest/globals';
import { portOf } from '#channels/kit/port';
import { systemClock } from '#lib/clock';
import { eventually } from '../kit/eventually.ts';
import { startProcess } from '../kit/process.ts';
import { quietConfig } from '../kit/service.ts';

jest.setTimeout(60_000);

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Posted {
  readonly labels: object;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** Answers each request as told, on loopback. */
async function answering(
  answer: (request: IncomingMessage, body: string) => [number, unknown],
): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const [status, json] = answer(request, body);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${portOf(server)}`;
}

/** A Prometheus where everything is true, or nothing. */
async function source(): Promise<{ readonly url: string; readonly says: { fires: boolean } }> {
  const says = { fires: true };
  const address = await answering(() => {
    const result = says.fires ? [{ metric: {}, value: [systemClock.now() / 1_000, '1'] }] : [];
    return [200, { status: 'success', data: { resultType: 'vector', result } }];
  });
  return { url: `http://${address}`, says };
}

function folderWith(tocsin: string, prometheus: string): { folder: string; args: string[] } {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-killed-'));
  const write = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const rules = 'groups: [{name: g, interval: 200ms, rules: [{alert: Down, expr: "up == 0"}]}]';
  const args = [
    'serve',
    `--config.file=${write('alertmanager.yml', quietConfig())}`,
    `--tocsin.config.file=${write('tocsin.yml', tocsin)}`,
    `--rules.file=${write('rules.yml', rules)}`,
    `--prometheus.url=${prometheus}`,
    `--storage.path=${path.join(folder, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
  ];
  return { folder, args };
}

test('killed while an Alertmanager does not take the end of an alert: the next start tells it', async () => {
  const prometheus = await source();
  const taken: Posted[][] = [];
  let status = 200;
  let refused = 0;
  const target = await answering((_, body) => {
    if (status === 200) taken.push(JSON.parse(body) as Posted[]);
    else refused += 1;
    return [status, {}];
  });
  const { folder, args } = folderWith(
    `alerting: {alertmanagers: [{static_configs: [{targets: ['${target}']}]}]}`,
    prometheus.url,
  );
  const first = startProcess(args);
  await first.url;
  await eventually('it is told what fires', () => taken.length === 1);
  const begun = taken[0]?.[0];
  status = 503;
  prometheus.says.fires = false;
  await eventually('it does not take the end', () => refused > 0);
  await first.kill('SIGKILL');

  status = 200;
  await using second = startProcess(args);
  await second.url;
  await eventually('it is told of the end', () => taken.length === 2);
  const ended = taken[1]?.[0];
  expect([ended?.labels, ended?.startsAt]).toEqual([begun?.labels, begun?.startsAt]);
  expect(Date.parse(ended?.endsAt ?? '')).toBeLessThan(systemClock.now());
  await second.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

test('an Alertmanager that a reload brings is told of what fires already, and by new labels where they are relabelled anew', async () => {
  const prometheus = await source();
  const taken: Posted[] = [];
  const target = await answering((_, body) => {
    taken.push(...(JSON.parse(body) as Posted[]));
    return [200, {}];
  });
  const { folder, args } = folderWith('', prometheus.url);
  await using service = startProcess(args);
  const url = await service.url;
  const known = async (): Promise<{ labels: object }[]> =>
    (await (await fetch(`${url}/api/v2/alerts`)).json()) as { labels: object }[];
  await eventually('it fires', async () => (await known()).length === 1);
  const alertmanagers = `alertmanagers: [{static_configs: [{targets: ['${target}']}]}]`;
  const relabel = 'alert_relabel_configs: [{target_label: cluster, replacement: eu}]';
  writeFileSync(path.join(folder, 'tocsin.yml'), `alerting: {${alertmanagers}, ${relabel}}`);
  expect((await fetch(`${url}/-/reload`, { method: 'POST' })).status).toBe(200);
  await eventually('it is told', () => taken.length > 0);
  expect(taken[0]?.labels).toEqual({ alertname: 'Down', cluster: 'eu' });
  // Who was paged for it here is told of its end here.
  expect((await known()).map(({ labels }) => labels)).toEqual([{ alertname: 'Down' }]);
  prometheus.says.fires = false;
  await eventually('it has ended here', async () => (await known()).length === 0);
  await service.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

test('killed, the service does not call outside any more, and whoever is there notices', async () => {
  const prometheus = await source();
  let calls = 0;
  let lastCall = 0;
  const outside = await answering(() => {
    calls += 1;
    lastCall = systemClock.elapsed();
    return [200, {}];
  });
  const { folder, args } = folderWith(
    `watchdog: {url: 'http://${outside}/ping', interval: 1s}`,
    prometheus.url,
  );
  const service = startProcess(args);
  const url = await service.url;
  await eventually('it calls again and again', () => calls >= 3);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toMatch(/tocsin_watchdog_calls_total [3-9]/);
  expect(metrics).toContain('tocsin_watchdog_check_ok{check="rules"} 1');
  await service.kill('SIGKILL');
  await eventually('it has not called for three intervals', () => systemClock.elapsed() - lastCall > 3_000);
  expect(service.log()).not.toContain('/ping');
  rmSync(folder, { recursive: true, force: true });
});
