import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { startProcess } from '../kit/process.ts';
import { eventually } from '../kit/eventually.ts';
import { quietConfig } from '../kit/service.ts';

jest.setTimeout(60_000);

let hook: Server;
let hookUrl = '';
let answer: 'ok' | 'hang' = 'ok';
const told: { status: string; groupKey: string; id: string }[] = [];

beforeAll(async () => {
  hook = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { status, groupKey } = JSON.parse(body) as { status: string; groupKey: string };
      told.push({ status, groupKey, id: String(request.headers['idempotency-key']) });
      if (answer === 'ok') response.end();
    });
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  hookUrl = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`;
});
afterAll(() => {
  hook.closeAllConnections();
  hook.close();
});

function folderWith(config: string): { folder: string; args: string[] } {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-process-'));
  writeFileSync(path.join(folder, 'alertmanager.yml'), config);
  const args = [
    'serve',
    `--config.file=${path.join(folder, 'alertmanager.yml')}`,
    `--storage.path=${path.join(folder, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
  ];
  return { folder, args };
}

const post = (url: string, alerts: object[]) =>
  fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(alerts),
  });

test('killed with a notification in flight: nothing accepted is lost, and only what was in flight is repeated', async () => {
  const { folder, args } = folderWith(quietConfig(hookUrl));
  told.length = 0;
  const first = startProcess(args);
  const url = await first.url;
  answer = 'ok';
  await post(url, [{ labels: { alertname: 'Done' } }]);
  await eventually('the first is told and done', async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    return /tocsin_outbox_pending 0\b/.test(metrics) && told.length === 1;
  });
  answer = 'hang';
  await post(url, [{ labels: { alertname: 'InFlight' } }]);
  await eventually('the second is in flight', () => told.length === 2);
  const late = post(
    url,
    Array.from({ length: 300 }, (_, index) => ({ labels: { alertname: 'Late', n: String(index) } })),
  );
  expect((await late).status).toBe(200);
  expect(await first.kill('SIGKILL')).toBe('SIGKILL');
  answer = 'ok';

  const second = startProcess(args);
  const again = await second.url;
  const alerts = (await (await fetch(`${again}/api/v2/alerts`)).json()) as object[];
  expect(alerts).toHaveLength(302);
  await eventually(
    'those accepted last are told',
    () => told.filter(({ groupKey }) => groupKey.includes('Late')).length === 1,
  );
  const of = (name: string) => told.filter(({ groupKey }) => groupKey.includes(name));
  expect(of('Done')).toHaveLength(1);
  await eventually('what was in flight is repeated', () => of('InFlight').length === 2);
  expect(new Set(of('InFlight').map(({ id }) => id)).size).toBe(1);
  expect(await second.kill('SIGTERM')).toBe(0);
  rmSync(folder, { recursive: true, force: true });
});

test('a second process on the same database is refused politely', async () => {
  const { folder, args } = folderWith(quietConfig(hookUrl));
  const first = startProcess(args);
  await first.url;
  const second = startProcess(args);
  expect(await second.ended).toBe(1);
  expect(second.log()).toContain('another process holds it');
  expect(await first.kill('SIGTERM')).toBe(0);
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  [
    'an unknown receiver',
    'route: {receiver: nobody}\nreceivers: [{name: team}]',
    /alertmanager\.yml:1:\d+: .*nobody/,
  ],
  ['broken YAML', 'route: [', /alertmanager\.yml:\d+:\d+: /],
  [
    'an interval that is none',
    `${quietConfig('http://h/')}\ntime_intervals: [{name: x, time_intervals: [{weekdays: [moonday]}]}]`,
    /alertmanager\.yml:\d+:\d+: .*moonday/,
  ],
])('%s: it does not start, and says where and what to change', async (_, config, message) => {
  const { folder, args } = folderWith(config);
  const service = startProcess(args);
  expect(await service.ended).toBe(1);
  expect(service.log()).toMatch(message);
  rmSync(folder, { recursive: true, force: true });
});

test('an unknown flag is refused with the nearest one, and exit code 2', async () => {
  const service = startProcess(['serve', '--config.fil=x']);
  expect(await service.ended).toBe(2);
  expect(service.log()).toContain('--config.file');
});

test('a taken port is said to be taken', async () => {
  const { folder, args } = folderWith(quietConfig(hookUrl));
  const { port } = hook.address() as AddressInfo;
  const service = startProcess([...args.slice(0, -1), `--web.listen-address=127.0.0.1:${port}`]);
  expect(await service.ended).toBe(1);
  expect(service.log()).toContain(`cannot listen on 127.0.0.1:${port}: another process listens there`);
  rmSync(folder, { recursive: true, force: true });
});
