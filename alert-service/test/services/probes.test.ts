import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { createAuthority } from '#channels/kit/certificates';
import { hang, type HttpServer, say, startHttpServer } from '#channels/kit/http-server';
import { portOf } from '#channels/kit/port';
import type { ProbeSettings } from '#config/services/settings';
import { systemClock } from '#lib/clock';
import { Secret } from '#lib/secret';
import { ask, type AskParts } from '#services/probes/ask';
import type { ProbeResult } from '#services/probes/probe';
import { readRedis } from '#services/probes/redis';
import { eventually } from '../kit/eventually.ts';
import { type RealPostgres, startPostgres } from '../kit/real-postgres.ts';
import { type RealRedis, startRedis } from '../kit/real-redis.ts';
import { startService } from '../kit/service.ts';

let postgres: RealPostgres;
let redis: RealRedis;
let web: HttpServer;
beforeAll(async () => {
  [postgres, redis, web] = await Promise.all([
    startPostgres({ maxConnections: 8 }),
    startRedis(['--requirepass', 'open sesame', '--maxmemory', '100mb']),
    startHttpServer(say(200, 'fine')),
  ]);
});
afterAll(async () => {
  await Promise.all([postgres[Symbol.asyncDispose](), redis[Symbol.asyncDispose](), web.close()]);
});

const base = { name: 'it', intervalMs: 30_000, timeoutMs: 5_000, weight: 1 };
const asked = (settings: ProbeSettings, parts: Partial<AskParts> = {}): Promise<ProbeResult> =>
  ask('shop', settings, { clock: systemClock, ...parts });

const http = (url: string, more: object = {}): ProbeSettings => ({
  ...base,
  ...{ type: 'http', url, method: 'GET', headers: new Map() },
  ...more,
});
const api = (more: object = {}): ProbeSettings => http(`${web.origin}/v1`, { type: 'api', ...more });

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return portOf(server);
}
const closed = (server: Server, sockets: readonly Socket[] = []): Promise<unknown> => {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => server.close(resolve));
};

test('an answer is well by its status and its text, and says how long it took', async () => {
  web.answer = say(200, 'all systems fine');
  expect(await asked(http(web.origin, { expectText: 'systems' }))).toMatchObject({
    ...{ service: 'shop', probe: 'it', type: 'http', state: 'healthy' },
    text: expect.stringMatching(/^200 in \d+ ms$/),
  });
  expect((await asked(http(web.origin, { expectText: 'absent' }))).text).toBe(
    '200, but the expected text is not in its answer',
  );
  web.answer = say(503, 'gone for a walk');
  expect(await asked(http(web.origin))).toMatchObject({
    state: 'failing',
    text: expect.stringMatching(/^503 in/),
  });
  expect((await asked(http(web.origin, { expectStatus: [503] }))).state).toBe('healthy');
});

test('what refuses, hangs, breaks off or sends without end is failing in time, and says so', async () => {
  const quick = { timeoutMs: 300 };
  const empty = createServer();
  const port = await listening(empty);
  await closed(empty);
  expect(await asked(http(`http://127.0.0.1:${port}`))).toMatchObject({
    state: 'failing',
    text: 'connection refused: nothing listens there',
  });
  web.answer = hang;
  expect(await asked(http(web.origin, quick))).toMatchObject({
    state: 'failing',
    text: 'no answer within 300 ms',
  });
  web.answer = (response) => void response.writeHead(200).write('it begins');
  expect(await asked(http(web.origin, quick))).toMatchObject({
    state: 'failing',
    text: 'no answer within 300 ms',
  });
  web.answer = (response) => {
    response.writeHead(200, { 'content-length': '100' }).write('it begins');
    setImmediate(() => response.destroy());
  };
  expect(await asked(http(web.origin))).toMatchObject({
    state: 'failing',
    text: 'it answered 200 and broke off',
  });
});

test('of ten gigabytes no more than a little is read', async () => {
  let written = 0;
  const piece = Buffer.alloc(64 * 1024, 'x');
  web.answer = (response) => {
    response.writeHead(200, { 'content-length': String(10 * 1024 ** 3) });
    const more = (): void => {
      while (!response.destroyed && written < 10 * 1024 ** 3) {
        written += piece.length;
        if (!response.write(piece)) return void response.once('drain', more);
      }
    };
    more();
  };
  expect((await asked(http(web.origin))).state).toBe('healthy');
  expect((await asked(http(web.origin, { expectText: 'needle' }))).text).toBe(
    '200, but the expected text is not in the first 64 KiB of its answer',
  );
  expect(written).toBeLessThan(64 * 1024 ** 2);
});

test('redirects are followed three times, without what is secret where they lead elsewhere', async () => {
  const other = await startHttpServer(say(200, 'elsewhere'));
  const headers = new Map([['Authorization', Secret.of('Bearer very-secret')]]);
  web.answer = (response, { url }) =>
    void response.writeHead(302, { location: url === '/a' ? '/b' : `${other.origin}/c` }).end();
  expect((await asked(http(`${web.origin}/a`, { headers }))).state).toBe('healthy');
  const [a, b] = web.received.slice(-2);
  expect([a?.headers.authorization, b?.headers.authorization]).toEqual([
    'Bearer very-secret',
    'Bearer very-secret',
  ]);
  expect(other.received[0]?.headers.authorization).toBeUndefined();
  web.answer = (response) => void response.writeHead(302, { location: '/again' }).end();
  expect((await asked(http(web.origin))).text).toBe('it redirects more than 3 times');
  await other.close();
});

test('nothing leads to a metadata address: no redirect, no name, no name that changes its mind', async () => {
  const metadata = "it is a cloud's metadata address";
  web.answer = (response) =>
    void response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end();
  expect((await asked(http(web.origin))).text).toContain(metadata);
  expect((await asked(http('http://169.254.169.254/'))).text).toContain(metadata);
  const resolve: AskParts['resolve'] = (_, done) => done(null, [{ address: '169.254.169.254', family: 4 }]);
  const by = { resolve };
  const host = 'rebound.example';
  const url = (scheme: string) => Secret.of(`${scheme}://user:pass@${host}:5432/x`);
  for (const settings of [
    http(`http://${host}/`),
    { ...base, type: 'tcp', host, port: 80 },
    { ...base, type: 'tls', host, port: 443, degradedBeforeMs: 1, failingBeforeMs: 1 },
    { ...base, type: 'postgres', url: url('postgres') },
    { ...base, type: 'redis', url: url('redis') },
  ] satisfies ProbeSettings[]) {
    const found = await asked(settings, by);
    expect([found.type, found.state, found.text]).toEqual([
      settings.type,
      'failing',
      expect.stringContaining(metadata),
    ]);
  }
});

test('no text repeats a secret: not of an address, not of a header', async () => {
  web.answer = (response) => void response.writeHead(302, { location: 'ftp://token-of-ours/' }).end();
  const headers = new Map([['X-Api-Key', Secret.of('token-of-ours')]]);
  expect((await asked(http(web.origin, { headers }))).text).not.toContain('token-of-ours');
  const url = Secret.of('redis://:hunter-hunter@127.0.0.1:1');
  expect((await asked({ ...base, type: 'redis', url })).text).not.toContain('hunter');
  const missing = Secret.fromFile('/nowhere/secret', () => {
    throw Object.assign(new Error('no'), { code: 'ENOENT' });
  });
  expect(await asked({ ...base, type: 'postgres', url: missing })).toMatchObject({
    state: 'no-data',
    text: expect.stringContaining('/nowhere/secret cannot be read'),
  });
});

test("an API's limit is read from whatever headers it has, and told before it is used up", async () => {
  const soon = Math.floor(systemClock.now() / 1_000) + 600;
  const cases: [Record<string, string>, string, number, number][] = [
    [{ 'RateLimit-Limit': '100', 'RateLimit-Remaining': '80', 'RateLimit-Reset': '600' }, 'healthy', 80, 100],
    [
      { 'X-RateLimit-Limit': '5000', 'X-RateLimit-Remaining': '12', 'X-RateLimit-Reset': `${soon}` },
      ...(['degraded', 12, 5000] as const),
    ],
    [
      { RateLimit: '"hour";r=0;t=600, "day";r=900;t=9000', 'RateLimit-Policy': '"hour";q=50, "day";q=1000' },
      ...(['failing', 0, 50] as const),
    ],
    [
      {
        ...{ 'x-ratelimit-limit-requests': '60', 'x-ratelimit-remaining-requests': '6' },
        'x-ratelimit-reset-requests': '10m0s',
      },
      ...(['degraded', 6, 60] as const),
    ],
  ];
  for (const [headers, state, remaining, limit] of cases) {
    web.answer = say(200, 'ok', headers);
    const found = await asked(api());
    expect([headers, found.state, found.rateLimit?.remaining, found.rateLimit?.limit]).toEqual([
      headers,
      state,
      remaining,
      limit,
    ]);
    expect(Math.abs((found.rateLimit?.resetAt ?? 0) - soon * 1_000)).toBeLessThan(5_000);
  }
  web.answer = say(429, 'slow down', { 'Retry-After': '90' });
  expect(await asked(api())).toMatchObject({
    state: 'failing',
    text: expect.stringMatching(/^429: its rate limit is used up; again in 1 min/),
  });
  web.answer = say(429, 'slow down', { 'X-RateLimit-Limit': '100', 'X-RateLimit-Remaining': '70' });
  expect(await asked(api())).toMatchObject({
    state: 'degraded',
    text: '429: it is asked too fast; 70 of 100 requests left',
  });
});

test('a limit that no number and no date can hold is none', async () => {
  const most = '9'.repeat(400);
  for (const reset of [
    '9'.repeat(20),
    `${'9'.repeat(16)}h`,
    '+275760-09-13T00:00:00.001Z',
    '1',
    '-5',
    'soon',
  ]) {
    web.answer = say(200, 'ok', {
      ...{ 'X-RateLimit-Limit': most, 'X-RateLimit-Remaining': '7', 'X-RateLimit-Reset': reset },
    });
    const { state, rateLimit } = await asked(api());
    expect([state, rateLimit?.remaining, rateLimit?.limit]).toEqual(['healthy', 7, undefined]);
    expect(Number.isNaN(new Date(rateLimit?.resetAt ?? 0).getTime())).toBe(false);
  }
  web.answer = say(200, 'ok', { 'X-RateLimit-Limit': most, 'X-RateLimit-Remaining': most });
  expect((await asked(api())).rateLimit).toBeUndefined();
});

test('a certificate tells when it ends, whom it is for and who vouches for it', async () => {
  const authority = createAuthority();
  const at = (days: number): string =>
    new Date(systemClock.now() + days * 86_400_000 + 3_600_000)
      .toISOString()
      .replace(/[-:T]|\.\d+/g, '')
      .slice(0, 15);
  let certificate = authority.issue('shop', ['localhost', '127.0.0.1']);
  const sockets: Socket[] = [];
  const server = createTlsServer({ SNICallback: undefined, ...certificate }, (socket) => socket.end());
  server.on('connection', (socket: Socket) => sockets.push(socket)).on('tlsClientError', () => undefined);
  const port = await listening(server);
  const look = (more: object = {}): Promise<ProbeResult> =>
    asked({
      ...{ ...base, type: 'tls', host: '127.0.0.1', port, ca: Secret.of(authority.cert) },
      ...{ degradedBeforeMs: 14 * 86_400_000, failingBeforeMs: 3 * 86_400_000 },
      ...more,
    });
  const present = (days: number): void => {
    certificate = authority.issue('shop', ['127.0.0.1'], { from: '20200101000000Z', to: at(days) });
    server.setSecureContext(certificate);
  };
  expect(await look()).toMatchObject({
    state: 'healthy',
    certificateEndsAt: Date.UTC(2099, 11, 31, 23, 59, 59),
  });
  present(10);
  expect(await look()).toMatchObject({
    state: 'degraded',
    text: expect.stringMatching(/^the certificate ends in 10 d/),
  });
  present(2);
  expect((await look()).state).toBe('failing');
  present(-2);
  expect(await look()).toMatchObject({
    state: 'failing',
    text: expect.stringMatching(/^the certificate ended 1 d 2\d h ago/),
  });
  present(100);
  expect(await look({ serverName: 'other.example' })).toMatchObject({
    state: 'failing',
    text: 'the certificate is for another name: it names 127.0.0.1',
  });
  expect(await look({ ca: undefined })).toMatchObject({
    state: 'failing',
    text: expect.stringContaining('signed by nobody who is known here'),
  });
  await closed(server, sockets);
});

test('a port is well when it takes a connection; one that speaks no TLS or nothing at all is not', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket));
  const port = await listening(silent);
  const where = { ...base, host: '127.0.0.1', port, timeoutMs: 300 };
  expect(await asked({ ...where, type: 'tcp' })).toMatchObject({
    state: 'healthy',
    text: expect.stringMatching(/^connected in/),
  });
  const limits = { degradedBeforeMs: 1, failingBeforeMs: 1 };
  const url = (scheme: string) => Secret.of(`${scheme}://u:some-password@127.0.0.1:${port}/x`);
  for (const settings of [
    { ...where, type: 'tls', ...limits },
    { ...where, type: 'redis', url: url('redis') },
    { ...where, type: 'postgres', url: url('postgres') },
  ] satisfies ProbeSettings[])
    expect([settings.type, (await asked(settings)).text]).toEqual([settings.type, 'no answer within 300 ms']);
  await closed(silent, sockets);
});

test('DNS is asked itself: what it answers, what it does not know, and that it is silent', async () => {
  const server = createSocket('udp4');
  let silent = false;
  server.on('message', (question, from) => {
    if (!silent) server.send(dnsAnswer(question), from.port, from.address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const dns = (host: string, more: object = {}): Promise<ProbeResult> =>
    asked({
      ...{ ...base, type: 'dns', host, record: 'A', server: `127.0.0.1:${server.address().port}` },
      ...more,
    });
  expect(await dns('shop.example')).toMatchObject({
    state: 'healthy',
    text: expect.stringMatching(/^10\.0\.0\.1 in/),
  });
  expect((await dns('shop.example', { expect: ['10.0.0.1'] })).state).toBe('healthy');
  expect(await dns('shop.example', { expect: ['10.0.0.2'] })).toMatchObject({
    state: 'failing',
    text: 'it answers 10.0.0.1, and not 10.0.0.2',
  });
  expect((await dns('gone.example')).text).toBe('gone.example does not exist in DNS');
  silent = true;
  expect((await dns('shop.example', { timeoutMs: 300 })).state).toBe('failing');
  expect((await dns('shop.example', { server: '169.254.169.253' })).state).toBe('failing');
  server.close();
});

/** 10.0.0.1 for all names but those that begin with gone. */
function dnsAnswer(question: Buffer): Buffer {
  const end = question.indexOf(0, 12) + 5;
  const isGone = question.subarray(13, 17).toString() === 'gone';
  const head = Buffer.from(question.subarray(0, 12));
  head.writeUInt16BE(isGone ? 0x8183 : 0x8180, 2);
  head.writeUInt16BE(isGone ? 0 : 1, 6);
  head.writeUInt32BE(0, 8);
  const record = Buffer.from('c00c000100010000003c00040a000001', 'hex');
  return Buffer.concat([head, question.subarray(12, end), ...(isGone ? [] : [record])]);
}

test('PostgreSQL tells how many of its connections are in use, and that none is free', async () => {
  const probe = (more: object = {}): Promise<ProbeResult> =>
    asked({ ...base, type: 'postgres', url: Secret.of(postgres.url), ...more });
  expect(await probe()).toMatchObject({
    state: 'healthy',
    text: expect.stringMatching(/^1 of 5 connections in use; answered in \d+ ms$/),
    connections: { used: 1, max: 5 },
  });
  expect((await probe({ query: 'select * from nowhere' })).text).toContain(
    '"nowhere" does not exist (42P01)',
  );
  expect((await probe({ query: 'select pg_sleep(60)', timeoutMs: 500 })).text).toBe(
    'no answer within 500 ms',
  );
  expect((await probe({ query: 'create table t (x int)' })).text).toContain('read-only transaction (25006)');
  expect((await probe({ query: 'select generate_series(1, 100000000)' })).state).toBe('healthy');
  const wrong = await probe({ url: Secret.of(postgres.url.replace(postgres.password, 'not-the-password')) });
  expect([wrong.state, wrong.text]).toEqual(['failing', expect.stringContaining('refuses the password')]);
  const clients: Client[] = [];
  const take = async (): Promise<void> => {
    const client = new Client(postgres.url);
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
  };
  const freed = async (): Promise<boolean> => (await probe()).connections?.used === 1;
  while (!(await freed())) await systemClock.turn();
  for (let count = 0; count < 3; count += 1) await take();
  expect(await probe()).toMatchObject({ state: 'degraded', connections: { used: 4, max: 5 } });
  await take();
  while ((await probe()).state === 'degraded') await systemClock.turn();
  expect(await probe()).toMatchObject({ state: 'failing', connections: { used: 5, max: 5 } });
  for (let full = false; !full;)
    full = await take().then(
      () => false,
      () => true,
    );
  expect(await probe()).toMatchObject({
    state: 'failing',
    text: 'no connection is free: too many clients (53300)',
  });
  await Promise.all(clients.map((client) => client.end()));
}, 20_000);

test('Redis answers, is gone, and is back; its password is told by no text', async () => {
  const at = (password: string) => redis.url.replace('redis://', `redis://:${password}@`);
  const probe = (url = at('open%20sesame')): Promise<ProbeResult> =>
    asked({ ...base, type: 'redis', url: Secret.of(url) });
  expect(await probe()).toMatchObject({
    state: 'healthy',
    text: expect.stringMatching(/^\S+ [KM]iB of 100 MiB of memory in use; PONG in \d+ ms$/),
  });
  expect((await probe(redis.url)).text).toBe('it wants a password: write it into the url of this probe');
  expect((await probe(at('wrong-one'))).text).toBe('it refuses the password: check the url of this probe');
  await redis.kill();
  expect(await probe()).toMatchObject({
    state: 'failing',
    text: 'connection refused: nothing listens there',
  });
  await redis.up();
  expect((await probe()).state).toBe('healthy');
});

test('full memory is a fault of Redis only where nothing is thrown out to make room', () => {
  const info = (used: number, policy: string): string =>
    [`used_memory:${used}`, 'maxmemory:1000000', `maxmemory_policy:${policy}`].join('\r\n');
  const states = [500_000, 950_000, 1_000_000].map((used) => readRedis(info(used, 'noeviction'), 1).state);
  expect(states).toEqual(['healthy', 'degraded', 'failing']);
  expect(readRedis(info(1_000_000, 'allkeys-lru'), 1).state).toBe('healthy');
  expect(readRedis('', 1)).toEqual({ state: 'healthy', text: 'PONG in 1 ms' });
});

test('the running service asks what tocsin.yml describes, takes up a reload, and stops while one hangs', async () => {
  web.answer = say(200, 'fine');
  const written = (probe: string, length = '1s'): string =>
    `services: [{name: shop, probes: [{type: http, name: ${probe}, url: '${web.origin}/${probe}', interval: ${length}, timeout: ${length}}]}]`;
  const service = await startService({ tocsin: written('first') });
  const reloadWith = async (text: string): Promise<void> => {
    writeFileSync(path.join(service.folder, 'tocsin.yml'), text);
    await service.app.reload();
  };
  const page = async (): Promise<string> => (await service.get('/metrics')).text();
  const success = (probe: string) => `tocsin_probe_success{service="shop",probe="${probe}"} 1`;
  await eventually('the first is asked', async () => (await page()).includes(success('first')));
  await reloadWith(written('second'));
  await eventually('the second is asked', async () => (await page()).includes(success('second')));
  expect(await page()).not.toContain('probe="first"');
  web.answer = hang;
  await reloadWith(written('third', '1m'));
  await eventually('the third hangs', () => web.received.some(({ url }) => url === '/third'));
  // It has a minute to answer: who waited for it would be here too late.
  await service[Symbol.asyncDispose]();
});

test('a stand-in for Redis that answers without end is cut off', async () => {
  const sockets: Socket[] = [];
  const endless = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write('$10737418240\r\n');
    const more = (): void => {
      while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 'x')));
    };
    socket.on('drain', more);
    more();
  });
  const url = Secret.of(`redis://127.0.0.1:${await listening(endless)}`);
  expect((await asked({ ...base, type: 'redis', url })).text).toBe('it answers more than 64 KiB');
  await closed(endless, sockets);
});
