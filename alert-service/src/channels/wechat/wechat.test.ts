import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { WechatSettings } from '#config/wechat-config';
import { createFakeClock } from '#lib/fake-clock';
import { Secret } from '#lib/secret';
import { createExpand } from '../expand.ts';
import { edgeOf } from '../kit/edge.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { messageOf, minute, night } from '../kit/messages.ts';
import { wechat } from './wechat.ts';

let server: HttpServer;
let answers: { token: object; sent: object; status: number };
beforeAll(async () => {
  server = await startHttpServer((response, request) =>
    request.url.includes('gettoken')
      ? say(200, answers.token)(response, request)
      : say(answers.status, answers.sent)(response, request),
  );
});
beforeEach(() => {
  server.received.length = 0;
  answers = { token: { access_token: 't0ken' }, sent: { errcode: 0 }, status: 200 };
});
afterAll(() => server.close());

const settingsOf = (changes: Partial<WechatSettings> = {}): WechatSettings => ({
  apiUrl: `${server.origin}/cgi-bin/`,
  apiSecret: Secret.of('s3cret'),
  corpId: 'corp',
  messageType: 'text',
  http: { followRedirects: true },
  ...changes,
});
const edge = (clock = createFakeClock(night)) => edgeOf({ clock, expand: createExpand(() => night) });
const paths = () => server.received.map(({ url }) => url.replace(/\?.*/u, ''));

test('each text is a template, and so are the names that a token is asked for with', async () => {
  const settings = settingsOf({
    apiSecret: Secret.of('{{ .Status }}-secret'),
    corpId: '{{ .Receiver }}',
    message: '{{ .Status }}',
    toUser: '{{ .CommonLabels.service }}',
    toParty: 'p',
    toTag: '',
    agentId: '7',
    messageType: 'markdown',
  });
  expect(await wechat.send(messageOf(), settings, edge())).toEqual({ kind: 'done' });
  const [token, message] = server.received;
  expect([token!.method, token!.url]).toEqual([
    'GET',
    '/cgi-bin/gettoken?corpid=payments-team&corpsecret=firing-secret',
  ]);
  expect(message!.url).toBe('/cgi-bin/message/send?access_token=t0ken');
  expect(JSON.parse(message!.body)).toEqual({
    text: { content: '' },
    touser: 'payments',
    toparty: 'p',
    agentid: '7',
    safe: '0',
    msgtype: 'markdown',
    markdown: { content: 'firing' },
  });
});

test('a token is used for two hours and then asked for anew', async () => {
  const settings = settingsOf();
  const clock = createFakeClock(night);
  for (const wait of [0, 120 * minute, minute]) {
    await clock.advance(wait);
    expect(await wechat.send(messageOf(), settings, edge(clock))).toEqual({ kind: 'done' });
  }
  expect(paths()).toEqual([
    '/cgi-bin/gettoken',
    '/cgi-bin/message/send',
    '/cgi-bin/message/send',
    '/cgi-bin/gettoken',
    '/cgi-bin/message/send',
  ]);
});

test.each([40_001, 40_014, 42_001])(
  'a token that WeChat no longer knows (%i) is thrown away',
  async (errcode) => {
    const settings = settingsOf();
    answers = { ...answers, sent: { errcode, errmsg: 'access_token t0ken expired' } };
    const outcome = await wechat.send(messageOf(), settings, edge());
    expect(outcome).toMatchObject({ kind: 'retry', error: expect.not.stringContaining('t0ken') });
    answers = { ...answers, token: { access_token: 'another' }, sent: { errcode: 0 } };
    expect(await wechat.send(messageOf(), settings, edge())).toEqual({ kind: 'done' });
    expect(server.received.at(-1)!.url).toContain('access_token=another');
  },
);

test.each([
  [{ errcode: 60_020, errmsg: 'not allow to access from your ip' }, 200, 'refused'],
  [{ errcode: -1, errmsg: 'system busy' }, 200, 'retry'],
  [{ errcode: 45_009, errmsg: 'api freq out of limit' }, 200, 'retry'],
  [{}, 404, 'retry'],
  [[], 200, 'retry'],
])('%j with %i is %s', async (sent, status, kind) => {
  answers = { ...answers, sent, status };
  expect(await wechat.send(messageOf(), settingsOf(), edge())).toMatchObject({ kind });
});

test('a secret that WeChat does not know is refused and not said', async () => {
  answers = { ...answers, token: { errcode: 40_001, errmsg: 'invalid s3cret' } };
  expect(await wechat.send(messageOf(), settingsOf(), edge())).toMatchObject({
    kind: 'refused',
    failure: 'authError',
    error: expect.stringMatching(/check api_secret and corp_id.*invalid <secret>/u),
  });
});

test('our own text fits what WeChat shows, and says so where a template fails', async () => {
  const annotations = { summary: '错'.repeat(3000), description: '误'.repeat(3000) };
  const { firing } = messageOf().notice;
  const message = messageOf({ notice: { firing: firing.map((alert) => ({ ...alert, annotations })) } });
  const settings = settingsOf({ message: '{{ template "gone" . }}' });
  expect(await wechat.send(message, settings, edge())).toEqual({ kind: 'done' });
  const { content } = (JSON.parse(server.received.at(-1)!.body) as { text: { content: string } }).text;
  expect(content).toMatch(/^A template .* fails.*gone[^]*Critical: 错/u);
  expect(Buffer.byteLength(content)).toBeLessThanOrEqual(2048);
});
