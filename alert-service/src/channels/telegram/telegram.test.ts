import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { TelegramSettings } from '#config/telegram-config';
import { Secret } from '#lib/secret';
import { createExpand } from '../expand.ts';
import { edgeOf } from '../kit/edge.ts';
import { hostileAlert, hostileValues } from '../kit/hostile.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { another, messageOf, night, paymentsFailing } from '../kit/messages.ts';
import { telegram } from './telegram.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(200));
});
beforeEach(() => {
  server.answer = say(200, { ok: true, result: { message_id: 7 } });
});
afterAll(() => server.close());

const edge = () => edgeOf({ expand: createExpand(() => night) });

const settingsOf = (changes: Partial<TelegramSettings>): TelegramSettings => ({
  apiUrl: server.origin,
  botToken: Secret.of('12:T0KEN'),
  chatId: Secret.of('-1001234567890'),
  messageThreadId: 0,
  disableNotifications: false,
  parseMode: 'HTML',
  http: { followRedirects: true },
  ...changes,
});

interface Sent {
  text: string;
  parse_mode?: string;
}

async function sent(changes: Partial<TelegramSettings> = {}, message = messageOf()): Promise<Sent> {
  expect(await telegram.send(message, settingsOf(changes), edge())).toEqual({ kind: 'done' });
  const { url, body } = server.received.at(-1)!;
  expect(url).toBe('/bot12:T0KEN/sendMessage');
  return JSON.parse(body) as Sent;
}

test('a message of the user’s goes to the chat and topic, silently if wanted', async () => {
  expect(
    await sent({ message: '<b>{{ .Status }}</b>', messageThreadId: 4, disableNotifications: true }),
  ).toEqual({
    chat_id: -1001234567890,
    text: '<b>firing</b>',
    parse_mode: 'HTML',
    disable_web_page_preview: true,
    disable_notification: true,
    message_thread_id: 4,
  });
  expect(await sent({ message: '{{ .Status }}', parseMode: '' })).not.toHaveProperty('parse_mode');
});

test('in HTML values are text; in another mode they are as they are', async () => {
  const firing = [another(paymentsFailing, { with: { service: '<a&"b">' } })];
  const message = messageOf({ notice: { firing } });
  const template = '<i>{{ .CommonLabels.service }}</i>';
  expect((await sent({ message: template }, message)).text).toBe('<i>&lt;a&amp;&#34;b&#34;&gt;</i>');
  expect(await sent({ message: template, parseMode: 'Markdown' }, message)).toMatchObject({
    text: '<i><a&"b"></i>',
    parse_mode: 'Markdown',
  });
});

test('a text that is too long is cut, or is ours where a cut would break a tag', async () => {
  const long = await sent({ message: '🔥'.repeat(5000), parseMode: '' });
  expect([...long.text].length).toBe(4096);
  expect((await sent({ message: 'x'.repeat(5000) })).text).toMatch(
    /longer than the 4096 .*\n<b>Critical: One in 12/su,
  );
});

test('a template that fails sends our own text, with the error in it', async () => {
  expect(await sent({ message: '{{ template "gone" . }}', parseMode: 'MarkdownV2' })).toMatchObject({
    text: expect.stringMatching(/^A template .* fails.*gone.*\n<b>Critical: One in 12/su),
    parse_mode: 'HTML',
  });
});

test.each([
  [
    429,
    { ok: false, error_code: 429, description: 'x', parameters: { retry_after: 11 } },
    { kind: 'retry', retryAfterMs: 11_000 },
  ],
  [400, { ok: false, error_code: 400, description: 'chat not found' }, { kind: 'refused' }],
  [200, { ok: false, description: 'strange' }, { kind: 'refused' }],
  [502, { ok: false, error_code: 502, description: 'Bad Gateway' }, { kind: 'retry' }],
])('an answer %i %j is %j', async (status, body, expected) => {
  server.answer = say(status, body);
  const outcome = await telegram.send(messageOf(), settingsOf({}), edge());
  expect(outcome).toMatchObject(expected);
});

test('a chat that is no number is refused with the file’s name', async () => {
  const chatId = Secret.fromFile('/etc/chat', () => 'nonsense');
  expect(await telegram.send(messageOf(), settingsOf({ chatId }), edge())).toMatchObject({
    kind: 'refused',
    error: expect.stringContaining('/etc/chat'),
  });
});

test('hostile values are text within Telegram’s limit', async () => {
  for (const value of hostileValues) {
    const firing = [hostileAlert(value), another(paymentsFailing, {})];
    const { text } = await sent({}, messageOf({ notice: { firing } }));
    expect(text.length).toBeLessThanOrEqual(4096);
    expect(
      text.replace(
        /<\/?b>|<a href="(?:https:\/\/tocsin\.example\.com|http:\/\/prometheus\.example\.com|https:\/\/runbooks\.example\.com)[^"<>]*">|<\/a>/gu,
        '',
      ),
    ).not.toMatch(/[<>]/u);
  }
});
