import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { DiscordSettings } from '#config/discord-config';
import { Secret } from '#lib/secret';
import { createExpand } from '../expand.ts';
import { edgeOf } from '../kit/edge.ts';
import { hostileAlert, hostileValues } from '../kit/hostile.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { another, ended, messageOf, night, paymentsFailing } from '../kit/messages.ts';
import { discord } from './discord.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(200, '1'));
});
beforeEach(() => {
  server.answer = say(200, '1');
});
afterAll(() => server.close());

const edge = () => edgeOf({ expand: createExpand(() => night) });

const settingsOf = (changes: Partial<DiscordSettings>): DiscordSettings => ({
  webhookUrl: Secret.of(`${server.origin}/hook/T0P`),
  http: { followRedirects: true },
  ...changes,
});

async function sent(changes: Partial<DiscordSettings> = {}, message = messageOf()): Promise<Sent> {
  expect(await discord.send(message, settingsOf(changes), edge())).toEqual({ kind: 'done' });
  const { url, body } = server.received.at(-1)!;
  expect(url).toBe('/hook/T0P');
  return JSON.parse(body) as Sent;
}

const over = messageOf({ notice: { firing: [], resolved: [ended(paymentsFailing, night)] } });

interface Sent {
  content: string;
  embeds: [{ title: string; description: string; color: number }];
  allowed_mentions?: object;
}

test('content, title and message are the user’s templates; the colour says whether anything fires', async () => {
  const texts = {
    content: 'C {{ .Receiver }}',
    title: '{{ .Status }}',
    message: '{{ .CommonAnnotations.summary }}',
    username: 'Bot {{ x',
    avatarUrl: 'https://x/a.png',
  };
  expect(await sent(texts)).toEqual({
    content: 'C payments-team',
    embeds: [{ title: 'firing', description: 'One in 12 card payments fails', color: 0x992d22 }],
    username: 'Bot {{ x',
    avatar_url: 'https://x/a.png',
  });
  expect((await sent(texts, over)).embeds[0].color).toBe(0x2ecc71);
  expect(await sent({ avatarUrl: 'no url' })).not.toHaveProperty('avatar_url');
});

test('a template that fails sends our own text, with the error in it', async () => {
  const { embeds } = await sent({ title: '{{ template "gone" . }}' });
  expect(embeds[0]).toMatchObject({
    title: 'Critical: One in 12 card payments fails',
    description: expect.stringMatching(/^A template .* fails.*gone/u),
  });
});

test('a label cannot call everybody; a template or an annotation may', async () => {
  const content = '{{ .CommonLabels.service }} {{ .CommonAnnotations.summary }}';
  const calling = messageOf({
    notice: { firing: [another(paymentsFailing, { with: { service: '@everyone' } })] },
  });
  const meant = messageOf({
    notice: { firing: [{ ...paymentsFailing, annotations: { summary: '@here' } }] },
  });
  expect((await sent({ content }, calling)).allowed_mentions).toEqual({ parse: ['users', 'roles'] });
  expect((await sent({ content }, meant)).allowed_mentions).toBeUndefined();
  expect((await sent({ content: '@everyone look' })).allowed_mentions).toBeUndefined();
});

test('texts keep Discord’s limits, and hostile values stay text', async () => {
  const long = await sent({ content: '🔥'.repeat(3000), title: 'x'.repeat(300), message: 'ü'.repeat(9000) });
  expect([
    [...long.content].length,
    [...long.embeds[0].title].length,
    [...long.embeds[0].description].length,
  ]).toEqual([2000, 256, 4096]);
  for (const value of hostileValues) {
    const firing = [hostileAlert(value), another(paymentsFailing, {})];
    const { embeds, content } = await sent({}, messageOf({ notice: { firing } }));
    expect(content).toBe('');
    const { title, description } = embeds[0];
    expect([title.length <= 256, description.length <= 4096]).toEqual([true, true]);
    for (const text of [title, description])
      expect(text).not.toMatch(/\]\(https?:\/\/evil|(?<!\\)<|@(?:here|channel)/u);
  }
});
