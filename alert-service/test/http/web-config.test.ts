import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, test } from '@jest/globals';
import { hashSync } from 'bcryptjs';
import { createAuthority } from '../../src/channels/kit/certificates.ts';
import { raw } from '../kit/raw.ts';
import { eventually } from '../kit/eventually.ts';
import { type Service, startService } from '../kit/service.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const folderOf = (files: Record<string, string>): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-web-'));
  stops.push(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
};
const start = async (folder: string, flags: string[] = [], tocsin?: string): Promise<Service> => {
  const service = await startService({
    flags: [`--web.config.file=${path.join(folder, 'web.yml')}`, ...flags],
    ...(tocsin && { tocsin }),
  });
  stops.push(() => service[Symbol.asyncDispose]());
  return service;
};
/** As editors and secret mounts do it: the new file takes the old one's place. */
const replace = (folder: string, name: string, text: string): void => {
  writeFileSync(path.join(folder, `${name}.new`), text);
  renameSync(path.join(folder, `${name}.new`), path.join(folder, name));
};

const users = (names: Record<string, string>): string =>
  `basic_auth_users:\n${Object.entries(names)
    .map(([name, password]) => `  ${name}: ${hashSync(password, 4)}\n`)
    .join('')}`;
const login = (name: string, password: string) => ({ authorization: `Basic ${btoa(`${name}:${password}`)}` });
const json = { 'content-type': 'application/json' };

describe('logins', () => {
  const everywhere = [
    '/',
    '/-/healthy',
    '/-/ready',
    '/metrics',
    '/api/v2/status',
    '/api/v1/status',
    '/api/tocsin/v1/me',
    '/api/tocsin/v1/stream',
    '/nowhere',
  ];

  test('are asked for at all doors, health included', async () => {
    const service = await start(folderOf({ 'web.yml': users({ sam: 'pw' }) }));
    for (const at of everywhere) {
      for (const headers of [{}, login('sam', 'wrong'), login('eve', 'pw'), { authorization: 'Bearer x' }]) {
        const answer = await raw(service.url, at, { headers });
        expect([at, answer.status, answer.headers['www-authenticate']]).toEqual([at, 401, 'Basic']);
      }
    }
    expect((await raw(service.url, '/-/healthy', { headers: login('sam', 'pw') })).status).toBe(200);
    const alerts = [{ labels: { alertname: 'X' } }];
    expect((await service.post('/api/v2/alerts', alerts)).status).toBe(401);
    expect((await service.post('/api/v2/alerts', alerts, login('sam', 'pw'))).status).toBe(200);
  });

  test('come on top of our own doors: the token then goes in a header of its own', async () => {
    const tocsin = 'api: {tokens: [{name: robot, token: client-token-bbbb, kind: client, role: operator}]}\n';
    const service = await start(folderOf({ 'web.yml': users({ sam: 'pw' }) }), [], tocsin);
    const from = { ...login('sam', 'pw'), 'x-forwarded-for': '10.0.0.1' };
    const me = '/api/tocsin/v1/me';
    expect((await raw(service.url, me, { headers: from })).status).toBe(401);
    expect((await raw(service.url, me, { headers: { ...from, 'x-tocsin-token': 'nonsense' } })).status).toBe(
      401,
    );
    const known = await raw(service.url, me, { headers: { ...from, 'x-tocsin-token': 'client-token-bbbb' } });
    expect([known.status, known.body]).toEqual([200, expect.stringContaining('robot')]);
  });

  test('are read anew when the file changes; a file that is wrong leaves those there were', async () => {
    const folder = folderOf({ 'web.yml': users({ sam: 'pw' }) });
    const service = await start(folder);
    const status = async (name: string): Promise<number> =>
      (await raw(service.url, '/-/healthy', { headers: login(name, 'pw') })).status;
    replace(folder, 'web.yml', users({ mia: 'pw' }));
    expect([await status('sam'), await status('mia')]).toEqual([401, 200]);
    replace(folder, 'web.yml', 'basic_auth_user: {}');
    expect([await status('sam'), await status('mia')]).toEqual([401, 200]);
    // As it is for a moment while somebody writes it in place.
    writeFileSync(path.join(folder, 'web.yml'), '\n');
    expect([await status('sam'), await status('mia')]).toEqual([401, 200]);
  });
});

test('headers are set on every answer, and a rate beyond the limit is turned away', async () => {
  const service = await start(
    folderOf({
      'web.yml':
        'http_server_config: {headers: {X-Frame-Options: deny, Content-Security-Policy: "default-src *"}}\nrate_limit: {burst: 3, interval: 1h}\n',
    }),
  );
  const answers = [];
  for (let index = 0; index < 4; index += 1) answers.push(await raw(service.url, '/-/healthy'));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
  expect(answers[0]?.headers).toMatchObject({
    'x-frame-options': 'deny',
    'content-security-policy': 'default-src *',
  });
});

describe('TLS', () => {
  const authority = createAuthority();
  const tlsFiles = (more = '') => {
    const { cert, key } = authority.issue('first');
    return {
      'web.yml': `tls_server_config: {cert_file: c.pem, key_file: k.pem${more}}\n`,
      'c.pem': cert,
      'k.pem': key,
      'ca.pem': authority.cert,
    };
  };
  /** The name in the server's certificate, or what went wrong. */
  const ask = (service: Service, client: { cert?: string; key?: string } = {}) =>
    new Promise<string>((resolve) => {
      const [host = '', port = ''] = (service.app.addresses[0] ?? '').split(':');
      const sent = request(
        { host, port, path: '/-/healthy', ca: authority.cert, agent: false, ...client },
        (response) => {
          const socket = response.socket as TLSSocket;
          const name = String(socket.getPeerCertificate().subject?.CN);
          response.resume().once('end', () => resolve(`${response.statusCode} ${name}`));
        },
      );
      sent.once('error', (error) =>
        resolve(`failed ${'code' in error ? String(error.code) : error.message}`),
      );
      sent.end();
    });

  test('a changed certificate is used by the next connection; one that is broken is not', async () => {
    const folder = folderOf(tlsFiles());
    const service = await start(folder);
    expect(await ask(service)).toBe('200 first');
    const second = authority.issue('second');
    replace(folder, 'c.pem', second.cert);
    // Half of the change is no pair: the one before serves on.
    expect(await ask(service)).toBe('200 first');
    replace(folder, 'k.pem', second.key);
    expect(await ask(service)).toBe('200 second');
    replace(folder, 'k.pem', 'rubbish');
    expect(await ask(service)).toBe('200 second');
  });

  test('plain requests get no answer where TLS is asked for', async () => {
    const service = await start(folderOf(tlsFiles()));
    await expect(raw(service.url, '/-/healthy')).rejects.toThrow();
  });

  const stranger = createAuthority('Stranger').issue('stranger');
  const friend = authority.issue('friend', ['friend.example.com']);
  test.each<[string, { friend: RegExp; stranger: RegExp; nobody: RegExp }]>([
    ['RequestClientCert', { friend: /^200/, stranger: /^200/, nobody: /^200/ }],
    ['RequireAnyClientCert', { friend: /^200/, stranger: /^200/, nobody: /^failed/ }],
    ['VerifyClientCertIfGiven', { friend: /^200/, stranger: /^failed/, nobody: /^200/ }],
    ['RequireAndVerifyClientCert', { friend: /^200/, stranger: /^failed/, nobody: /^failed/ }],
  ])('client_auth_type %s decides who comes in', async (type, expected) => {
    const service = await start(folderOf(tlsFiles(`, client_ca_file: ca.pem, client_auth_type: ${type}`)));
    expect(await ask(service, friend)).toMatch(expected.friend);
    expect(await ask(service, stranger)).toMatch(expected.stranger);
    expect(await ask(service)).toMatch(expected.nobody);
  });

  test('client_allowed_sans names who among the authority’s clients may come in', async () => {
    const more = (name: string): string =>
      `, client_ca_file: ca.pem, client_auth_type: RequireAndVerifyClientCert, client_allowed_sans: [${name}]`;
    expect(await ask(await start(folderOf(tlsFiles(more('friend.example.com')))), friend)).toMatch(/^200/);
    expect(await ask(await start(folderOf(tlsFiles(more('other.example.com')))), friend)).toMatch(/^failed/);
  });

  test('a name with a comma in it is one name, and not the one it hides', async () => {
    const more =
      ', client_ca_file: ca.pem, client_auth_type: RequireAndVerifyClientCert, client_allowed_sans: [friend.example.com]';
    const service = await start(folderOf(tlsFiles(more)));
    const hidden = authority.issue('sly', ['sly.example.com, DNS:friend.example.com, DNS:x.example.com']);
    expect(await ask(service, hidden)).toMatch(/^failed/);
    const second = authority.issue('friend', ['a.example.com', 'friend.example.com', 'b.example.com']);
    expect(await ask(service, second)).toMatch(/^200/);
  });

  test('a changed client_auth_type holds for the next connection; a file without TLS leaves what held', async () => {
    const folder = folderOf(tlsFiles());
    const service = await start(folder);
    expect(await ask(service)).toMatch(/^200/);
    const { 'web.yml': strict } = tlsFiles(
      ', client_ca_file: ca.pem, client_auth_type: RequireAndVerifyClientCert',
    );
    replace(folder, 'web.yml', strict);
    expect([await ask(service), await ask(service, stranger)]).toEqual([
      expect.stringMatching(/^failed/),
      expect.stringMatching(/^failed/),
    ]);
    expect(await ask(service, friend)).toMatch(/^200/);
    const { 'web.yml': any } = tlsFiles(', client_auth_type: RequireAnyClientCert');
    replace(folder, 'web.yml', any);
    expect([await ask(service), await ask(service, stranger)]).toEqual([
      expect.stringMatching(/^failed/),
      expect.stringMatching(/^200/),
    ]);
    replace(folder, 'web.yml', 'basic_auth_users: {}');
    expect(await ask(service)).toMatch(/^failed/);
  });

  test('a certificate that cannot be used stops the start, and says so', async () => {
    await expect(start(folderOf({ ...tlsFiles(), 'k.pem': 'rubbish' }))).rejects.toThrow(
      'the certificate of the web configuration cannot be used',
    );
    await expect(
      start(folderOf({ 'web.yml': 'tls_server_config: {cert_file: gone.pem, key_file: k.pem}' })),
    ).rejects.toThrow('gone.pem');
  });
});

describe('--web.timeout', () => {
  test('answers 503 where a request takes longer, on each API in its form, and the stream goes on', async () => {
    const service = await start(folderOf({ 'web.yml': '' }), ['--web.timeout=50ms']);
    const { hostname, port } = new URL(service.url);
    const neverWhole = async () => {
      const path = '/api/v2/alerts';
      const headers = { ...json, 'content-length': 100 };
      const slow = plainRequest({ host: hostname, port, path, method: 'POST', headers });
      slow.write('[');
      const [answer] = (await once(slow, 'response')) as [IncomingMessage];
      slow.destroy();
      return [answer.statusCode, answer.headers.connection];
    };
    expect(await neverWhole()).toEqual([503, 'close']);
    const stream = await fetch(`${service.url}/api/tocsin/v1/stream`);
    const reader = stream.body!.getReader();
    await reader.read();
    // This one began later than the stream: when its time is up, so would be that of the stream.
    expect(await neverWhole()).toEqual([503, 'close']);
    const later = [{ labels: { alertname: 'Later' } }];
    await eventually('it is taken in time', async () => (await service.post('/api/v2/alerts', later)).ok);
    expect(await reader.read()).toMatchObject({ done: false });
    await reader.cancel();
  });
});

test('--web.cors.origin lets these origins in, whole, and no others; ours too, and preflights', async () => {
  const service = await start(folderOf({ 'web.yml': '' }), [
    '--web.cors.origin=https://(a|b)\\.example\\.com',
  ]);
  const allowed = async (
    origin: string,
    at: string,
    more: { method?: string; headers?: Record<string, string> } = {},
  ) => {
    const { method = 'GET', headers = {} } = more;
    const answer = await raw(service.url, at, { method, headers: { origin, ...headers } });
    return [answer.status, answer.headers['access-control-allow-origin']];
  };
  const site = 'https://a.example.com';
  expect(await allowed(site, '/api/v2/status')).toEqual([200, site]);
  expect(await allowed(site, '/api/tocsin/v1/me', { headers: { 'sec-fetch-site': 'cross-site' } })).toEqual([
    200,
    site,
  ]);
  expect(await allowed('https://a.example.com.evil', '/api/v2/status')).toEqual([200, undefined]);
  expect(await allowed('https://c.example.com', '/api/tocsin/v1/me')).toEqual([403, undefined]);
  const preflight = { method: 'OPTIONS', headers: { 'access-control-request-method': 'DELETE' } };
  expect(await allowed(site, '/api/v2/silence/x', preflight)).toEqual([204, site]);
  expect(await allowed('https://evil', '/api/v2/silence/x', preflight)).toEqual([204, undefined]);
});

test('answers of channels and feeds need no login, since each proves itself; the rate and the headers hold for them', async () => {
  const folder = folderOf({
    'web.yml': `${users({ sam: 'right' })}
http_server_config:
  headers: {X-Frame-Options: deny}
`,
  });
  const service = await start(folder, ['--web.route-prefix=/alerting']);
  const answered = await raw(service.url, '/alerting/answers/none');
  expect(answered.status).toBe(404);
  expect(answered.headers['x-frame-options']).toBe('deny');
  const feed = await raw(service.url, '/alerting/calendars/person/mia/none.ics');
  expect([feed.status, feed.headers['x-frame-options']]).toEqual([404, 'deny']);
  for (const path of [
    '/alerting/api/v2/status',
    '/alerting/answers',
    '/alerting/calendars',
    '/calendars/person/mia/none.ics',
    '/answers/none',
    '/alerting/answersx/none',
  ])
    expect((await raw(service.url, path)).status).toBe(401);
  for (const path of ['/alerting/answers/../api/v2/status', '/alerting/answers/%2e%2e/api/v2/status'])
    expect((await raw(service.url, path)).status).toBe(404);
});
