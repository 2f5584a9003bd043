import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensurePrometheus } from '../../../scripts/servers/prometheus.ts';
import { type RealPrometheus, startPrometheus } from '../kit/real-prometheus.ts';
import { raw } from '../kit/raw.ts';
import { type Service, startService } from '../kit/service.ts';

let prometheus: RealPrometheus;
let service: Service;
beforeAll(async () => {
  await ensurePrometheus();
  prometheus = await startPrometheus([]);
  service = await startService({ flags: [`--prometheus.url=${prometheus.url}`, '--web.forward-queries'] });
}, 120_000);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await prometheus[Symbol.asyncDispose]();
});

/** What is the same in two answers of one moment. */
const sameAs = async (path: string, init?: RequestInit): Promise<void> => {
  const [ours, theirs] = await Promise.all([
    fetch(`${service.url}${path}`, init),
    fetch(`${prometheus.url}${path}`, init),
  ]);
  expect([ours.status, await ours.json()]).toEqual([theirs.status, await theirs.json()]);
  expect(ours.headers.get('content-type')).toBe('application/json');
};

test.each([
  '/api/v1/query?query=1%2B1&time=1000',
  '/api/v1/query_range?query=vector(1)&start=0&end=60&step=15',
  '/api/v1/query?query=up%5B',
  '/api/v1/labels?start=0&end=1',
  '/api/v1/label/__name__/values?start=0&end=1',
  '/api/v1/series?match[]=nothing&match[]=none',
  '/api/v1/metadata?metric=nothing',
])('%s is answered in the words of the data source', (path) => sameAs(path));

test('a query in a form is answered too: Grafana posts its own', () =>
  sameAs('/api/v1/query', { method: 'POST', body: new URLSearchParams({ query: '40 + 2', time: '1' }) }));

test('what writes is not forwarded', async () => {
  const wiped = await fetch(`${service.url}/api/v1/admin/tsdb/delete_series?match[]=up`, { method: 'POST' });
  expect(wiped.status).toBe(404);
  expect((await fetch(`${service.url}/api/v1/query?query=1`, { method: 'DELETE' })).status).toBe(405);
});

test('without --web.forward-queries a query is refused, and what to do is said', async () => {
  await using plain = await startService({ flags: [`--prometheus.url=${prometheus.url}`] });
  const answer = await plain.get('/api/v1/query?query=1');
  expect([answer.status, await answer.json()]).toEqual([
    404,
    { status: 'error', errorType: 'not_found', error: expect.stringContaining('--web.forward-queries') },
  ]);
  const info = await plain.get('/api/v1/status/buildinfo');
  expect(await info.json()).toMatchObject({ status: 'success', data: { application: 'Tocsin' } });
});

test('a data source that is gone is told as such', async () => {
  await using lost = await startService({
    flags: ['--prometheus.url=http://user:hunter2@127.0.0.1:9', '--web.forward-queries'],
  });
  const answer = await lost.get('/api/v1/query?query=1');
  expect(answer.status).toBe(502);
  expect(await answer.text()).not.toContain('hunter2');
});

/** Stands where the data source is, and notes what is asked of it. */
async function startNoting() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end('{"status":"success","data":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    ...{ asked, host: `127.0.0.1:${port}` },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Nothing is asked but what is forwarded. */
const quiet = 'health: {discover: false}';

test.each([
  ['/api/v1/label/..\\..\\..\\..\\b\\api\\v1\\label\\job/values', '/a/api/v1/label/..%5C..%5C'],
  ['/api/v1/label/..%2f..%2f..%2fadmin/values', '/a/api/v1/label/..%2F..%2F..%2Fadmin/values'],
  ['/api/v1/label/%2e%2e/values', undefined],
  ['/api/v1/label/job/values/', '/a/api/v1/label/job/values'],
])('%s leads to no other path of the data source', async (path, expected) => {
  await using source = await startNoting();
  await using forwarding = await startService({
    tocsin: quiet,
    flags: [`--prometheus.url=http://${source.host}/a`, '--web.forward-queries'],
  });
  const { status } = await raw(forwarding.url, path);
  expect([status, source.asked]).toEqual(
    expected === undefined ? [400, []] : [200, [expect.stringContaining(expected)]],
  );
});

test('what the address of the data source says, a query cannot say otherwise; a second question mark is one', async () => {
  await using source = await startNoting();
  await using forwarding = await startService({
    tocsin: quiet,
    flags: [`--prometheus.url=http://${source.host}/?extra_label=team%3Da`, '--web.forward-queries'],
  });
  await raw(forwarding.url, '/api/v1/query?query=up{job=~"a?b"}&extra_label=team%3Db');
  expect(source.asked).toEqual(['/api/v1/query?extra_label=team%3Da&query=up%7Bjob%3D%7E%22a%3Fb%22%7D']);
});
