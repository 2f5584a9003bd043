import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import { buffer } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { HttpSettings, TlsClientSettings } from '#config/http-settings';
import { createFakeClock } from '#lib/fake-clock';
import { Secret } from '#lib/secret';
import { createAuthority } from '../kit/certificates.ts';
import { type HttpServer, type Received, say, startHttpServer } from '../kit/http-server.ts';
import { portOf } from '../kit/port.ts';
import { type ProxyServer, startProxy, startSocksProxy } from '../kit/proxy-servers.ts';
import { type ClosableFetch, createSafeFetch, type SafeFetchOptions } from '../safe-fetch.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const clientOf = (options: Partial<SafeFetchOptions> = {}): ClosableFetch => {
  const made = createSafeFetch({ trust: 'operator', environment: {}, ...options });
  stops.push(() => made.close());
  return made;
};
const plainServer = async (answer = say(200, 'ok')): Promise<HttpServer> => {
  const server = await startHttpServer(answer);
  stops.push(() => server.close());
  return server;
};
const proxied = async (proxy: Promise<ProxyServer>): Promise<ProxyServer> => {
  const started = await proxy;
  stops.push(() => started.close());
  return started;
};
const over = (settings: Partial<HttpSettings>): HttpSettings => ({ followRedirects: true, ...settings });
const through = (url: string, more: { noProxy?: string } = {}): HttpSettings =>
  over({
    proxy: { url: Secret.of(url), noProxy: '', connectHeaders: [], ...more },
    tls: { insecureSkipVerify: true },
  });

const authority = createAuthority();
const other = createAuthority('Another authority');
const sam = authority.issue('sam');

async function tlsServer(options: { mutual?: boolean; maxVersion?: 'TLSv1.2'; names?: string[] } = {}) {
  const own = authority.issue('server', options.names);
  const received: (Pick<Received, 'url' | 'body'> & { readonly by: string; readonly protocol: string })[] =
    [];
  let connections = 0;
  const server = createTlsServer(
    {
      ...own,
      ca: authority.cert,
      ...(options.mutual && { requestCert: true, rejectUnauthorized: true }),
      ...(options.maxVersion && { maxVersion: options.maxVersion }),
    },
    (incoming, response) => {
      void buffer(incoming).then((body) => {
        const socket = incoming.socket as TLSSocket;
        const by = String(socket.getPeerCertificate().subject?.CN ?? '');
        received.push({
          url: incoming.url ?? '',
          body: body.toString(),
          by,
          protocol: String(socket.getProtocol()),
        });
        response.end('ok');
      });
    },
  );
  server.on('secureConnection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return {
    port: portOf(server),
    origin: `https://127.0.0.1:${portOf(server)}`,
    received,
    connections: () => connections,
  };
}
const tls = (settings: Partial<TlsClientSettings>): HttpSettings =>
  over({ tls: { insecureSkipVerify: false, ...settings } });

describe('TLS', () => {
  test('an own authority is trusted where ca says so, and nobody else’s', async () => {
    const server = await tlsServer();
    const fetch = clientOf();
    await expect(fetch(server.origin)).rejects.toThrow(/unable to (verify|get)|self.signed/);
    await expect(fetch(server.origin, { http: tls({ ca: Secret.of(other.cert) }) })).rejects.toThrow();
    expect((await fetch(server.origin, { http: tls({ ca: Secret.of(authority.cert) }) })).status).toBe(200);
    expect((await fetch(server.origin, { http: tls({ insecureSkipVerify: true }) })).status).toBe(200);
  });

  test('the name is checked, and server_name is checked in its place', async () => {
    const { origin } = await tlsServer({ names: ['alerts.example.com'] });
    const ca = Secret.of(authority.cert);
    const fetch = clientOf();
    await expect(fetch(origin, { http: tls({ ca }) })).rejects.toThrow('does not match');
    expect((await fetch(origin, { http: tls({ ca, serverName: 'alerts.example.com' }) })).status).toBe(200);
  });

  test('a client certificate says who we are; without one the server hangs up', async () => {
    const server = await tlsServer({ mutual: true });
    const fetch = clientOf();
    const ca = Secret.of(authority.cert);
    await expect(fetch(server.origin, { http: tls({ ca }) })).rejects.toThrow();
    await fetch(server.origin, { http: tls({ ca, cert: Secret.of(sam.cert), key: Secret.of(sam.key) }) });
    expect(server.received).toMatchObject([{ by: 'sam' }]);
  });

  test('a rotated certificate is used by the next request', async () => {
    const server = await tlsServer({ mutual: true });
    const fetch = clientOf();
    let current = sam;
    const http = tls({
      ca: Secret.of(authority.cert),
      cert: Secret.fromFile('/etc/cert', () => current.cert),
      key: Secret.fromFile('/etc/key', () => current.key),
    });
    for (const name of ['sam', 'eve']) {
      if (name !== 'sam') current = authority.issue(name);
      await (await fetch(server.origin, { http })).text();
    }
    expect(server.received.map(({ by }) => by)).toEqual(['sam', 'eve']);
  });

  test('min_version and max_version bound what is spoken', async () => {
    const server = await tlsServer({ maxVersion: 'TLSv1.2' });
    const fetch = clientOf();
    const ca = Secret.of(authority.cert);
    await expect(fetch(server.origin, { http: tls({ ca, minVersion: 'TLSv1.3' }) })).rejects.toThrow();
    await fetch(server.origin, { http: tls({ ca, maxVersion: 'TLSv1.2' }) });
    expect(server.received).toMatchObject([{ protocol: 'TLSv1.2' }]);
  });

  test('certificates that are none are refused by the name of their file, without their text', async () => {
    const { origin } = await tlsServer();
    const http = tls({
      ca: Secret.of(authority.cert),
      cert: Secret.of(sam.cert),
      key: Secret.fromFile('/etc/key', () => 'PLANTED'),
    });
    const error = await clientOf()(origin, { http }).catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/tls_config cannot be used .*check \/etc\/key/);
    expect(String(error)).not.toContain('PLANTED');
  });
});

describe('connections', () => {
  test('are kept and used again, one kind for each http_config', async () => {
    const server = await tlsServer();
    const fetch = clientOf();
    const one = tls({ ca: Secret.of(authority.cert) });
    for (let index = 0; index < 5; index += 1) await (await fetch(server.origin, { http: one })).text();
    expect(server.connections()).toBe(1);
    await (await fetch(server.origin, { http: tls({ insecureSkipVerify: true }) })).text();
    expect(server.connections()).toBe(2);
  });

  test('a body that nobody reads does not cost the connection', async () => {
    const server = await tlsServer();
    const fetch = clientOf();
    const http = tls({ ca: Secret.of(authority.cert) });
    for (let index = 0; index < 3; index += 1) {
      await (await fetch(server.origin, { http })).body?.cancel();
      await new Promise((resolve) => void setImmediate(resolve));
    }
    expect(server.connections()).toBeLessThan(3);
  });

  test('one that the server closed meanwhile is replaced, and the request goes once', async () => {
    let requests = 0;
    const server = await plainServer((response) => {
      requests += 1;
      say(200, 'ok')(response, { method: '', url: '', headers: {}, body: '' });
      // Closed by the server right after the answer, without a word about it.
      response.once('finish', () => setImmediate(() => response.socket?.destroy()));
    });
    const fetch = clientOf();
    for (let index = 0; index < 20; index += 1)
      expect(await (await fetch(server.origin, { method: 'POST', body: 'x' })).text()).toBe('ok');
    expect(requests).toBe(20);
  });
});

describe('a proxy', () => {
  test('that speaks HTTP is asked for plain addresses, with its login', async () => {
    const server = await plainServer();
    const proxy = await proxied(startProxy('sam:s3cret'));
    const hidden: string[] = [];
    const http = through(`http://sam:s3cret@127.0.0.1:${proxy.port}`);
    const response = await clientOf()(`${server.origin}/x?y=1`, {
      method: 'POST',
      body: 'alerts',
      http,
      hide: (...all) => void hidden.push(...all),
    });
    expect(response.status).toBe(200);
    expect(proxy.asked[0]?.line).toBe(`POST ${server.origin}/x?y=1`);
    expect(server.received).toMatchObject([
      { method: 'POST', url: '/x?y=1', body: 'alerts', headers: { host: new URL(server.origin).host } },
    ]);
    expect(hidden).toContain('s3cret');
  });

  test('opens tunnels for TLS, is told proxy_connect_header, and the tunnel is kept', async () => {
    const server = await tlsServer();
    const proxy = await proxied(startProxy('sam:s3cret'));
    const fetch = clientOf();
    const http = over({
      tls: { insecureSkipVerify: false, ca: Secret.of(authority.cert) },
      proxy: {
        url: Secret.of(`http://sam:s3cret@127.0.0.1:${proxy.port}`),
        noProxy: '',
        connectHeaders: [{ name: 'X-Team', value: Secret.of('payments'), isSecret: true }],
      },
    });
    for (let index = 0; index < 3; index += 1)
      expect(await (await fetch(`${server.origin}/hook`, { method: 'POST', body: 'a', http })).text()).toBe(
        'ok',
      );
    expect(proxy.asked.map(({ line }) => line)).toEqual([`CONNECT 127.0.0.1:${server.port}`]);
    expect(proxy.asked[0]?.headers).toMatchObject({ 'x-team': 'payments' });
    expect(server.received).toHaveLength(3);
  });

  test('with a wrong login is named, and what to check; the login is not', async () => {
    const server = await tlsServer();
    const proxy = await proxied(startProxy('sam:s3cret'));
    const error = await clientOf()(server.origin, {
      http: through(`http://sam:wr0ng@127.0.0.1:${proxy.port}`),
    }).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain(
      `the proxy http://127.0.0.1:${proxy.port} answered 407: check the login in proxy_url`,
    );
    expect(String(error)).not.toContain('wr0ng');
  });

  test.each([undefined, 'sam:s3cret'])('may speak SOCKS 5, login %s', async (login) => {
    const [plain, secure] = [await plainServer(), await tlsServer()];
    const proxy = await proxied(startSocksProxy(login));
    const http = through(`socks5://${login ? `${login}@` : ''}127.0.0.1:${proxy.port}`);
    const fetch = clientOf();
    for (const { origin } of [plain, secure]) expect(await (await fetch(origin, { http })).text()).toBe('ok');
    expect(proxy.asked.map(({ line }) => line)).toEqual([
      `SOCKS ${new URL(plain.origin).host}`,
      `SOCKS 127.0.0.1:${secure.port}`,
    ]);
  });

  test('is what the guard judges: the name of the receiver is the proxy’s to resolve', async () => {
    const server = await plainServer();
    const proxy = await proxied(startProxy());
    const fetch = clientOf({ resolve: (_, done) => done(new Error('nobody is asked'), []) });
    const target = server.origin.replace('127.0.0.1', 'localhost');
    expect((await fetch(target, { http: through(`http://127.0.0.1:${proxy.port}`) })).status).toBe(200);
    await expect(fetch(server.origin, { http: through('http://169.254.169.254') })).rejects.toThrow(
      'metadata',
    );
  });

  test('comes from the environment where asked for, and loopback never goes through it', async () => {
    const server = await plainServer();
    const proxy = await proxied(startProxy());
    const environment = { http_proxy: `http://127.0.0.1:${proxy.port}`, NO_PROXY: 'example.org' };
    const http = over({ proxy: { noProxy: '', connectHeaders: [] } });
    const fetch = clientOf({
      environment,
      resolve: (_, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
    });
    const at = (host: string): string => server.origin.replace('127.0.0.1', host);
    for (const host of ['127.0.0.1', 'localhost', 'a.example.org'])
      await (await fetch(at(host), { http })).text();
    expect(proxy.asked).toEqual([]);
  });

  test('a proxy that accepts and then is silent ends with the attempt', async () => {
    const proxy = await proxied(startSocksProxy());
    const silent = await plainServer(() => undefined);
    for (const url of [
      `http://127.0.0.1:${new URL(silent.origin).port}`,
      `socks5://127.0.0.1:${proxy.port}`,
    ]) {
      const asked = clientOf()('https://127.0.0.1:1/', {
        http: through(url),
        signal: AbortSignal.timeout(200),
      });
      await expect(asked).rejects.toThrow();
    }
  });
});

describe('redirects', () => {
  test('credentials stay at home, also when a later redirect leads back, and so do secret headers', async () => {
    const home = await plainServer();
    const abroad = await plainServer(say(307, '', { location: `${home.origin}/back` }));
    home.answer = (response, request) =>
      request.url === '/back'
        ? say(200, 'there')(response, request)
        : say(308, '', { location: abroad.origin })(response, request);
    const http = over({
      authorization: { type: 'Bearer', credentials: Secret.of('t0ken') },
      headers: [
        { name: 'X-Secret', value: Secret.of('s3cret'), isSecret: true },
        { name: 'X-Open', value: Secret.of('open'), isSecret: false },
      ],
    });
    const response = await clientOf()(home.origin, { method: 'POST', body: 'alerts', http });
    expect(await response.text()).toBe('there');
    const seen = [...home.received.slice(0, 1), ...abroad.received, ...home.received.slice(1)];
    expect(
      seen.map(({ headers }) => [headers.authorization, headers['x-secret'], headers['x-open']]),
    ).toEqual([
      ['Bearer t0ken', 's3cret', 'open'],
      [undefined, undefined, 'open'],
      [undefined, undefined, 'open'],
    ]);
    expect(seen.map(({ body }) => body)).toEqual(['alerts', 'alerts', 'alerts']);
  });

  test('on the same site they go along, and follow_redirects: false hands the redirect back', async () => {
    const server = await plainServer();
    server.answer = (response, request) =>
      request.url === '/final'
        ? say(200)(response, request)
        : say(307, '', { location: '/final' })(response, request);
    const http = over({ basicAuth: { username: Secret.of('u'), password: Secret.of('p') } });
    await clientOf()(server.origin, { method: 'POST', body: 'x', http });
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
      `Basic ${btoa('u:p')}`,
      `Basic ${btoa('u:p')}`,
    ]);
    const stays = await clientOf()(server.origin, { http: { ...http, followRedirects: false } });
    expect(stays.status).toBe(307);
  });
});

test('headers go as they are listed, each value on its own, and a file’s is read anew', async () => {
  const server = await plainServer();
  let rotated = 'one\n';
  const http = over({
    headers: [
      { name: 'X-Scope', value: Secret.of('a'), isSecret: false },
      { name: 'X-Scope', value: Secret.of('b'), isSecret: true },
      { name: 'X-File', value: Secret.fromFile('/etc/f', () => rotated), isSecret: true },
    ],
  });
  const fetch = clientOf({ clock: createFakeClock(0) });
  await fetch(server.origin, { http });
  rotated = 'two';
  await fetch(server.origin, { http });
  expect(server.received.map(({ headers }) => [headers['x-scope'], headers['x-file']])).toEqual([
    ['a, b', 'one'],
    ['a, b', 'two'],
  ]);
});

test('a login in the address goes before http_config, and what the channel says before both', async () => {
  const server = await plainServer();
  const http = over({ authorization: { type: 'Bearer', credentials: Secret.of('token') } });
  const fetch = clientOf();
  await fetch(server.origin.replace('//', '//sam:pw@'), { http });
  await fetch(server.origin, { http, headers: { authorization: 'GenieKey k' } });
  expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
    `Basic ${btoa('sam:pw')}`,
    'GenieKey k',
  ]);
});
