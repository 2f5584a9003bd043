import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { createPrometheusClient, type PrometheusClient } from './client.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function withServer(
  handler: Handler,
  run: (client: PrometheusClient, base: string) => Promise<void>,
  options: { path?: string; timeoutMs?: number; maxBytes?: number } = {},
): Promise<void> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const url = `http://night%40watch:s3cr%3At@${base}${options.path ?? ''}`;
  const client = createPrometheusClient({ timeoutMs: 5000, ...options, url });
  try {
    await run(client, base);
  } finally {
    client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const says =
  (body: unknown, status = 200): Handler =>
  (_, response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
const success = (resultType: string, result: unknown, extra = {}) => ({
  status: 'success',
  data: { resultType, result },
  ...extra,
});
const asked = { query: 'up', at: 1_700_000_000_500 };

describe('results are typed, and NaN and infinities survive', () => {
  test('a vector', async () => {
    const result = ['0.084', 'NaN', '+Inf', '-Inf'].map((text, index) => ({
      metric: { i: String(index) },
      value: [1.5, text],
    }));
    await withServer(says(success('vector', result, { warnings: ['slow'] })), async (client) => {
      expect(await client.query(asked)).toEqual({
        warnings: ['slow'],
        result: {
          type: 'vector',
          samples: [
            { labels: { i: '0' }, at: 1500, value: 0.084, text: '0.084' },
            { labels: { i: '1' }, at: 1500, value: NaN, text: 'NaN' },
            { labels: { i: '2' }, at: 1500, value: Infinity, text: '+Inf' },
            { labels: { i: '3' }, at: 1500, value: -Infinity, text: '-Inf' },
          ],
        },
      });
    });
  });

  test.each([
    ['scalar', [1, '5'], { type: 'scalar', sample: { at: 1000, value: 5, text: '5' } }],
    ['string', [1, 'x'], { type: 'string', text: 'x' }],
    [
      'matrix',
      [{ metric: {}, values: [[1, '2']] }],
      { type: 'matrix', series: [{ labels: {}, points: [{ at: 1000, value: 2, text: '2' }] }] },
    ],
    [
      'vector',
      [{ metric: {}, histogram: [1, { count: '0', sum: '0' }] }],
      { type: 'vector', samples: [{ labels: {}, at: 1000, value: 0, text: '0' }] },
    ],
  ])('a %s', async (type, result, expected) => {
    await withServer(says(success(type, result)), async (client) => {
      expect(await client.query(asked)).toMatchObject({ result: expected });
    });
  });
});

test('it asks under the path prefix, uncompressed, with the credentials as a header, and keeps the connection', async () => {
  const seen: { url?: string; headers: IncomingMessage['headers']; port?: number }[] = [];
  const handler: Handler = (request, response) => {
    seen.push({ url: request.url, headers: request.headers, port: request.socket.remotePort });
    says(success('vector', []))(request, response);
  };
  await withServer(
    handler,
    async (client, base) => {
      await client.query(asked);
      await client.queryRange({ query: 'up', from: 1000, to: 2000, stepMs: 500 });
      expect(seen.map(({ url }) => url)).toEqual([
        '/prom/api/v1/query?tenant=a&query=up&time=1700000000.5',
        '/prom/api/v1/query_range?tenant=a&query=up&start=1&end=2&step=0.5',
      ]);
      expect(seen[0]?.headers).toMatchObject({
        authorization: `Basic ${Buffer.from('night@watch:s3cr:t').toString('base64')}`,
        'accept-encoding': 'identity',
      });
      expect(seen[1]?.port).toBe(seen[0]?.port);
      expect(client.address).toBe(`http://${base}/prom`);
      expect(client.curl({ query: `up{a='b'}`, at: 1000 })).toBe(
        `curl -G 'http://${base}/prom/api/v1/query' --data-urlencode 'query=up{a='\\''b'\\''}' --data-urlencode time=1`,
      );
    },
    { path: '/prom/?tenant=a' },
  );
});

test('a long query goes by POST', async () => {
  let method: string | undefined;
  let body = '';
  const handler: Handler = (request, response) => {
    method = request.method;
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => says(success('vector', []))(request, response));
  };
  await withServer(handler, async (client) => {
    await client.query({ query: `up{a="${'x'.repeat(3000)}"}`, at: 0 });
    expect(method).toBe('POST');
    expect(new URLSearchParams(body).get('query')).toHaveLength(3000 + 'up{a=""}'.length);
  });
});

describe('a bad server gives a typed error that names the address and no credentials', () => {
  const megabyte = Buffer.alloc(2 ** 20, 'x');
  const flood: Handler = (_, response) => {
    response.writeHead(200);
    let left = 100;
    const pour = (): void => {
      while (left-- > 0) if (!response.write(megabyte)) return void response.once('drain', pour);
      response.end();
    };
    pour();
  };
  const cases: [string, Handler, object, { timeoutMs?: number }?][] = [
    [
      'hangs',
      () => undefined,
      { kind: 'timeout', message: expect.stringMatching(/did not answer within 0\.2 s/) },
      { timeoutMs: 200 },
    ],
    [
      'hangs amid the answer',
      (_, response) => void response.writeHead(200).write('{'),
      { kind: 'timeout' },
      { timeoutMs: 200 },
    ],
    ['500 in HTML', says('<html>', 500), { kind: 'http', status: 500 }],
    [
      '503 in JSON',
      says({ status: 'error', errorType: 'unavailable', error: 'not ready' }, 503),
      { kind: 'http', message: expect.stringMatching(/HTTP 503: not ready/) },
    ],
    [
      'redirect',
      says('', 302),
      { kind: 'http', message: expect.stringMatching(/a redirect: give the address/) },
    ],
    ['401', says('', 401), { kind: 'http', message: expect.stringMatching(/credentials/) }],
    ['garbage', says('hello'), { kind: 'bad-answer' }],
    [
      'other JSON',
      says({ data: { resultType: 'vector', result: [{ metric: {}, value: [1, 'five'] }] } }),
      { kind: 'bad-answer', message: expect.stringMatching(/"five" is no number/) },
    ],
    [
      'half an answer',
      (_, response) =>
        void response.writeHead(200, { 'content-length': 1000 }).write('{"a":', () => response.destroy()),
      { kind: 'bad-answer', message: expect.stringMatching(/broke off/) },
    ],
    ['100 MB', flood, { kind: 'bad-answer', message: expect.stringMatching(/more than 32 MiB/) }],
    ['hangs up', (request) => request.socket.destroy(), { kind: 'unreachable' }],
    [
      'a query it cannot do',
      says({ status: 'error', errorType: 'bad_data', error: 'parse error' }, 400),
      { kind: 'query', status: 400, message: 'parse error' },
    ],
    [
      'a query that fails',
      says({ status: 'error', errorType: 'execution', error: 'many-to-many' }, 422),
      { kind: 'query', message: 'many-to-many' },
    ],
  ];
  test.each(cases)('%s', async (...[, handler, expected, options]) => {
    await withServer(
      handler,
      async (client) => {
        const { error } = await client.query(asked);
        expect(error).toMatchObject(expected);
        expect(JSON.stringify(error)).not.toMatch(/s3cr|night/);
      },
      options,
    );
  });

  test('nobody listens', async () => {
    const client = createPrometheusClient({ url: 'http://night:s3cret@127.0.0.1:1', timeoutMs: 1000 });
    const { error } = await client.query(asked);
    expect(error).toEqual({
      kind: 'unreachable',
      message: expect.stringMatching(/^http:\/\/127\.0\.0\.1:1 cannot be reached: connection refused/),
    });
  });
});

test('a connection that the server closed while idle is opened anew, unseen', async () => {
  await withServer(
    (request, response) => {
      says(success('vector', []))(request, response);
      response.on('finish', () => setImmediate(() => request.socket.destroy()));
    },
    async (client) => {
      for (let round = 0; round < 20; round++) expect((await client.query(asked)).error).toBeUndefined();
    },
  );
});

test('a query that is given up ends at once', async () => {
  const controller = new AbortController();
  await withServer(
    () => controller.abort(),
    async (client) => {
      expect(await client.query({ ...asked, signal: controller.signal })).toMatchObject({
        error: { kind: 'unreachable' },
      });
    },
  );
});

test('an address that is none is refused without being repeated', () => {
  expect(() => createPrometheusClient({ url: 'ftp://user:pass@host', timeoutMs: 1 })).toThrow(
    /must begin with http/,
  );
});
