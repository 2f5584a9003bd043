import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { MsteamsSettings } from '#config/msteams-config';
import { Secret } from '#lib/secret';
import { createExpand } from '../expand.ts';
import { edgeOf } from '../kit/edge.ts';
import { hostileAlert, hostileValues } from '../kit/hostile.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { another, ended, messageOf, night, paymentsFailing } from '../kit/messages.ts';
import { msteams } from './msteams.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(200, '1'));
});
beforeEach(() => {
  server.answer = say(200, '1');
});
afterAll(() => server.close());

const edge = () => edgeOf({ expand: createExpand(() => night) });

const settingsOf = (changes: Partial<MsteamsSettings>): MsteamsSettings => ({
  webhookUrl: Secret.of(`${server.origin}/hook/T0P`),
  http: { followRedirects: true },
  ...changes,
});

async function sent(changes: Partial<MsteamsSettings> = {}, message = messageOf()): Promise<Sent> {
  expect(await msteams.send(message, settingsOf(changes), edge())).toEqual({ kind: 'done' });
  const { url, body } = server.received.at(-1)!;
  expect(url).toBe('/hook/T0P');
  return JSON.parse(body) as Sent;
}

const over = messageOf({ notice: { firing: [], resolved: [ended(paymentsFailing, night)] } });

interface Sent {
  title: string;
  summary: string;
  text: string;
  themeColor: string;
}

test('title, summary and text are the user’s templates; the card is red while anything fires', async () => {
  const texts = { title: '{{ .Status }}', summary: 'S', text: '{{ .CommonAnnotations.summary }}' };
  expect(await sent(texts)).toEqual({
    '@context': 'http://schema.org/extensions',
    type: 'MessageCard',
    title: 'firing',
    summary: 'S',
    text: 'One in 12 card payments fails',
    themeColor: '8C1A1A',
  });
  expect(await sent(texts, over)).toMatchObject({ title: 'resolved', themeColor: '2DC72D' });
});

test('a connector that answers 200 but says that Teams did not take it is asked again', async () => {
  server.answer = say(
    200,
    'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId …',
  );
  expect(await msteams.send(messageOf(), settingsOf({}), edge())).toMatchObject({
    kind: 'retry',
    failure: 'rateLimited',
    status: 429,
  });
});

test('a template that fails sends our own text, with the error in it', async () => {
  expect(await sent({ title: '{{ template "gone" . }}' })).toMatchObject({
    title: 'Critical: One in 12 card payments fails',
    text: expect.stringMatching(/^A template .* fails.*gone/u),
  });
});

test('hostile values stay text, within 28 kB', async () => {
  for (const value of hostileValues) {
    const firing = [hostileAlert(value), another(paymentsFailing, {})];
    const posted = await sent({}, messageOf({ notice: { firing } }));
    expect(Buffer.byteLength(JSON.stringify(posted))).toBeLessThanOrEqual(28_000);
    for (const text of [posted.title, posted.text])
      expect(text).not.toMatch(/\]\(https?:\/\/evil|(?<!\\)<|@(?:here|channel)/u);
  }
});
