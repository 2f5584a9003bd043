import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bytes, raw } from '../kit/raw.ts';
import { type Service, startService } from '../kit/service.ts';

let service: Service;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tocsin-hostile-'));
  mkdirSync(path.join(folder, 'console'));
  writeFileSync(path.join(folder, 'console/index.html'), 'the console');
  writeFileSync(path.join(folder, 'secret.txt'), 'outside the console');
  service = await startService({
    folder,
  });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const me = '/api/tocsin/v1/me';
const foreign = { Host: 'evil.example' };
const status = async (at: string, headers: Record<string, string> = {}, method = 'GET') =>
  (await raw(service.url, at, { headers, method })).status;

test.each([
  '/API/Tocsin/V1/me',
  '/api/tocsin/V1/stream',
  '//api/tocsin/v1/me',
  '/api//tocsin/v1/me',
  '/api/tocsin/v1//me',
  '/api/tocsin%2Fv1/me',
  '/api/tocsin/v1%2fme',
  '/%61pi/tocsin/v1/me',
  '/api/v2/../tocsin/v1/me',
  '/api/v2/..%2ftocsin/v1/me',
  '/api/tocsin/v1/./me',
  '/api/tocsin/v1/../v1/me',
  '/api;x/tocsin/v1/me',
  '/api/tocsin/v1/me\\',
])('%s is no way round the door', async (at) => {
  const answer = await raw(service.url, at, { headers: foreign });
  expect(answer.body).not.toContain('"person"');
  expect(answer.headers['content-type']).not.toContain('event-stream');
});

test('paths are as they are written: another case is another path', async () => {
  expect(await status('/API/Tocsin/V1/me')).not.toBe(421);
  expect(await status('/API/v2/status')).toBe(404);
});

test.each(['/api/tocsin/v1/alerts/%', '/api/v2/silence/%zz', '/assets/%E0%A4%A', '/%', '/api/%'])(
  'the broken escape in %s is the client’s fault, told with 400 and no stack',
  async (at) => {
    const answer = await raw(service.url, at);
    expect(answer.status).toBe(400);
    expect(answer.body).not.toMatch(/ at |node_modules|\.ts/);
  },
);

test('files outside the console are not to be had', async () => {
  for (const at of [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/public/%2e%2e%5c..%5csecret.txt',
    '/assets/%00',
  ])
    expect((await raw(service.url, at)).body).not.toContain('outside');
});

test('HEAD ends, also on the stream', async () => {
  for (const at of [
    '/api/tocsin/v1/stream',
    me,
    '/api/v2/alerts',
    '/-/healthy',
    '/-/ready',
    '/metrics',
    '/',
  ]) {
    const answer = await raw(service.url, at, { method: 'HEAD' });
    expect([at, answer.status, answer.body]).toEqual([at, 200, '']);
  }
});

test('answers of the APIs are kept by no cache, and guessed at by no browser', async () => {
  for (const at of [
    me,
    '/api/v2/alerts',
    '/api/v2/status',
    '/api/tocsin/v1/nothing',
    '/metrics',
    '/-/ready',
  ]) {
    const { headers } = await raw(service.url, at);
    expect([at, headers['cache-control']]).toEqual([at, 'no-store']);
    expect([at, headers['x-content-type-options']]).toEqual([at, 'nosniff']);
  }
});

test('an error has the form of the API that was asked, whatever its query says', async () => {
  const own = await raw(service.url, '/api/tocsin/v1/nothing?x=/api/v2/');
  expect(own.headers['content-type']).toContain('application/problem+json');
  const upstream = await raw(service.url, '/api/v2/nothing');
  expect(JSON.parse(upstream.body)).toEqual({ code: 404, message: 'path /api/v2/nothing was not found' });
});

test('a query as long as the API allows arrives, whatever its characters', async () => {
  const query = encodeURIComponent('"'.repeat(10_000));
  expect(await status(`/api/tocsin/v1/query?query=${query}`)).toBe(404);
  const endless = status(`/api/v2/alerts?filter=${'x'.repeat(100_000)}`);
  // The refusal may come as a reset of what is still being sent.
  expect(await endless.catch(() => 431)).toBe(431);
});

test('what is not HTTP, or two lengths at once, is refused and closed', async () => {
  expect(await bytes(service.url, 'hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/);
  const smuggled = `POST /api/v2/alerts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET ${me} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  const answer = await bytes(service.url, smuggled);
  expect(answer).toMatch(/^HTTP\/1\.1 400/);
  expect(answer).not.toContain('person');
});

test('operations have no page in their place', async () => {
  expect(await status('/-/reload')).toBe(405);
  expect(await status('/-/nothing')).toBe(404);
  expect(await status('/-/healthy', {}, 'POST')).toBe(405);
});

test('Alertmanager’s old API says that it is gone, and Prometheus’s knows no rules where there are no files', async () => {
  for (const at of ['status', 'receivers', 'silences', 'silence/x'])
    expect([at, await status(`/api/v1/${at}`)]).toEqual([at, 410]);
  expect(await status('/api/v1/alerts', {}, 'POST')).toBe(410);
  const gone = await raw(service.url, '/api/v1/status');
  expect(JSON.parse(gone.body)).toMatchObject({ status: 'deprecated', error: expect.stringContaining('v2') });
  for (const [at, list] of [
    ['alerts', 'alerts'],
    ['rules', 'groups'],
  ] as const) {
    const answer = await raw(service.url, `/api/v1/${at}`);
    expect(JSON.parse(answer.body)).toEqual({ status: 'success', data: { [list]: [] } });
  }
  expect(await status('/api/v1/query')).toBe(404);
});

test('below a prefix is everything, console and stream too, and beside it nothing', async () => {
  await service[Symbol.asyncDispose]();
  service = await startService({ folder, flags: ['--web.route-prefix=/a.(b:c*/d/'] });
  const prefix = '/a.(b:c*/d';
  for (const at of ['/api/v2/status', '/api/tocsin/v1/me', '/metrics', '/-/ready', '/', '', '/a/app/x.y'])
    expect([at, await status(prefix + at)]).toEqual([at, 200]);
  expect(await status(`${prefix}/api/tocsin/v1/me`, foreign)).toBe(421);
  expect(await status(`${prefix}/api/tocsin/v1/stream`, foreign)).toBe(421);
  for (const at of ['/api/v2/status', '/metrics', '/a.(b:c*/dd', '/alerts'])
    expect([at, await status(at)]).toEqual([at, 404]);
  const start = await raw(service.url, '/');
  expect([start.status, start.headers.location]).toEqual([302, `${prefix}/`]);
  const wrong = await raw(service.url, `${prefix}/api/v2/nothing`);
  expect(JSON.parse(wrong.body)).toMatchObject({ code: 404 });
});

test('a method that does nothing is told with those that do', async () => {
  const answer = await raw(service.url, '/a.(b:c*/d/api/v2/alerts', { method: 'DELETE' });
  expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, POST']);
});
