import { expect, test } from '@jest/globals';
import { eventually } from '../kit/eventually.ts';
import { type Service, startService } from '../kit/service.ts';

interface Event {
  id: number;
  event: string;
  data: { seq: number; alerts?: string[]; kinds?: string[] };
}

/** Reads events until told to stop. */
function listen(service: Service, headers: Record<string, string> = {}) {
  const events: Event[] = [];
  const stopping = new AbortController();
  const done = (async () => {
    const response = await fetch(`${service.url}/api/tocsin/v1/stream`, { headers, signal: stopping.signal });
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
