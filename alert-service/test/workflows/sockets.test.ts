import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient } from '@redis/client';
import { applyUpdate, MetricsMessage, type MetricsSnapshot, RealtimeMetrics } from '@tocsin/api';
import { gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import { WebSocket } from 'ws';
import { listen } from '#http/listening';
import { createSockets, type SocketClient } from '#http/sockets/sockets';
import { systemClock } from '#lib/clock';
import { eventually } from '../kit/eventually.ts';
import { type RealRedis, startRedis } from '../kit/real-redis.ts';
import { type Service, startService } from '../kit/service.ts';

let redis: RealRedis;
let service: Service;
let client: ReturnType<typeof createClient>;
const token = 'a-token-of-thirty-two-characters';

beforeAll(async () => {
  redis = await startRedis();
  service = await startService({
    tocsin: `
api:
  tokens:
    - name: dashboards
      kind: client
      role: viewer
      token: ${token}
workflows:
  redis_url: ${redis.url}/0
  answer_timeout: 1s
`,
  });
  client = createClient({ url: redis.url });
  client.on('error', () => undefined);
  await client.connect();
});
afterAll(async () => {
  client.destroy();
  await service[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

interface Opened {
  readonly socket: WebSocket;
  readonly messages: { readonly type: string; readonly [name: string]: unknown }[];
  say(message: unknown): void;
}

const opened: WebSocket[] = [];
afterAll(() => opened.forEach((socket) => socket.terminate()));

function open(path: string, headers: Record<string, string> = {}, protocols: string[] = []): Promise<Opened> {
  const socket = new WebSocket(service.url.replace('http', 'ws') + path, protocols, { headers });
  opened.push(socket);
  const messages: Opened['messages'] = [];
  socket.on('message', (data: Buffer) =>
    messages.push(JSON.parse(data.toString()) as Opened['messages'][number]),
  );
  return new Promise((resolve, reject) => {
    socket.once('open', () =>
      resolve({ socket, messages, say: (message) => socket.send(JSON.stringify(message)) }),
    );
    socket.once('error', reject);
    socket.once('unexpected-response', (_, response) => reject(new Error(`answered ${response.statusCode}`)));
  });
}

const post = (name: string) =>
  service.post('/api/v2/alerts', [{ labels: { alertname: name, severity: 'critical' } }]);
const add = (...fields: string[]) => client.sendCommand(['XADD', 'workflow:events', '*', ...fields]);
const monitoring = (path: string) => service.get(`/api/v1/monitoring${path}`);

test('before anything came the numbers of now are a 503 that says why; then they are told with age and TTL', async () => {
  const before = await monitoring('/metrics/realtime');
  expect(before.status).toBe(503);
  expect(before.headers.get('retry-after')).toBe('5');
  expect(await before.json()).toMatchObject({
    title: 'There are no numbers yet',
    detail: expect.stringContaining('event'),
  });
  await eventually(
    'it is connected',
    async () =>
      (await monitoring('/health')).status === 200 &&
      ((await (await monitoring('/health')).json()) as { status: string }).status === 'healthy',
  );
  const watching = await open('/ws/monitoring');
  await eventually('hello', () => watching.messages.find(({ type }) => type === 'connected'));
  watching.say({ type: 'ping', id: 7 });
  await eventually('pong', () => watching.messages.find(({ type, id }) => type === 'pong' && id === 7));
  watching.say({ type: 'subscribe', channels: ['metrics', 'workflows'] });
  const first = await eventually('the first update', () =>
    watching.messages.find(({ type }) => type === 'update'),
  );
  expect(first).toMatchObject({ available: false, source: { configured: true, connected: true } });

  await add(
    'type',
    'completed',
    'workflow_id',
    'wf-1',
    'workflow_type',
    'import',
    'agent',
    'mapper',
    'duration_ms',
    '1500',
  );
  const update = await eventually('an update at the change', () =>
    watching.messages.find(({ type, available }) => type === 'update' && available === true),
  );
  expect(update).toMatchObject({
    stale: false,
    data: { overall: { completed: 1 }, workflows: [{ id: 'wf-1' }] },
  });
  const realtime = RealtimeMetrics.parse(await (await monitoring('/metrics/realtime')).json());
  expect(realtime).toMatchObject({ ttlSeconds: 60, overall: { completed: 1, successRate: 1 } });
  expect(realtime.ageSeconds).toBeLessThan(5);
  watching.say({ type: 'unsubscribe' });
  await eventually('it is unsubscribed', () => watching.messages.find(({ type }) => type === 'unsubscribed'));
  watching.say({ type: 'subscribe', channels: ['weather'] });
  watching.socket.send('{');
  const errors = await eventually('both are answered', () => {
    const all = watching.messages.filter(({ type }) => type === 'error');
    return all.length === 2 && all;
  });
  expect(errors.map(({ message }) => message)).toEqual([
    'There is no channel weather: there are metrics, agents, types, workflows.',
    expect.stringContaining('{"type":"ping"}'),
  ]);
  expect(await (await service.get('/metrics')).text()).toMatch(
    /tocsin_workflow_duration_seconds\{by="type",name="import",quantile="0.95"\} 1\.[45]/,
  );
});

test('live metrics begin with the whole, go on with what differs, and resume where they were', async () => {
  const watching = await open('/api/metrics/stream');
  const whole = await eventually('the whole', () => watching.messages[0]);
  let snapshot: MetricsSnapshot | undefined = (whole as unknown as { data: MetricsSnapshot }).data;
  await post('One');
  let at = 1;
  await eventually('alert and incident', () => {
    for (; at < watching.messages.length; at += 1) {
      const read = MetricsMessage.parse(watching.messages[at]);
      if (read.type === 'update') snapshot = applyUpdate(snapshot, read.data);
    }
    return snapshot?.alerts.openIncidents === 1;
  });
  expect(snapshot?.alerts).toMatchObject({ active: 1, bySeverity: { critical: 1 } });
  const seq = snapshot.seq;
  watching.socket.close();
  await post('Two');
  const again = await open(`/api/tocsin/v1/metrics/stream?since=${seq}`);
  const missed = await eventually('what was missed', () => again.messages[0]);
  expect(missed).toMatchObject({ type: 'update', data: { base: seq, alerts: { active: 2 } } });
  const strange = await open('/api/metrics/stream?since=17');
  expect(await eventually('all anew', () => strange.messages[0])).toMatchObject({ type: 'snapshot' });
  expect(await (await service.get('/api/metrics/snapshot')).json()).toMatchObject({
    version: 1,
    alerts: { active: 2 },
  });
});

test('the stream of events carries the numbers to those who ask, compressed and at once', async () => {
  const chunks: Buffer[] = [];
  const asked = request(`${service.url}/api/tocsin/v1/stream?metrics=1`, {
    headers: { 'Accept-Encoding': 'gzip' },
  });
  asked.end();
  asked.on('response', (response) => response.on('data', (chunk: Buffer) => chunks.push(chunk)));
  asked.on('error', () => undefined);
  const text = () => {
    try {
      return gunzipSync(Buffer.concat(chunks), { finishFlush: 2 }).toString();
    } catch {
      return '';
    }
  };
  await eventually('the whole', () => text().includes('event: metrics\ndata: {"type":"snapshot"'));
  await post('Three');
  await eventually('the change', () => text().includes('event: metrics\ndata: {"type":"update"'));
  expect(text()).toContain('event: commit');
  asked.destroy();
  const plain = new AbortController();
  const response = await service.get('/api/tocsin/v1/stream');
  const reader = response.body!.getReader();
  expect(new TextDecoder().decode((await reader.read()).value as Uint8Array)).not.toContain('metrics');
  await reader.cancel();
  plain.abort();
});

test('a WebSocket goes through the same doors as everything else', async () => {
  await expect(open('/ws/monitoring', { Origin: 'https://evil.example' })).rejects.toThrow('answered 403');
  await expect(open('/api/metrics/stream', { Host: 'rebound.example' })).rejects.toThrow('answered 421');
  const elsewhere = { 'X-Forwarded-For': '203.0.113.7' };
  await expect(open('/api/metrics/stream', elsewhere)).rejects.toThrow('answered 401');
  await expect(
    open('/api/metrics/stream', elsewhere, [
      'tocsin.v1',
      `tocsin.bearer.${Buffer.from('wrong').toString('base64url')}`,
    ]),
  ).rejects.toThrow('answered 401');
  const known = await open('/api/metrics/stream', elsewhere, [
    'tocsin.v1',
    `tocsin.bearer.${Buffer.from(token).toString('base64url')}`,
  ]);
  expect(known.socket.protocol).toBe('tocsin.v1');
  await eventually('it is served', () => known.messages[0]);
  const header = await open('/ws/monitoring', { ...elsewhere, Authorization: `Bearer ${token}` });
  await eventually('it is served', () => header.messages[0]);
  await expect(open('/ws/nothing')).rejects.toThrow('answered 404');
  expect((await service.get('/api/metrics/stream')).status).toBe(426);
  expect((await service.get('/ws/monitoring')).status).toBe(426);
});

test('connections that were refused count no longer as requests under way', async () => {
  await expect(open('/api/tocsin/v1/overview')).rejects.toThrow('answered 200');
  await expect(open('/api/tocsin/v1/nothing')).rejects.toThrow('answered 404');
  const under = async () =>
    (await (await service.get('/metrics')).text()).match(/^alertmanager_http_requests_in_flight.*$/m);
  expect(String(await under())).toMatch(/ 1$/);
});

test('a client that asks for HTTP/2 over plain text is answered as any other', async () => {
  const answered = await new Promise<number | undefined>((resolve, reject) => {
    const asked = request(`${service.url}/api/v2/alerts`, {
      method: 'POST',
      headers: {
        Connection: 'Upgrade, HTTP2-Settings',
        Upgrade: 'h2c',
        'HTTP2-Settings': 'AAMAAABkAAQ',
        'Content-Type': 'application/json',
      },
    });
    asked.on('response', (response) => resolve(response.resume().statusCode));
    asked.on('error', reject);
    asked.end(JSON.stringify([{ labels: { alertname: 'Java' } }]));
  });
  expect(answered).toBe(200);
});

test('whoever reads too slowly is cut, and nobody else waits for them', async () => {
  let reached: SocketClient | undefined;
  const sockets = createSockets(systemClock);
  const listening = await listen(['127.0.0.1:0'], systemClock);
  const handler = sockets.handler((one) => (reached = one));
  listening.open((asked, answer) => void handler(asked as never, answer as never, () => undefined));
  const slow = new WebSocket(`ws://${listening.bound[0]}/`, { perMessageDeflate: false });
  slow.on('error', () => undefined);
  const one = await eventually('it is connected', () => reached);
  slow.pause();
  const text = 'x'.repeat(256 * 1024);
  await eventually('it is cut', () => {
    one.send(text);
    return sockets.clients() === 0;
  });
  sockets.close();
  await listening.close();
  slow.terminate();
});

test('a flood of questions, or of pings by one that reads no answer, is cut', async () => {
  const asking = await open('/api/metrics/stream');
  const why = new Promise((resolve) =>
    asking.socket.once('close', (code, said) => resolve([code, said.toString()])),
  );
  for (let at = 0; at < 400; at += 1) asking.say({ type: 'ping' });
  expect(await why).toEqual([1008, 'Ask less often.']);
  const pinging = await open('/ws/monitoring');
  const clients = async () => ((await (await monitoring('/status')).json()) as { clients: number }).clients;
  const before = await clients();
  const cut = new Promise((resolve) => pinging.socket.once('close', resolve));
  pinging.socket.pause();
  for (let at = 0; at < 5_000; at += 1) pinging.socket.ping(Buffer.alloc(125));
  await eventually('it is cut', async () => (await clients()) < before);
  pinging.socket.resume();
  await cut;
  const few = await open('/ws/monitoring');
  const pong = new Promise((resolve) => few.socket.once('pong', (data) => resolve(data.toString())));
  few.socket.ping('still there?');
  expect(await pong).toBe('still there?');
});

test('what fails for one that connects ends its connection with the reason, and no other', async () => {
  const sockets = createSockets(systemClock);
  const listening = await listen(['127.0.0.1:0'], systemClock);
  const handler = sockets.handler(() => {
    throw new Error('no numbers');
  });
  listening.open((asked, answer) => {
    try {
      void handler(asked as never, answer as never, () => undefined);
    } catch {
      // Logged by the server.
    }
  });
  const socket = new WebSocket(`ws://${listening.bound[0]}/`);
  const code = await new Promise((resolve) => socket.once('close', resolve));
  expect(code).toBe(1011);
  sockets.close();
  await listening.close();
});

test('a command to a workflow is checked before it is sent, and says when nobody answered', async () => {
  const command = (id: string, action: string, headers: Record<string, string> = {}) =>
    service.post(`/api/tocsin/v1/workflows/${id}/${action}`, {}, headers);
  expect((await command('none', 'pause')).status).toBe(404);
  const refused = await command('wf-1', 'pause');
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({
    title: 'It cannot be paused',
    detail: expect.stringMatching(/^wf-1 is completed/),
  });
  await add('type', 'started', 'workflow_id', 'wf-2');
  const find = async () =>
    (
      (await (await service.get('/api/tocsin/v1/workflows?state=running')).json()) as {
        workflows: { id: string }[];
      }
    ).workflows;
  await eventually('it runs', async () => (await find()).some(({ id }) => id === 'wf-2'));
  const nobody = await command('wf-2', 'pause', { 'Idempotency-Key': 'once' });
  expect(nobody.status).toBe(200);
  expect(await nobody.json()).toMatchObject({
    phase: 'nobody-answered',
    by: 'local',
    detail: expect.stringContaining('Nobody answered for 1 s'),
  });
  expect(await client.sendCommand(['XLEN', 'workflow:commands'])).toBe(1);
  expect(await (await command('wf-2', 'pause', { 'Idempotency-Key': 'once' })).json()).toMatchObject({
    phase: 'nobody-answered',
  });
  expect(await client.sendCommand(['XLEN', 'workflow:commands'])).toBe(1);
});

test('history and frequency answer, and refuse what is too much in words', async () => {
  const history = (query: string) => service.get(`/api/metrics/history?${query}`);
  expect((await history('range=1h&resolution=1m')).status).toBe(200);
  const year = await history('range=1y');
  expect(year.status).toBe(400);
  expect(await year.json()).toMatchObject({ detail: expect.stringContaining('90d') });
  expect(await (await history('range=30d&resolution=1m')).json()).toMatchObject({
    detail: expect.stringContaining('at most 1500'),
  });
  expect((await history('range=yesterday')).status).toBe(400);
  const frequency = (await (await service.get('/api/tocsin/v1/alert-frequency?days=3')).json()) as {
    days: { total: number; bySeverity: { critical: number } }[];
  };
  expect(frequency.days).toHaveLength(3);
  expect(frequency.days.at(-1)!.bySeverity.critical + frequency.days.at(-2)!.bySeverity.critical).toBe(3);
  expect((await service.get('/api/tocsin/v1/alert-frequency?days=365')).status).toBe(400);
});

test('when Redis is gone its numbers are told as such, and the service stops in time with sockets open', async () => {
  await redis.kill();
  await eventually('it is shown as gone', async () => (await monitoring('/health')).status === 503);
  expect(await (await monitoring('/status')).json()).toMatchObject({
    available: true,
    source: { connected: false },
  });
  expect((await service.get('/-/ready')).status).toBe(200);
  expect((await monitoring('/metrics/realtime')).status).toBe(200);
});
