import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Msteamsv2Settings } from '#config/msteamsv2-config';
import { Secret } from '#lib/secret';
import { createExpand } from '../expand.ts';
import { edgeOf } from '../kit/edge.ts';
import { hostileAlert, hostileValues } from '../kit/hostile.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { another, ended, messageOf, night, paymentsFailing } from '../kit/messages.ts';
import { msteamsv2 } from './msteamsv2.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(200, '1'));
});
beforeEach(() => {
  server.answer = say(200, '1');
});
afterAll(() => server.close());

const edge = () => edgeOf({ expand: createExpand(() => night) });

const settingsOf = (changes: Partial<Msteamsv2Settings>): Msteamsv2Settings => ({
  webhookUrl: Secret.of(`${server.origin}/hook/T0P`),
  http: { followRedirects: true },
  ...changes,
});

async function sent(changes: Partial<Msteamsv2Settings> = {}, message = messageOf()): Promise<Sent> {
  expect(await msteamsv2.send(message, settingsOf(changes), edge())).toEqual({ kind: 'done' });
  const { url, body } = server.received.at(-1)!;
  expect(url).toBe('/hook/T0P');
  return JSON.parse(body) as Sent;
}

const over = messageOf({ notice: { firing: [], resolved: [ended(paymentsFailing, night)] } });

interface Sent {
  attachments: [{ content: { body: [{ text: string; color: string }, { text: string }] } }];
}
const blocks = ({ attachments }: Sent) => attachments[0].content.body;

test('title and text are the user’s templates; the title is red while anything fires', async () => {
  const texts = { title: '{{ .Status }}', text: '{{ .CommonAnnotations.summary }}' };
  expect(blocks(await sent(texts))).toMatchObject([
    { text: 'firing', color: 'Attention' },
    { text: 'One in 12 card payments fails' },
  ]);
  expect(blocks(await sent(texts, over))).toMatchObject([{ text: 'resolved', color: 'Good' }, {}]);
});

test('a template that fails sends our own text, with the error in it; what was emptied stays empty', async () => {
  expect(blocks(await sent({ title: '{{ template "gone" . }}' }))).toMatchObject([
    { text: 'Critical: One in 12 card payments fails' },
    { text: expect.stringMatching(/^A template .* fails.*gone/u) },
  ]);
  expect(blocks(await sent({ text: '' }))[1].text).toBe('');
});

test('hostile values stay text, within 28 kB', async () => {
  for (const value of hostileValues) {
    const firing = [hostileAlert(value), another(paymentsFailing, {})];
    const posted = await sent({}, messageOf({ notice: { firing } }));
    expect(Buffer.byteLength(JSON.stringify(posted))).toBeLessThanOrEqual(28_000);
    for (const { text } of blocks(posted)) {
      expect(text).not.toMatch(/\]\(https?:\/\/evil|(?<!\\)<|@(?:here|channel)/u);
    }
  }
  const long = await sent({ text: 'ü'.repeat(50_000), title: '🔥'.repeat(5000) });
  expect(Buffer.byteLength(JSON.stringify(long))).toBeLessThanOrEqual(28_000);
});
