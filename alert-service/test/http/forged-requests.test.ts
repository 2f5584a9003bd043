import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bytes, raw } from '../kit/raw.ts';
import { type Service, startService } from '../kit/service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService({
    tocsin: `
api:
  tokens:
    - {name: gone, token_file: ./no-such-file, kind: client}
    - {name: robot, token: client-token-bbbb, kind: client, role: operator}
`,
  });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

const me = '/api/tocsin/v1/me';
const json = { 'Content-Type': 'application/json' };
const status = async (at: string, headers: Record<string, string> = {}, method = 'GET') =>
  (await raw(service.url, at, { headers, method })).status;

test('a token in the address is no token', async () => {
  for (const name of ['token', 'access_token', 'authorization', 'api_key'])
    expect(await status(`${me}?${name}=client-token-bbbb`, { 'X-Forwarded-For': '10.0.0.1' })).toBe(401);
});

test('a token whose file cannot be read lets nobody in, and keeps nobody else out', async () => {
  const authorization = (token: string) => ({ Authorization: `Bearer ${token}` });
  expect(await status(me, authorization('client-token-bbbb'))).toBe(200);
  expect(await status(me, authorization('something'))).toBe(401);
});

test.each(['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'Via'])(
  'what a proxy passed on with %s is not taken for this machine’s own',
  async (header) => expect(await status(me, { [header]: '1.1 proxy' })).toBe(401),
);

test('nor is what an old proxy passes on in HTTP/1.0', async () => {
  const answer = await bytes(service.url, `GET ${me} HTTP/1.0\r\nHost: localhost\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 401/);
});

test('Host is compared as a name: case, port and the root’s dot make no difference, an address must be loopback’s', async () => {
  for (const host of [
    'LOCALHOST',
    'localhost:1',
    'localhost.',
    'localhost.:9093',
    '127.0.0.1:',
    '127.8.8.8:80',
    '[::1]',
    '[::1]:9093',
  ])
    expect([host, await status(me, { Host: host })]).toEqual([host, 200]);
  for (const host of [
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example:9093',
    'localhost@evil.example',
    '10.0.0.1',
    '0.0.0.0',
    '[::2]',
  ])
    expect([host, await status(me, { Host: host })]).toEqual([host, 421]);
  const nameless = `GET ${me} HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n`;
  expect(await bytes(service.url, nameless)).toMatch(/^HTTP\/1\.1 421/);
});

test('another site cannot come in by the browser, not even where it tells only its Origin', async () => {
  expect(await status(me, { 'Sec-Fetch-Site': 'same-site' })).toBe(403);
  expect(await status(me, { 'Sec-Fetch-Site': 'same-origin' })).toBe(200);
  expect(await status(me, { 'Sec-Fetch-Site': 'none' })).toBe(200);
  expect(await status(me, { Host: 'localhost:9093', Origin: 'http://evil.example' })).toBe(403);
  expect(await status(me, { Host: 'localhost:9093', Origin: 'null' })).toBe(403);
  expect(await status(me, { Host: 'localhost:9093', Origin: 'http://localhost:9093' })).toBe(200);
});

test('nothing answers CORS', async () => {
  for (const at of [me, '/api/v2/alerts', '/api/tocsin/v1/stream']) {
    const answer = await raw(service.url, at, {
      method: 'OPTIONS',
      headers: { Origin: 'http://evil.example', 'Access-Control-Request-Method': 'POST' },
    });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
});

const acknowledge = '/api/tocsin/v1/incidents/INC-999/acknowledge';

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain; application/json',
  'application/jsonx',
])('what a form can send (%s) is no write', async (type) => {
  const body = '[{"labels":{"alertname":"Forged"}}]';
  for (const at of [acknowledge, '/api/v2/alerts'])
    expect(
      (await raw(service.url, at, { method: 'POST', headers: { 'Content-Type': type }, body })).status,
    ).toBe(415);
  expect(await (await service.get('/api/v2/alerts?filter=alertname=Forged')).json()).toEqual([]);
});

test('a write without a body needs the type all the same, and then is one', async () => {
  expect((await raw(service.url, acknowledge, { method: 'POST' })).status).toBe(415);
  expect((await raw(service.url, acknowledge, { method: 'POST', headers: json })).status).toBe(404);
});
