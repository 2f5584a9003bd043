import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../kit/eventually.ts';
import { quietConfig, type Service, startService } from '../kit/service.ts';

let hook: Server;
let service: Service;
const hooked: {
  alerts: { labels: Record<string, string>; status: string }[];
  status: string;
  groupKey: string;
}[] = [];

beforeAll(async () => {
  hook = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      hooked.push(JSON.parse(body) as (typeof hooked)[number]);
      response.end();
    });
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  const { port } = hook.address() as AddressInfo;
  service = await startService({ alertmanager: quietConfig(`http://127.0.0.1:${port}/hook`) });
});

afterAll(async () => {
  await service[Symbol.asyncDispose]();
  hook.close();
});

const toldAs = (status: string) =>
  hooked.some((each) => each.groupKey.includes('Told') && each.status === status);

const alert = (labels: Record<string, string>, more: object = {}) => ({ labels, ...more });

test('an accepted alert is shown at once and told to its receiver as firing and as resolved', async () => {
  const labels = { alertname: 'Told', instance: 'a' };
  expect((await service.post('/api/v2/alerts', [alert(labels)])).status).toBe(200);
  const shown = (await (await service.get('/api/v2/alerts?filter=alertname="Told"')).json()) as object[];
  expect(shown).toMatchObject([
    {
      labels,
      receivers: [{ name: 'team' }],
      status: { state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [] },
    },
  ]);
  await eventually('firing is told', () => toldAs('firing'));
  await service.post('/api/v2/alerts', [alert(labels, { endsAt: new Date().toISOString() })]);
  await eventually('resolved is told', () => toldAs('resolved'));
  expect(await (await service.get('/api/v2/alerts?filter=alertname="Told"')).json()).toEqual([]);
});

test('the valid alerts of a batch are kept, and the others are refused by name', async () => {
  const response = await service.post('/api/v2/alerts', [
    alert({ alertname: 'Good' }),
    alert({}),
    alert({ empty: '' }),
    { annotations: {} },
    alert({ alertname: 'Bad' }, { startsAt: 'yesterday' }),
    alert({ alertname: 'Turned' }, { startsAt: '2026-01-02T00:00:00Z', endsAt: '2026-01-01T00:00:00Z' }),
  ]);
  expect(response.status).toBe(400);
  const text = (await response.json()) as string;
  for (const part of [
    'alert 1: invalid label set',
    'alert 2:',
    'alert 3: labels',
    'alert 4: startsAt',
    'alert 5: start time',
  ])
    expect(text).toContain(part);
  const names = (await (await service.get('/api/v2/alerts?filter=alertname=~"Good|Bad"')).json()) as object[];
  expect(names).toHaveLength(1);
});

test('zero times mean not given, and a time zone is understood', async () => {
  await service.post('/api/v2/alerts', [
    alert({ alertname: 'Zero' }, { startsAt: '0001-01-01T00:00:00.000Z', endsAt: '0001-01-01T00:00:00Z' }),
    alert(
      { alertname: 'Zone' },
      { startsAt: '2026-01-01T02:00:00.123456789+02:00', endsAt: '2099-01-01T00:00:00Z' },
    ),
  ]);
  const [zone, zero] = await Promise.all(
    ['Zone', 'Zero'].map(async (name) => {
      const found = (await (await service.get(`/api/v2/alerts?filter=alertname=${name}`)).json()) as {
        startsAt: string;
        endsAt: string;
      }[];
      return found[0]!;
    }),
  );
  expect(zone?.startsAt).toBe('2026-01-01T00:00:00.123Z');
  expect(Date.parse(zero!.endsAt) - Date.parse(zero!.startsAt)).toBe(300_000);
});

test.each([
  ['no array', '{"labels":{}}', 'must be an array'],
  ['labels that are no strings', '[{"labels":{"a":1}}]', 'labels.a must be a string'],
  ['labels that are no object', '[{"labels":["a"]}]', 'labels must be an object'],
  ['null', '[null]', 'must be an object'],
])('%s is refused with a JSON string', async (_, body, part) => {
  const response = await service.post('/api/v2/alerts', body);
  expect(response.status).toBe(400);
  expect(await response.json()).toContain(part);
});

test('many bad alerts: at most 20 are listed, with their count', async () => {
  const response = await service.post(
    '/api/v2/alerts',
    Array.from({ length: 50 }, () => alert({})),
  );
  expect((await response.json()) as string).toMatch(/and 30 more, 50 in all$/);
});

test('a body of 50 MB is refused with 413, with and without a length, and the service goes on', async () => {
  const line = JSON.stringify(alert({ alertname: 'Big', text: 'x'.repeat(1_000_000) }));
  const body = `[${Array.from({ length: 50 }, () => line).join(',')}]`;
  expect((await service.post('/api/v2/alerts', body)).status).toBe(413);
  const stream = new ReadableStream({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode(line));
    },
  });
  const chunked = fetch(`${service.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: stream,
    duplex: 'half',
  });
  // Undici may report the early answer as a reset of what it still sends; both mean refused.
  const status = await chunked.then((response) => response.status).catch(() => 413);
  expect(status).toBe(413);
  expect((await service.get('/-/ready')).status).toBe(200);
}, 30_000);

test('labels called as properties of objects are labels like others', async () => {
  const body = '[{"labels":{"alertname":"Odd","__proto__":"x","constructor":"y","toString":"z"}}]';
  expect((await service.post('/api/v2/alerts', body)).status).toBe(200);
  const text = await (await service.get('/api/v2/alerts?filter=alertname=Odd')).text();
  expect(text).toContain('"__proto__":"x"');
});

test('filters are anded, receivers are an anchored regular expression, bad ones are told', async () => {
  await service.post('/api/v2/alerts', [
    alert({ alertname: 'F', a: '1', b: '1' }),
    alert({ alertname: 'F', a: '1', b: '2' }),
  ]);
  const count = async (query: string) =>
    ((await (await service.get(`/api/v2/alerts?${query}`)).json()) as object[]).length;
  expect(await count('filter=alertname=F&filter=a="1"&filter=b="2"')).toBe(1);
  expect(await count('filter=alertname=F&receiver=tea')).toBe(0);
  expect(await count('filter=alertname=F&receiver=te.m')).toBe(2);
  expect(await count('filter=alertname=F&active=false')).toBe(0);
  for (const word of ['False', '0', 'no', 'true&active=false'])
    expect([word, await count(`filter=alertname=F&active=${word}`)]).toEqual([word, 0]);
  for (const word of ['True', 'yes', ''])
    expect([word, await count(`filter=alertname=F&active=${word}`)]).toEqual([word, 2]);
  expect((await service.get('/api/v2/alerts?filter=a=~"("')).status).toBe(400);
  expect((await service.get('/api/v2/alerts?receiver=(')).status).toBe(400);
  expect((await service.get('/api/v2/alerts?active=maybe')).status).toBe(400);
});

test('groups, status and receivers answer as upstream', async () => {
  const groups = (await (await service.get('/api/v2/alerts/groups?filter=alertname=F')).json()) as object[];
  expect(groups).toMatchObject([{ labels: { alertname: 'F' }, receiver: { name: 'team' } }]);
  const status = (await (await service.get('/api/v2/status')).json()) as {
    cluster: { peers: { address: string }[] };
    config: { original: string };
  };
  expect(status.cluster.peers[0]?.address).toBe(service.url.slice('http://'.length));
  expect(status.config.original).toContain('group_by');
  expect(await (await service.get('/api/v2/receivers')).json()).toEqual([
    { labels: { name: 'team' }, name: 'team' },
  ]);
  expect(await (await service.get('/api/v2/silences')).json()).toEqual([]);
  expect((await service.get('/api/v1/status')).status).toBe(410);
});

test('in classic mode names are of the old form, in alerts and in filters', async () => {
  await using classic = await startService({ flags: ['--enable-feature=classic-mode'] });
  const posted = await classic.post('/api/v2/alerts', [alert({ Σ: 'c' })]);
  expect([posted.status, await posted.json()]).toEqual([400, expect.stringContaining('invalid label set')]);
  expect((await classic.get('/api/v2/alerts?filter=Σ=c')).status).toBe(400);
  expect((await service.get('/api/v2/alerts?filter=Σ=c')).status).toBe(200);
});
