import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import type { HttpSettings } from '#config/http-settings';
import { Secret } from '#lib/secret';
import { eventually } from '../../../test/kit/eventually.ts';
import { resetConnection, say, startHttpServer } from '../kit/http-server.ts';
import { portOf } from '../kit/port.ts';
import { startProxy } from '../kit/proxy-servers.ts';
import { createSafeFetch } from '../safe-fetch.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Says these bytes to each request, whatever it was. */
async function sayer(said: string) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    socket.on('data', () => socket.write(said));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${portOf(server)}/`, open: () => sockets.size };
}

const clientOf = () => {
  const fetch = createSafeFetch({ trust: 'operator', environment: {} });
  stops.push(() => fetch.close());
  return fetch;
};
const post = (signal: AbortSignal) => ({ method: 'POST', body: '{}', signal });
const soon = (): AbortSignal => AbortSignal.timeout(1_000);

test('an answer that switches protocols is an error, and nobody waits for it for ever', async () => {
  const { url } = await sayer(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
  );
  await expect(clientOf()(url, post(soon()))).rejects.toThrow(/without an answer/);
});

test('a status that is none is an error, and its connection is closed', async () => {
  const server = await sayer('HTTP/1.1 999 Denied\r\nContent-Length: 100000\r\n\r\nx');
  await expect(clientOf()(server.url, post(soon()))).rejects.toThrow(/999/);
  await eventually('the connection is closed', () => server.open() === 0);
});

test('a proxy is not asked for a cloud’s metadata address either', async () => {
  const proxy = await startProxy();
  stops.push(() => proxy.close());
  const http: HttpSettings = {
    followRedirects: true,
    proxy: { url: Secret.of(`http://127.0.0.1:${proxy.port}`), noProxy: '', connectHeaders: [] },
  };
  for (const url of ['http://169.254.169.254/latest', 'https://[::ffff:169.254.169.254]/latest'])
    await expect(clientOf()(url, { ...post(soon()), http })).rejects.toThrow(/metadata/);
  expect(proxy.asked).toEqual([]);
});

test('a login with a broken escape goes as it is written', async () => {
  const { url } = await sayer('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  const answer = await clientOf()(url.replace('//', '//us%er:100%@'), post(soon()));
  expect(answer.status).toBe(200);
});

test('a POST that was received and never answered is not sent again silently, on a kept connection either', async () => {
  let received = 0;
  const server = await startHttpServer((response, request) => {
    received += 1;
    if (received === 1) say(200, 'ok')(response, request);
    else resetConnection(response, request);
  });
  stops.push(() => server.close());
  const fetch = clientOf();
  expect(await (await fetch(server.origin, post(soon()))).text()).toBe('ok');
  await expect(fetch(server.origin, post(soon()))).rejects.toThrow();
  expect(received).toBe(2);
});

test('what says who we are in headers of a receiver’s own stays at home too when it redirects elsewhere', async () => {
  const elsewhere = await startHttpServer(say(200));
  const server = await startHttpServer(say(307, '', { location: elsewhere.origin }));
  stops.push(
    () => server.close(),
    () => elsewhere.close(),
  );
  const headers = {
    'x-auth-token': 'secret',
    'x-user-id': 'me',
    'x-amz-security-token': 'secret',
    'x-kind': 'a',
  };
  await clientOf()(server.origin, { ...post(soon()), headers });
  expect(elsewhere.received[0]?.headers).toMatchObject({ 'x-kind': 'a' });
  for (const name of ['x-auth-token', 'x-user-id', 'x-amz-security-token'])
    expect(elsewhere.received[0]?.headers).not.toHaveProperty(name);
});
