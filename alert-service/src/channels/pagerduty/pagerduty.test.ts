import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { PagerdutySettings } from '#config/pagerduty-config';
import { Secret } from '#lib/secret';
import { createExpand } from '../expand.ts';
import { edgeOf } from '../kit/edge.ts';
import { hostileAlert, hostileValues } from '../kit/hostile.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { ended, groupKey, messageOf, night, paymentsFailing, slowCheckout } from '../kit/messages.ts';
import { pagerduty } from './pagerduty.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(202));
});
beforeEach(() => {
  server.answer = say(202);
  server.received.length = 0;
});
afterAll(() => server.close());

const edge = () => edgeOf({ expand: createExpand(() => night) });

interface Event {
  routing_key?: string;
  dedup_key: string;
  event_action: string;
  payload: { summary: string; source: string; severity: string; custom_details: Record<string, unknown> };
  links?: object[];
}

const settingsOf = (changes: Partial<PagerdutySettings>): PagerdutySettings => ({
  version: 2,
  key: Secret.of('r0uting'),
  url: `${server.origin}/v2/enqueue`,
  details: {},
  images: [],
  links: [],
  http: { followRedirects: true },
  ...changes,
});

async function sent(changes: Partial<PagerdutySettings> = {}, message = messageOf()): Promise<Event> {
  expect(await pagerduty.send(message, settingsOf(changes), edge())).toEqual({ kind: 'done' });
  return JSON.parse(server.received.at(-1)!.body) as Event;
}

test('the dedup key is the hash of the group key, the same at the end of the group', async () => {
  const hash = createHash('sha256').update(groupKey).digest('hex');
  const resolved = [ended(paymentsFailing, night)];
  expect([await sent(), await sent({}, messageOf({ notice: { firing: [], resolved } }))]).toMatchObject([
    { routing_key: 'r0uting', dedup_key: hash, event_action: 'trigger' },
    { routing_key: 'r0uting', dedup_key: hash, event_action: 'resolve' },
  ]);
});

test('each text of the user’s is a template, and details that come out as data are data', async () => {
  expect(
    await sent({
      key: Secret.of('key-of-{{ .CommonLabels.service }}'),
      client: 'C {{ .Receiver }}',
      clientUrl: '{{ .ExternalURL }}/x',
      description: '{{ .CommonAnnotations.summary }}',
      severity: '{{ .CommonLabels.severity }}',
      class: 'c',
      component: '{{ .CommonLabels.service }}',
      group: '{{ .CommonLabels.region }}',
      details: {
        count: '{{ len .Alerts }}',
        labels: '{{ .CommonLabels | toJson }}',
        time: '12:30',
        day: '2026-01-02',
        deep: { '{{ .Status }}': ['{{ .Receiver }}', 3, true] },
        num_firing: 'many',
      },
      images: [
        { src: 'https://x/{{ .Status }}.png', alt: 'a', href: '' },
        { src: '{{ .CommonLabels.nothing }}', alt: '', href: '' },
      ],
      links: [
        { href: 'https://x/{{ .Status }}', text: 'L' },
        { href: '', text: 'gone' },
      ],
    }),
  ).toMatchObject({
    routing_key: 'key-of-payments',
    client: 'C payments-team',
    client_url: 'https://tocsin.example.com/x',
    payload: {
      summary: 'One in 12 card payments fails',
      source: 'C payments-team',
      severity: 'critical',
      class: 'c',
      component: 'payments',
      group: 'eu-central-1',
      custom_details: {
        count: 1,
        labels: { service: 'payments' },
        time: '12:30',
        day: '2026-01-02',
        deep: { firing: ['payments-team', 3, true] },
        num_firing: 'many',
        num_resolved: 0,
        firing: [{ status: 'firing', labels: paymentsFailing.labels, endsAt: '0001-01-01T00:00:00Z' }],
        resolved: [],
      },
    },
    images: [{ src: 'https://x/firing.png', alt: 'a', href: '' }],
    links: [{ href: 'https://x/firing', text: 'L' }],
  });
});

test('the first Events API has its own names, and limits its rate by 403', async () => {
  server.answer = say(403, 'rate limited', { 'retry-after': '3' });
  const settings = settingsOf({ version: 1, url: `${server.origin}/create_event.json` });
  expect(await pagerduty.send(messageOf(), settings, edge())).toMatchObject({
    kind: 'retry',
    retryAfterMs: 3000,
  });
  expect(Object.keys(JSON.parse(server.received[0]!.body) as object)).toEqual([
    'service_key',
    'incident_key',
    'event_type',
    'description',
    'client',
    'client_url',
    'details',
  ]);
});

test('a summary is cut at PagerDuty’s limit, and never empty', async () => {
  const { payload } = await sent({ description: '🔥'.repeat(2000) });
  expect([...payload.summary].length).toBe(1024);
  expect((await sent({ description: '' })).payload.summary).toMatch(/One in 12/u);
});

test('an event that is too large loses its details, not its page', async () => {
  const firing = Array.from({ length: 600 }, () => ({
    ...paymentsFailing,
    annotations: { summary: 'x'.repeat(1000) },
  }));
  const { payload } = await sent({}, messageOf({ notice: { firing } }));
  expect(payload.custom_details).toEqual({ error: expect.stringContaining('512 kB') });
});

test('a template that fails sends our own text, and says so; a key that fails or is empty is refused', async () => {
  const { payload } = await sent({ description: '{{ template "gone" . }}', class: 'c' });
  expect(payload).toMatchObject({
    summary: 'Critical: One in 12 card payments fails',
    class: 'c',
    custom_details: { error: expect.stringMatching(/fails.*gone/u) },
  });
  for (const key of ['{{ template "gone" . }}', '{{ .CommonLabels.nothing }}'])
    expect(await pagerduty.send(messageOf(), settingsOf({ key: Secret.of(key) }), edge())).toMatchObject({
      kind: 'refused',
      error: expect.not.stringContaining('nothing'),
    });
});

test('hostile values arrive as they are, in an event that PagerDuty can read', async () => {
  for (const value of hostileValues) {
    const firing = [hostileAlert(value), ...slowCheckout];
    const { payload, links = [] } = await sent({}, messageOf({ notice: { firing } }));
    expect([...payload.summary].length).toBeLessThanOrEqual(1024);
    expect(payload.summary).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(JSON.stringify(links)).not.toContain('evil.example');
  }
});
