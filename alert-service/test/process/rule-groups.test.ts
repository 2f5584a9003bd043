import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { eventually } from '../kit/eventually.ts';
import { type Process, startProcess } from '../kit/process.ts';
import { quietConfig } from '../kit/service.ts';
import { startStandInPrometheus } from '../kit/stand-in-prometheus.ts';

jest.setTimeout(60_000);

async function startHook() {
  const told: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { alerts } = JSON.parse(body) as { alerts: { status: string; labels: { alertname: string } }[] };
      for (const { status, labels } of alerts) told.push(`${labels.alertname} ${status}`);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    told,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const asking = (process: Process) => async (method: string, at: string, body?: object) => {
  const answer = await fetch(`${await process.url}/api/tocsin/v1${at}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return [answer.status, await answer.json()] as const;
};

test('a group made by a person outlives kill -9: it is evaluated again, fires, and ends when it is deleted', async () => {
  await using source = await startStandInPrometheus(() => []);
  await using hook = await startHook();
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-rule-groups-'));
  const file = path.join(folder, 'alertmanager.yml');
  writeFileSync(file, quietConfig(hook.url));
  const args = [
    'serve',
    `--config.file=${file}`,
    `--storage.path=${path.join(folder, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
    `--prometheus.url=${source.url}`,
  ];
  const group = { name: 'shop', interval: '200ms', rules: [{ alert: 'ShopDown', expr: 'up == 0' }] };

  await using first = startProcess(args);
  const [status, made] = await asking(first)('POST', '/rule-groups', { id: 'shop', group, comment: 'why' });
  expect([status, made]).toMatchObject([200, { version: 1, comment: 'why' }]);
  await first.kill('SIGKILL');

  source.answer = () => [[{ job: 'shop' }, 0]];
  await using second = startProcess(args);
  await eventually('it fires', () => hook.told.includes('ShopDown firing'));
  expect(await asking(second)('GET', '/rule-groups/shop')).toEqual([200, made]);
  await second.kill('SIGKILL');

  await using third = startProcess(args);
  expect((await asking(third)('DELETE', '/rule-groups/shop', {}))[0]).toBe(200);
  await eventually('it has ended', () => hook.told.includes('ShopDown resolved'));
  expect(hook.told).toEqual(['ShopDown firing', 'ShopDown resolved']);
  const [, { versions }] = (await asking(third)('GET', '/rule-groups/shop/history')) as [
    number,
    { versions: { change: string }[] },
  ];
  expect(versions.map(({ change }) => change)).toEqual(['deleted', 'made']);
  rmSync(folder, { recursive: true, force: true });
});
