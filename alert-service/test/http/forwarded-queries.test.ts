import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensurePrometheus } from '../../../scripts/servers/prometheus.ts';
import { type RealPrometheus, startPrometheus } from '../kit/real-prometheus.ts';
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
