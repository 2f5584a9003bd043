import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { RocketchatSettings } from '#config/rocketchat-config';
import { Secret } from '#lib/secret';
import { createExpand } from '../expand.ts';
import { edgeOf } from '../kit/edge.ts';
import { hostileAlert, hostileValues } from '../kit/hostile.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { another, messageOf, night, paymentsFailing } from '../kit/messages.ts';
import { rocketchat } from './rocketchat.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(200));
});
beforeEach(() => {
  server.answer = say(200, { success: true });
});
afterAll(() => server.close());

const edge = () => edgeOf({ expand: createExpand(() => night) });

const settingsOf = (changes: Partial<RocketchatSettings>): RocketchatSettings => ({
  apiUrl: `${server.origin}/`,
  token: Secret.of('t0ken'),
  tokenId: Secret.of('1dent'),
  channel: '',
  fields: [],
  actions: [],
  http: { followRedirects: true },
  ...changes,
});

interface Sent {
  attachments: [{ title: string; text: string }];
}

async function sent(changes: Partial<RocketchatSettings> = {}, message = messageOf()): Promise<Sent> {
  expect(await rocketchat.send(message, settingsOf(changes), edge())).toEqual({ kind: 'done' });
  const { url, headers, body } = server.received.at(-1)!;
  expect(url).toBe('/api/v1/chat.postMessage');
  expect(headers).toMatchObject({ 'x-auth-token': 't0ken', 'x-user-id': '1dent' });
  return JSON.parse(body) as Sent;
}

test('each text is a template', async () => {
  expect(
    await sent({
      channel: '#{{ .CommonLabels.service }}',
      color: 'blue',
      title: '{{ .Status }}',
      titleLink: 'https://x/{{ .Status }}',
      text: '{{ .CommonAnnotations.summary }}',
      emoji: ':fire:',
      iconUrl: 'https://x/i.png',
      fields: [{ title: 'F', value: '{{ .Receiver }}', short: true }],
      actions: [{ text: 'A', url: 'https://x/', msg: '' }],
    }),
  ).toEqual({
    channel: '#payments',
    emoji: ':fire:',
    avatar: 'https://x/i.png',
    attachments: [
      {
        title: 'firing',
        title_link: 'https://x/firing',
        text: 'One in 12 card payments fails',
        color: 'blue',
        fields: [{ short: true, title: 'F', value: 'payments-team' }],
        actions: [
          { type: 'button', text: 'A', url: 'https://x/', is_webview: false, msg_in_chat_window: false },
        ],
      },
    ],
  });
});

test.each([
  [{ success: false, error: 'error-not-allowed' }, 'refused'],
  ['<html>hello</html>', 'retry'],
])('200 with %j is %s', async (body, kind) => {
  server.answer = say(200, body);
  expect(await rocketchat.send(messageOf(), settingsOf({}), edge())).toMatchObject({ kind });
});

test('a template that fails sends our own text, with the error in it', async () => {
  const [attachment] = (await sent({ title: '{{ template "gone" . }}' })).attachments;
  expect(attachment).toMatchObject({
    title: 'Critical: One in 12 card payments fails',
    text: expect.stringMatching(/^A template .* fails.*gone/u),
  });
});

test('hostile values stay text, within the limits', async () => {
  for (const value of hostileValues) {
    const firing = [hostileAlert(value), another(paymentsFailing, {})];
    const [{ title, text }] = (await sent({}, messageOf({ notice: { firing } }))).attachments;
    expect([title.length <= 1024, text.length <= 5000]).toEqual([true, true]);
    expect(text).not.toMatch(/\]\(https?:\/\/evil|(?<!\\)<|@(?:here|channel)/u);
  }
});
