import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contentSecurityPolicy } from '../../../console/serve/files.ts';
import { raw } from '../kit/raw.ts';
import { type Service, startService } from '../kit/service.ts';

let service: Service;
let folder: string;
const prefix = '/$&"x';
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tocsin-console-'));
  for (const [name, text] of [
    ['index.html', '<meta content="__TOCSIN_BASE__">'],
    ['assets/main-ABCD1234.js', 'run()'],
    ['assets/.hidden', 'hidden'],
    ['assets/deep/x.css', 'a{}'],
    ['public/tocsin.svg', '<svg/>'],
    ['public/font.woff2', 'font'],
    ['notes.txt', 'not for the browser'],
  ] as const) {
    mkdirSync(path.dirname(path.join(folder, 'console', name)), { recursive: true });
    writeFileSync(path.join(folder, 'console', name), text);
  }
  service = await startService({ folder, flags: [`--web.route-prefix=${prefix}`] });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const get = (at: string, headers: Record<string, string> = {}) => raw(service.url, prefix + at, { headers });

test('assets keep for a year, public files are asked for again by their ETag, the page always', async () => {
  const asset = await get('/assets/main-ABCD1234.js');
  expect(asset.headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-type': 'text/javascript; charset=utf-8',
  });
  const icon = await get('/public/tocsin.svg');
  expect(icon.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'image/svg+xml' });
  const again = await get('/public/tocsin.svg', { 'If-None-Match': String(icon.headers.etag) });
  expect([again.status, again.headers['cache-control']]).toEqual([304, 'no-cache']);
  expect((await get('/public/font.woff2')).headers['content-type']).toBe('font/woff2');
  expect((await get('/')).headers).toMatchObject({
    'cache-control': 'no-cache',
    'content-type': 'text/html; charset=utf-8',
  });
});

test.each([
  '/assets/',
  '/assets',
  '/assets/deep',
  '/assets/deep/',
  '/assets/none.js',
  '/assets/.hidden',
  '/public',
  '/public/none.svg',
  '/public/..%2findex.html',
])('%s is no file, and not the page either', async (at) => {
  const answer = await get(at);
  expect([answer.status, answer.headers['cache-control']]).toEqual([404, 'no-store']);
  expect(answer.body).not.toContain('<meta');
});

const html = '<meta content="/$&amp;&quot;x">';

test.each([
  ...['', '/', '/index.html', '/a/tocsin-tocsin-app/services/db.example.com', '/a/tocsin-tocsin-app/x.txt'],
  ...['/d/system-health?from=now-1h', '/plugins/tocsin-tocsin-app', '/console/panels/1'],
])('the page opens at %s, with the prefix in it as text', async (at) => {
  const answer = await get(at);
  expect([answer.status, answer.body]).toEqual([200, html]);
});

test.each([
  ...[
    '/alertmanager/api/v2/status',
    '/prometheus/api/v1/rules',
    '/debug/pprof/',
    '/healthz',
    '/swagger.json',
  ],
  ...['/favicon.ico', '/notes.txt', '/.git/config', '/alerts', '/ab'],
])('%s is not there for a program, and a person reads so in the console', async (at) => {
  for (const Accept of ['application/json, text/plain, */*', '*/*']) {
    const answer = await get(at, { Accept });
    expect([answer.status, answer.headers['content-type']]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
  }
  const answer = await get(at, { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
  expect([answer.status, answer.body]).toEqual([404, html]);
});

test('pages and files come under the policy that the console is developed with', async () => {
  for (const at of ['/', '/assets/main-ABCD1234.js', '/assets/none.js'])
    expect((await get(at)).headers).toMatchObject({
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
});
