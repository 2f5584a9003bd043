import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { raw as rawAnswer } from '../kit/raw.ts';
import { type Service, startService } from '../kit/service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService({
    tocsin: `
person: {name: Sam}
api:
  tokens:
    - {name: grafana, token: proxy-token-aaaa, kind: proxy}
    - {name: robot, token: client-token-bbbb, kind: client, role: operator}
    - {name: reader, token: viewer-token-cccc, kind: client}
`,
  });
  await service.post('/api/v2/alerts', [{ labels: { alertname: 'Door', severity: 'critical' } }]);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

/** fetch does not let a Host or Sec-Fetch-Site be chosen. */
const raw = (path: string, headers: Record<string, string>, method = 'GET') =>
  new Promise<number>((resolve, reject) => {
    const sent = request(service.url + path, { headers, method }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject).end(method === 'POST' ? '{}' : undefined);
  });

const me = '/api/tocsin/v1/me';

test('on loopback without a token the person is the single user, by the configured name', async () => {
  expect(await (await service.get(me)).json()).toMatchObject({
    person: { name: 'Sam', login: 'Sam', known: true },
    role: 'admin',
  });
});

test('a foreign Host, another site or a proxied request is not let in without a token', async () => {
  expect(await raw(me, { Host: 'evil.example' })).toBe(421);
  expect(await raw(me, { 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
  expect(await raw(me, { 'X-Forwarded-For': '10.1.2.3' })).toBe(401);
  expect(await raw('/api/tocsin/v1/stream', { Host: 'evil.example' })).toBe(421);
});

test('Alertmanager’s API stays open as upstream', async () => {
  expect(await raw('/api/v2/alerts', { Host: 'evil.example' })).toBe(200);
});

test('a token says who comes in: Grafana’s viewers are not known, a client acts as itself', async () => {
  const who = async (token: string) => (await service.get(me, { Authorization: `Bearer ${token}` })).json();
  expect(await who('proxy-token-aaaa')).toMatchObject({ person: { known: false }, role: 'viewer' });
  expect(await who('client-token-bbbb')).toMatchObject({
    person: { name: 'robot', known: true },
    role: 'operator',
  });
  const wrong = await service.get(me, { Authorization: 'Bearer proxy-token-aaab' });
  expect(wrong.status).toBe(401);
  expect(await wrong.text()).not.toContain('proxy-token');
});

test('a write needs JSON and a person who may', async () => {
  const path = '/api/tocsin/v1/incidents/INC-1/acknowledge';
  expect(await raw(path, { 'Content-Type': 'text/plain' }, 'POST')).toBe(415);
  expect((await service.post(path, {}, { Authorization: 'Bearer proxy-token-aaaa' })).status).toBe(403);
  expect((await service.post(path, {}, { Authorization: 'Bearer viewer-token-cccc' })).status).toBe(403);
});

test('what does not fit is told as a problem with what to change; unknown paths say where to look', async () => {
  const query = await service.get('/api/tocsin/v1/alerts?resolved=perhaps');
  expect(query.status).toBe(400);
  expect(query.headers.get('content-type')).toContain('application/problem+json');
  expect(await query.json()).toMatchObject({
    title: 'The request does not fit',
    detail: expect.stringContaining('query.resolved'),
  });
  expect((await service.get('/api/tocsin/v1/nothing')).status).toBe(404);
  expect((await service.get('/api/tocsin/v1/alerts/0000000000000000')).status).toBe(404);
  expect((await service.get('/api/tocsin/v1/query?query=up')).status).toBe(404);
});

test('OpenAPI is made from the same schemas', async () => {
  const document = (await (await service.get('/api/tocsin/v1/openapi.json')).json()) as {
    openapi: string;
    paths: object;
  };
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(['/overview', '/incidents/{id}/acknowledge', '/stream']),
  );
});

test('a token file that is empty or missing lets nobody in, an empty token least of all', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-door-'));
  const file = path.join(folder, 'token');
  const tocsin = `api: {tokens: [{name: robot, token_file: ${file}, kind: client, role: operator}]}`;
  await using other = await startService({ tocsin });
  const status = async (token: string): Promise<number> =>
    (await rawAnswer(other.url, me, { headers: { 'x-forwarded-for': '10.0.0.1', 'x-tocsin-token': token } }))
      .status;
  expect(await status('')).toBe(401);
  writeFileSync(file, ' \n');
  expect(await status('')).toBe(401);
  writeFileSync(file, 'client-token-bbbb\n');
  expect([await status(''), await status('client-token-bbbb')]).toEqual([401, 200]);
  rmSync(folder, { recursive: true });
});
