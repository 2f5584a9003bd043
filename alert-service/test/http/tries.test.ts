import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { startService } from '../kit/service.ts';

async function startHook(status: () => number) {
  const bodies: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
      response.writeHead(status()).end(status() === 202 ? '{"status":"success","dedup_key":"x"}' : '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    bodies,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const config = (url: string): string => `
route: {receiver: team}
receivers:
  - name: team
    webhook_configs: [{url: '${url}hook'}]
    pagerduty_configs: [{routing_key: secret-key, url: '${url}page'}]
  - name: nobody
`;

const json = (response: Response): Promise<unknown> => response.json();

test('a test message goes through each integration of a receiver, what it opens is closed, and the ledger keeps who sent it', async () => {
  await using hook = await startHook(() => 202);
  await using service = await startService({ alertmanager: config(hook.url) });
  const response = await service.post('/api/tocsin/v1/receivers/team/test', { labels: { team: 'a' } });
  expect(await json(response)).toMatchObject({
    results: [
      { integration: 'webhook[0]', type: 'webhook', delivered: true },
      { integration: 'pagerduty[0]', type: 'pagerduty', delivered: true },
    ],
  });
  expect(hook.bodies).toHaveLength(3);
  expect(hook.bodies.filter((body) => body.event_action).map((body) => body.event_action)).toEqual([
    'trigger',
    'resolve',
  ]);
  const told = hook.bodies.find((body) => body.version === '4');
  expect(told).toMatchObject({
    status: 'firing',
    alerts: [{ labels: { alertname: 'TocsinTest', team: 'a', severity: 'info' } }],
  });
  expect(JSON.stringify(told)).toContain('A test of the receiver team by local: nothing is wrong');
  expect(await json(await service.get('/api/v2/alerts'))).toEqual([]);
});

test('what the receiver answers is told, with what to change, and never a secret', async () => {
  await using hook = await startHook(() => 403);
  await using service = await startService({ alertmanager: config(hook.url) });
  const asked = { integration: 'pagerduty[0]' };
  const text = await (await service.post('/api/tocsin/v1/receivers/team/test', asked)).text();
  expect(JSON.parse(text)).toMatchObject({ results: [{ delivered: false, status: 403 }] });
  expect(text).not.toContain('secret-key');
  expect(hook.bodies).toHaveLength(1);
});

test('receivers are listed without their secrets; one that is not there is told so', async () => {
  await using service = await startService({
    alertmanager: config('http://127.0.0.1:9/'),
    tocsin: 'receivers: [{name: team, fallback: {receiver: nobody, after: 5m}}]',
  });
  expect(await json(await service.get('/api/tocsin/v1/receivers'))).toEqual({
    receivers: [
      {
        name: 'team',
        integrations: [
          { key: 'webhook[0]', type: 'webhook', sendResolved: true },
          { key: 'pagerduty[0]', type: 'pagerduty', sendResolved: true },
        ],
        fallback: { receiver: 'nobody', afterMs: 300_000 },
      },
      { name: 'nobody', integrations: [] },
    ],
  });
  const missing = await service.post('/api/tocsin/v1/receivers/team/test', { integration: 'slack[0]' });
  expect(missing.status).toBe(404);
  expect(await json(missing)).toMatchObject({
    detail: 'No receiver team with slack[0]: see GET /receivers.',
  });
});

test('a template is previewed on a sample or on given data, and what is wrong with it is told with its place', async () => {
  await using service = await startService();
  const preview = async (body: object): Promise<unknown> =>
    json(await service.post('/api/tocsin/v1/templates/preview', body));
  expect(await preview({ text: '{{ .CommonLabels.service | toUpper }}' })).toEqual({
    ok: true,
    text: 'CHECKOUT',
  });
  expect(await preview({ text: '{{ .GroupLabels.a }}', data: { groupLabels: { a: 'b' } } })).toEqual({
    ok: true,
    text: 'b',
  });
  expect(
    await preview({ text: '<p>{{ .GroupLabels.a }}', language: 'html', data: { groupLabels: { a: '<' } } }),
  ).toEqual({
    ok: true,
    text: '<p>&lt;',
  });
  expect(await preview({ text: 'x\n{{ .Foo }}' })).toMatchObject({ ok: false, line: 2 });
});
