import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PushoverSettings } from '#config/pushover-config';
import { Secret } from '#lib/secret';
import { createExpand } from '../expand.ts';
import { edgeOf } from '../kit/edge.ts';
import { hostileAlert, hostileValues } from '../kit/hostile.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { another, ended, messageOf, night, paymentsFailing } from '../kit/messages.ts';
import { pushover } from './pushover.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(200, { status: 1 }));
});
afterAll(() => server.close());

const edge = () => edgeOf({ expand: createExpand(() => night) });

const settingsOf = (changes: Partial<PushoverSettings>): PushoverSettings => ({
  apiUrl: `${server.origin}/1/messages.json`,
  userKey: Secret.of('us3r'),
  token: Secret.of('t0ken'),
  retryMs: 60_000,
  expireMs: 3_600_000,
  ttlMs: 0,
  html: false,
  monospace: false,
  http: { followRedirects: true },
  ...changes,
});

async function sent(
  changes: Partial<PushoverSettings> = {},
  message = messageOf(),
): Promise<Record<string, string>> {
  expect(await pushover.send(message, settingsOf(changes), edge())).toEqual({ kind: 'done' });
  const { url, body } = server.received.at(-1)!;
  expect(url).toBe('/1/messages.json');
  return Object.fromEntries(new URLSearchParams(body));
}

test('each text is a template, and keys may be', async () => {
  expect(
    await sent({
      userKey: Secret.of('u-{{ .CommonLabels.service }}'),
      title: '{{ .Status }}',
      message: '{{ .CommonAnnotations.summary }}',
      url: 'https://x/{{ .Status }}',
      urlTitle: 'T',
      device: 'd',
      sound: 's',
      priority: '{{ if eq .Status "firing" }}1{{ end }}',
      ttlMs: 90_000,
      monospace: true,
    }),
  ).toEqual({
    token: 't0ken',
    user: 'u-payments',
    title: 'firing',
    message: 'One in 12 card payments fails',
    url: 'https://x/firing',
    url_title: 'T',
    device: 'd',
    sound: 's',
    priority: '1',
    monospace: '1',
    retry: '60',
    expire: '3600',
    ttl: '90',
  });
});

test('it rings until acknowledged while anything fires, and the end does not', async () => {
  const over = messageOf({ notice: { firing: [], resolved: [ended(paymentsFailing, night)] } });
  expect([(await sent()).priority, (await sent({}, over)).priority]).toEqual(['2', '0']);
});

test('in HTML the values are text, in the user’s template too', async () => {
  const firing = [another(paymentsFailing, { with: { service: '<b>&' } })];
  const posted = await sent(
    { html: true, message: '<i>{{ .CommonLabels.service }}</i>' },
    messageOf({ notice: { firing } }),
  );
  expect(posted).toMatchObject({ html: '1', message: '<i>&lt;b&gt;&amp;</i>' });
});

test('a template that fails sends our own text, with the error in it; an empty message says so', async () => {
  expect(await sent({ html: true, message: '{{ template "gone" . }}' })).toMatchObject({
    title: 'Critical: One in 12 card payments fails',
    message: expect.stringMatching(/^A template .* fails.*gone/u),
  });
  expect((await sent({ message: ' ' })).message).toBe('(no details)');
});

test('hostile values keep Pushover’s limits', async () => {
  for (const value of hostileValues) {
    for (const html of [false, true]) {
      const firing = [hostileAlert(value), another(paymentsFailing, {})];
      const { title, message, url } = await sent({ html }, messageOf({ notice: { firing } }));
      expect([...title!].length).toBeLessThanOrEqual(250);
      expect([...message!].length).toBeLessThanOrEqual(1024);
      expect(url).toMatch(/^https:\/\/tocsin\.example\.com\//u);
      if (html) expect(message!.replace(/<\/?b>/gu, '')).not.toMatch(/[<>]/u);
    }
  }
});
