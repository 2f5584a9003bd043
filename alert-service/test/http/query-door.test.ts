import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../kit/eventually.ts';
import { type Service, startService } from '../kit/service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService({ flags: ['--prometheus.url=http://user:hunter2@127.0.0.1:9'] });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

const ask = (query: string) => service.get(`/api/tocsin/v1/${query}`);

test.each([
  'query?query=up&time=99999999999999999999',
  'query?query=up&time=never',
  'query?query=up&time=-5',
  'query?query=up&time=March%207',
  'query_range?query=up&start=0&end=99999999999999999999&step=99999999999999999',
  'query_range?query=up&start=1e9&end=2e9&step=1e9',
  'query_range?query=up&start=0&end=1&step=0',
  'query_range?query=up&start=0&end=1&step=0.00001',
  'query_range?query=up&start=1&end=0&step=1',
  'query_range?query=up&start=0&end=12000&step=1',
  'query?query=',
  'query',
])('%s is the asker’s mistake, and told so', async (at) => {
  const answer = await ask(at);
  expect(answer.status).toBe(400);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
});

test('a Prometheus that cannot be reached is told as such, without what stands in its address', async () => {
  const answer = await ask('query?query=up');
  expect(answer.status).toBe(502);
  expect(await answer.text()).not.toContain('hunter2');
});

test('as many GETs as --web.get-concurrency allows are answered at once, the stream beside them, writes always', async () => {
  const hanging: ServerResponse[] = [];
  const slow = createServer((_, response) => void hanging.push(response));
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  const { port } = slow.address() as AddressInfo;
  await using limited = await startService({
    tocsin: 'health: {discover: false}',
    flags: [`--prometheus.url=http://127.0.0.1:${port}`, '--web.get-concurrency=2'],
  });
  const stopping = new AbortController();
  const stream = await fetch(`${limited.url}/api/tocsin/v1/stream`, { signal: stopping.signal });
  const asked = ['a', 'b'].map((query) => limited.get(`/api/tocsin/v1/query?query=${query}`));
  await eventually('both wait', () => hanging.length === 2);
  const refused = await limited.get('/api/v2/alerts');
  expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
    503,
    '1',
    expect.stringContaining('(2)'),
  ]);
  for (const at of ['/-/healthy', '/-/ready']) expect((await limited.get(at)).status).toBe(200);
  expect((await limited.get('/assets/none.js')).status).toBe(404);
  expect((await limited.post('/api/v2/alerts', [{ labels: { a: 'b' } }])).status).toBe(200);
  for (const response of hanging) response.end('{}');
  await Promise.all(asked);
  await eventually('there is room', async () => (await limited.get('/api/v2/alerts')).status === 200);
  expect(stream.status).toBe(200);
  stopping.abort();
  slow.closeAllConnections();
  slow.close();
});
