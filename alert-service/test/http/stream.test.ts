import { expect, test } from '@jest/globals';
import { eventually } from '../kit/eventually.ts';
import { quietConfig, type Service, startService } from '../kit/service.ts';

interface Event {
  id: number;
  event: string;
  data: { seq: number; alerts?: string[]; kinds?: string[] };
}

const stream = '/api/tocsin/v1/stream';

/** Reads events until told to stop. */
function listen(service: Service, headers: Record<string, string> = {}) {
  const events: Event[] = [];
  const stopping = new AbortController();
  const done = (async () => {
    const response = await fetch(service.url + stream, { headers, signal: stopping.signal });
    let text = '';
    const decoded = response.body!.pipeThrough(new TextDecoderStream());
    for await (const chunk of decoded) {
      text += chunk;
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1] ?? '';
        if (field('event'))
          events.push({
            id: Number(field('id')),
            event: field('event'),
            data: JSON.parse(field('data')) as Event['data'],
          });
      }
    }
  })().catch(() => undefined);
  return { events, stop: () => (stopping.abort(), done) };
}

const post = (service: Service, name: string) =>
  service.post('/api/v2/alerts', [{ labels: { alertname: name } }]);

test('each commit that tells something is an event; who comes back gets what was missed', async () => {
  await using service = await startService();
  const first = listen(service);
  await eventually('hello', () => first.events.find(({ event }) => event === 'hello'));
  await post(service, 'One');
  const one = await eventually('a commit', () => first.events.find(({ event }) => event === 'commit'));
  expect(one.data.alerts).toHaveLength(1);
  expect(one.data.kinds).toContain('joined');
  await first.stop();
  await post(service, 'Two');
  const again = listen(service, { 'Last-Event-ID': String(one.id) });
  const two = await eventually('what was missed', () =>
    again.events.find(({ data }) => data.kinds?.includes('joined')),
  );
  expect(two.id).toBeGreaterThan(one.id);
  await again.stop();
});

test('who was away too long, or comes from another start, is told to load everything anew', async () => {
  await using service = await startService();
  const stale = listen(service, { 'Last-Event-ID': '999999' });
  await eventually('a reset', () => stale.events.find(({ event }) => event === 'reset'));
  await stale.stop();
});

test('who has missed more than a megabyte is told to load everything anew, not sent all of it', async () => {
  const quiet = quietConfig().replace('group_wait: 100ms', 'group_wait: 1h');
  await using service = await startService({ alertmanager: quiet });
  const first = listen(service);
  const hello = await eventually('hello', () => first.events.find(({ event }) => event === 'hello'));
  await first.stop();
  for (let batch = 0; batch < 540; batch++)
    await service.post(
      '/api/v2/alerts',
      Array.from({ length: 100 }, (_, n) => ({ labels: { alertname: 'Many', n: `${batch}-${n}` } })),
    );
  const again = listen(service, { 'Last-Event-ID': String(hello.id) });
  await eventually('a reset', () => again.events.find(({ event }) => event === 'reset'));
  expect(again.events.filter(({ data }) => data.seq <= hello.id + 500)).toEqual([]);
  await again.stop();
}, 30_000);

test('there is an end to how many may listen, and who leaves makes room', async () => {
  await using service = await startService();
  const stopping = new AbortController();
  // Kept: an answer that is collected as garbage closes its connection.
  const answers: Response[] = [];
  const open = async (signal = stopping.signal) => {
    const answer = await fetch(service.url + stream, { signal });
    answers.push(answer);
    return answer.status;
  };
  const mine = new AbortController();
  expect(await open(mine.signal)).toBe(200);
  for (let opened = 1; opened < 1_000; opened += 111)
    await Promise.all(Array.from({ length: Math.min(111, 1_000 - opened) }, () => open()));
  const refused = await fetch(service.url + stream);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30']);
  expect(await refused.json()).toMatchObject({
    status: 503,
    detail: expect.stringContaining('1000 streams'),
  });
  mine.abort();
  await eventually('there is room', async () => (await open()) === 200);
  stopping.abort();
}, 30_000);
