import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { tocsinProgram } from '../kit/process.ts';
import { quietConfig } from '../kit/service.ts';

jest.setTimeout(60_000);

const program = [process.execPath, ...tocsinProgram].map((word) => `'${word}'`).join(' ');

/** As systemd starts it: the socket listens already, is descriptor 3, and LISTEN_PID names the process that it is for. */
function startWith(args: readonly string[], socket: number | undefined, environment: Record<string, string>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-systemd-'));
  writeFileSync(path.join(folder, 'alertmanager.yml'), quietConfig());
  const flags = [`--config.file=${folder}/alertmanager.yml`, `--storage.path=${folder}/data`, ...args];
  const command = `LISTEN_PID=$$ exec ${program} serve "$@"`;
  const child = spawn('/bin/sh', ['-c', command, 'sh', ...flags], {
    stdio: ['ignore', 'ignore', 'pipe', ...(socket === undefined ? [] : [socket])],
    env: { ...process.env, ...environment },
  });
  let log = '';
  const said = new Promise<void>((resolve) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('Listening on')) resolve();
    });
    child.once('exit', () => resolve());
  });
  return { child, said, log: () => log };
}

test('with --web.systemd-socket it answers on the socket that it was handed', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
  const { child, said, log } = startWith(['--web.systemd-socket'], fd, { LISTEN_FDS: '1' });
  try {
    await said;
    expect(log()).toContain(`msg="Listening on" address=127.0.0.1:${port}`);
    server.close();
    expect((await fetch(`http://127.0.0.1:${port}/-/healthy`)).status).toBe(200);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

test('without a socket it says what to change', async () => {
  const { child, log } = startWith(['--web.systemd-socket'], undefined, {});
  const [code] = (await once(child, 'exit')) as [number];
  expect([code, log()]).toEqual([
    1,
    expect.stringContaining('systemd handed no socket over: start it by a .socket unit'),
  ]);
});
