import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { call } from './kit/call.ts';
import { receiversVerb } from './receivers.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-receivers-'));

const configFor = (url: string): string => {
  const file = path.join(folder, 'alertmanager.yml');
  const hooks = `[{url: '${url}/good'}, {url: '${url}/bad'}]`;
  writeFileSync(
    file,
    `route: {receiver: team}\nreceivers: [{name: team, webhook_configs: ${hooks}}, {name: nobody}]\n`,
  );
  return `--config.file=${file}`;
};

test('a receiver is tried from the command line: what took the message and what did not', async () => {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(request.url === '/good' ? 200 : 404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const config = configFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    const both = await call(receiversVerb, 'test', config, 'team');
    expect(both.code).toBe(1);
    expect(both.out).toMatch(/^delivered {6}webhook\[0] {2}in \d+ ms\nnot delivered {2}webhook\[1] {2}.*404/);
    expect(await call(receiversVerb, 'test', config, 'team', 'webhook[0]')).toMatchObject({ code: 0 });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('receivers are listed with their integrations', async () => {
  const { out } = await call(receiversVerb, 'list', configFor('http://127.0.0.1:9'));
  expect(out).toBe('team  webhook[0], webhook[1]\nnobody  (tells nobody)\n');
});

test.each([
  [['test', 'tea'], 1, 'there is no receiver tea: team, nobody'],
  [['test', 'team', 'slack[0]'], 1, 'team has no slack[0]: webhook[0], webhook[1]'],
  [['test'], 2, 'name the receiver to test'],
  [['tset'], 2, 'say what to do: test, or list'],
])('%j ends with %d and says %j', async (args, code, said) => {
  const called = await call(receiversVerb, configFor('http://127.0.0.1:9'), ...args);
  expect([called.code, called.err]).toEqual([code, expect.stringContaining(said)]);
});
