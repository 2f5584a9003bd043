import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from '@jest/globals';
import { startProxy } from '#channels/kit/proxy-servers';
import type { HttpSettings } from '#config/http-settings';
import { Secret } from '#lib/secret';
import { type ClientOptions, createPrometheusClient } from './client.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const clientOf = (url: string, options: Partial<ClientOptions> = {}) => {
  const client = createPrometheusClient({ url, timeoutMs: 5_000, ...options });
  stops.push(() => client.close());
  return client;
};

const vector = (samples: number): string =>
  JSON.stringify({
    status: 'success',
    data: {
      resultType: 'vector',
      result: Array.from({ length: samples }, (_, index) => ({
        metric: { i: String(index), padding: 'x'.repeat(50) },
        value: [1, '1'],
      })),
    },
  });
/** As compressed as it is asked to be. */
const answering = (body: (request: IncomingMessage) => string): RequestListener => {
  return (request, response) => {
    const compressed = request.headers['accept-encoding'] === 'gzip';
    const text = body(request);
    response.setHeader('content-type', 'application/json');
    if (compressed) response.setHeader('content-encoding', 'gzip').end(gzipSync(text));
    else response.end(text);
  };
};
const asked = { query: 'up', at: 1_000 };

test('far away, ranges and what was large the last time are asked for compressed; what is small again, is not', async () => {
  const encodings: unknown[] = [];
  let samples = 1;
  await using proxy = await disposableProxy();
  const backend = await serve(
    answering((request) => {
      encodings.push(request.headers['accept-encoding']);
      return vector(samples);
    }),
  );
  const client = clientOf(backend, { http: proxy.http });
  await client.query(asked);
  samples = 3_000;
  expect(await client.query(asked)).toMatchObject({ result: { samples: { length: 3_000 } } });
  expect(await client.query(asked)).toMatchObject({ result: { samples: { length: 3_000 } } });
  await client.query({ ...asked, query: 'other' });
  samples = 1;
  await client.query(asked);
  await client.query(asked);
  await client.queryRange({ query: 'up', from: 0, to: 1_000, stepMs: 1_000 });
  expect(encodings).toEqual(['identity', 'identity', 'gzip', 'identity', 'gzip', 'identity', 'gzip']);
});

async function disposableProxy() {
  const proxy = await startProxy('user:pr0xy-s3cret');
  const url = Secret.of(`http://user:pr0xy-s3cret@127.0.0.1:${proxy.port}`);
  const http: HttpSettings = { followRedirects: true, proxy: { url, noProxy: '', connectHeaders: [] } };
  return { http, asked: proxy.asked, [Symbol.asyncDispose]: () => proxy.close() };
}

test('on this machine nothing is asked for compressed: that would cost more than it saves', async () => {
  const encodings = new Set<unknown>();
  const listener = answering((request) => {
    encodings.add(request.headers['accept-encoding']);
    return vector(3_000);
  });
  const client = clientOf(await serve(listener));
  await client.query(asked);
  await client.query(asked);
  await client.queryRange({ query: 'up', from: 0, to: 1_000, stepMs: 1_000 });
  expect([...encodings]).toEqual(['identity']);
});

test('what comes compressed unasked is read; a cut, a bomb and an unknown encoding are bad answers', async () => {
  const bodies: Record<string, [string, Buffer]> = {
    good: ['gzip', gzipSync(vector(2))],
    cut: ['gzip', gzipSync(vector(50)).subarray(0, 60)],
    bomb: ['gzip', gzipSync(Buffer.alloc(3 * 2 ** 20, ' '))],
    brotli: ['br', Buffer.from('x')],
  };
  const url = await serve((request, response) => {
    const query = new URL(request.url ?? '', 'http://h').searchParams.get('query') ?? '';
    const [encoding, body] = bodies[query] ?? ['identity', Buffer.from('')];
    response.setHeader('content-encoding', encoding).end(body);
  });
  const client = clientOf(url, { maxBytes: 2 ** 20 });
  const said = async (query: string): Promise<string> =>
    (await client.query({ query, at: 0 })).error?.message.replace(url, 'ADDRESS') ?? 'answered';
  expect(await said('good')).toBe('answered');
  expect(await said('cut')).toBe('ADDRESS broke off in the middle of its answer');
  expect(await said('bomb')).toBe('ADDRESS answers with more than 1 MiB: aggregate in the expression');
  expect(await said('brotli')).toBe(
    'ADDRESS answers in an encoding that was not asked for: only gzip is read',
  );
});

test('infos are handed on apart from warnings', async () => {
  const body = vector(1).replace('{', '{"warnings":["partial"],"infos":["not a counter"],');
  const client = clientOf(await serve(answering(() => body)));
  expect(await client.query(asked)).toMatchObject({ warnings: ['partial'], infos: ['not a counter'] });
});

test('a redirect is followed with its question; to another site without credentials, and in circles not', async () => {
  const seen: { url: string | undefined; headers: IncomingMessage['headers'] }[] = [];
  const elsewhere = await serve((request, response) => {
    seen.push({ url: request.url, headers: request.headers });
    answering(() => vector(1))(request, response);
  });
  const first = await serve((request, response) => {
    seen.push({ url: request.url, headers: request.headers });
    const circle = request.url?.includes('circle') === true;
    response.writeHead(302, { location: circle ? request.url : elsewhere + request.url }).end('moved');
  });
  const http: HttpSettings = {
    followRedirects: true,
    authorization: { type: 'Bearer', credentials: Secret.of('t0ken') },
    headers: [
      { name: 'X-Scope-OrgID', value: Secret.of('a'), isSecret: false },
      { name: 'X-Key', value: Secret.of('k3y'), isSecret: true },
    ],
  };
  const client = clientOf(first, { http });
  expect(await client.query(asked)).toMatchObject({ result: { type: 'vector' } });
  expect(seen[0]?.headers).toMatchObject({
    authorization: 'Bearer t0ken',
    'x-key': 'k3y',
    'x-scope-orgid': 'a',
  });
  expect(seen[1]).toMatchObject({ url: seen[0]?.url, headers: { 'x-scope-orgid': 'a' } });
  expect(seen[1]?.headers).not.toHaveProperty('authorization');
  expect(seen[1]?.headers).not.toHaveProperty('x-key');
  const circles = await client.query({ ...asked, query: 'circle' });
  expect(circles.error?.message).toMatch(/HTTP 302: moved, a redirect: give the address it leads to$/);
  const stays = clientOf(first, { http: { ...http, followRedirects: false } });
  expect(await stays.query(asked)).toMatchObject({ error: { status: 302 } });
  const long = await client.query({ ...asked, query: `up{a="${'x'.repeat(3_000)}"}` });
  expect(long).toMatchObject({ error: { status: 302 } });
});

test('a token of OAuth 2 is fetched, kept, and fetched anew once it is refused', async () => {
  let tokens = 0;
  let revoked = 0;
  const url = await serve((request, response) => {
    if (request.url === '/token') {
      tokens += 1;
      const token = { access_token: `t0ken-${tokens}`, token_type: 'bearer', expires_in: 3_600 };
      return void response.setHeader('content-type', 'application/json').end(JSON.stringify(token));
    }
    const number = Number(/^Bearer t0ken-(\d+)$/.exec(request.headers.authorization ?? '')?.[1]);
    if (number > revoked) return void answering(() => vector(1))(request, response);
    response.writeHead(401).end(`nobody knows t0ken-${number}`);
  });
  const oauth2 = {
    clientId: 'tocsin',
    secret: Secret.of('0auth-s3cret'),
    tokenUrl: `${url}/token`,
    scopes: [],
    endpointParams: {},
  };
  const client = clientOf(url, { http: { followRedirects: true, oauth2 } });
  for (let round = 0; round < 3; round++)
    expect(await client.query(asked)).toMatchObject({ result: { type: 'vector' } });
  expect(tokens).toBe(1);
  revoked = 1;
  expect(await client.query(asked)).toMatchObject({ result: { type: 'vector' } });
  expect(tokens).toBe(2);
  revoked = 99;
  const { error } = await client.query(asked);
  expect(error?.message).toMatch(
    /HTTP 401: nobody knows <secret>: check the credentials of this data source/,
  );
});

test('a page that shows what it was asked does not bring the login of the address into an error', async () => {
  const url = await serve((request, response) => {
    response.writeHead(500).end(`you said ${request.headers.authorization}`);
  });
  const { error } = await clientOf(url.replace('://', '://user:hunter2@')).query(asked);
  expect(error?.message).toMatch(/answers with HTTP 500: you said Basic <secret>$/);
});

test('no error repeats the login of a proxy, and the proxy’s refusal says what to do', async () => {
  await using proxy = await disposableProxy();
  const wrong: HttpSettings = {
    followRedirects: true,
    proxy: {
      url: Secret.of(`http://user:wr0ng@127.0.0.1:${new URL(proxy.http.proxy?.url?.reveal() ?? '').port}`),
      noProxy: '',
      connectHeaders: [],
    },
  };
  const { error } = await clientOf('http://prometheus.example', { http: wrong }).query(asked);
  expect(error?.message).toMatch(/HTTP 407: give its proxy_url the login/);
  const gone = {
    ...wrong,
    proxy: { url: Secret.of('http://user:wr0ng@127.0.0.1:1'), noProxy: '', connectHeaders: [] },
  };
  for (const url of ['http://prometheus.example', 'https://prometheus.example']) {
    const answer = await clientOf(url, { http: gone }).query(asked);
    expect(answer).toMatchObject({ error: { kind: 'unreachable' } });
    expect(JSON.stringify(answer)).not.toContain('wr0ng');
  }
});

test('a catalog asks for selectors, times and a limit, and cuts where the server does not', async () => {
  const urls: string[] = [];
  const answers: Record<string, unknown> = {
    '/api/v1/series': [{ __name__: 'a' }, { __name__: 'b' }, { __name__: 'c' }],
    '/api/v1/label/job/values': null,
    '/api/v1/label/U__my_2e_label__x/values': ['v'],
  };
  const url = await serve((request, response) => {
    urls.push(request.url ?? '');
    const { pathname } = new URL(request.url ?? '', 'http://h');
    if (!(pathname in answers)) return void response.writeHead(404).end('404 page not found');
    response.end(JSON.stringify({ status: 'success', data: answers[pathname], warnings: ['partial'] }));
  });
  const client = clientOf(url, { parameters: [['dedup', 'true']] });
  expect(await client.series({ match: ['a', '{b="c"}'], from: 1_000, to: 2_500, limit: 2 })).toEqual({
    found: [{ __name__: 'a' }, { __name__: 'b' }],
    warnings: ['partial'],
  });
  expect(await client.labelValues('job')).toMatchObject({ found: [] });
  expect(await client.labelValues('my.label_x')).toMatchObject({ found: ['v'] });
  expect(await client.buildInfo()).toEqual({ found: undefined, warnings: [] });
  expect(urls).toEqual([
    '/api/v1/series?dedup=true&match%5B%5D=a&match%5B%5D=%7Bb%3D%22c%22%7D&start=1&end=2.5&limit=2',
    '/api/v1/label/job/values?dedup=true',
    '/api/v1/label/U__my_2e_label__x/values?dedup=true',
    '/api/v1/status/buildinfo?dedup=true',
  ]);
  answers['/api/v1/series'] = 'none';
  expect(await client.series({ match: ['a'] })).toMatchObject({ error: { kind: 'bad-answer' } });
});
