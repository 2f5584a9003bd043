import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SlackSettings } from '#config/settings';
import { Secret } from '#lib/secret';
import { createExpand } from '../expand.ts';
import { edgeOf } from '../kit/edge.ts';
import { plainSlack } from '../kit/harnesses.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { another, messageOf, night, paymentsFailing } from '../kit/messages.ts';
import { slack } from './slack.ts';
import { baseOf } from './web-api.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(200, 'ok'));
});
beforeEach(() => {
  server.answer = say(200, 'ok');
  server.received.length = 0;
});
afterAll(() => server.close());

interface Posted {
  text?: string;
  channel?: string;
  username?: string;
  attachments: [Record<string, unknown>];
}

const edge = () => edgeOf({ expand: createExpand(() => night) });

async function post(settings: Partial<SlackSettings>, message = messageOf()): Promise<Posted> {
  const outcome = await slack.send(
    message,
    { ...plainSlack, url: Secret.of(`${server.origin}/services/x`), ...settings },
    edge(),
  );
  expect(outcome).toEqual({ kind: 'done' });
  return JSON.parse(server.received.at(-1)!.body) as Posted;
}

describe('texts', () => {
  test('templates are expanded with Alertmanager’s data, whatever field they stand in', async () => {
    const posted = await post({
      channel: '#{{ .GroupLabels.alertname | toLower }}',
      username: '{{ .Receiver }}',
      messageText: '{{ .Status }}',
      title: '{{ .CommonAnnotations.summary }}',
      text: '{{ range .Alerts.Firing }}{{ .Labels.instance }}{{ end }}',
      color: '{{ if eq .Status "firing" }}danger{{ else }}good{{ end }}',
      fields: [
        { title: '{{ .CommonLabels.service }}', value: '{{ .CommonLabels.region }}', short: true },
        { title: 'a', value: 'b' },
      ],
      actions: [
        {
          type: 'button',
          text: 'Open {{ .CommonLabels.service }}',
          url: '{{ .ExternalURL }}/x',
          confirm: { text: 'Sure?', okText: 'Yes' },
        },
      ],
      shortFields: false,
      linkNames: true,
    });
    expect(posted).toMatchObject({
      channel: '#paymentsfailing',
      username: 'payments-team',
      text: 'firing',
      link_names: true,
    });
    expect(posted.attachments[0]).toMatchObject({
      title: 'One in 12 card payments fails',
      text: 'payments-1:8080',
      color: 'danger',
      fields: [
        { title: 'payments', value: 'eu-central-1', short: true },
        { title: 'a', value: 'b', short: false },
      ],
      actions: [
        {
          type: 'button',
          text: 'Open payments',
          url: 'https://tocsin.example.com/x',
          confirm: { text: 'Sure?', ok_text: 'Yes' },
        },
      ],
    });
  });

  test('what is not given is ours; what is emptied on purpose stays empty', async () => {
    const [attachment] = (await post({ title: 'Mine' })).attachments;
    expect(attachment).toMatchObject({
      title: 'Mine',
      color: '#c4162a',
      text: expect.stringContaining('limit'),
    });
    const [emptied] = (await post({ text: '', username: '' })).attachments;
    expect(emptied.text).toBe('');
  });

  test('a template that fails costs nobody the message: ours is sent, with the error in it', async () => {
    const posted = await post({ title: 'fine', text: '{{ template "not.there" . }}', channel: '#payments' });
    expect(posted.channel).toBe('#payments');
    expect(posted.attachments[0]).toMatchObject({
      title: 'Critical: One in 12 card payments fails',
      pretext: expect.stringMatching(/template .* fails.*not\.there/u),
    });
  });

  test('a title is cut at Slack’s limit', async () => {
    expect(((await post({ title: 'x'.repeat(5000) })).attachments[0].title as string).length).toBe(1024);
  });

  test('a label cannot call the whole channel; a template or an annotation may', async () => {
    const calling = another(paymentsFailing, { with: { service: '<!channel>' } });
    const text = '{{ .CommonLabels.service }} {{ .CommonAnnotations.summary }}';
    const smuggled = await post({ text }, messageOf({ notice: { firing: [calling] } }));
    expect(smuggled.attachments[0].text).toBe('&lt;!channel&gt; One in 12 card payments fails');
    expect((await post({ text: '<!here> look' })).attachments[0].text).toBe('<!here> look');
    const meant = another(paymentsFailing, { annotations: { summary: '<!channel> all of you' } });
    expect((await post({ text }, messageOf({ notice: { firing: [meant] } }))).attachments[0].text).toBe(
      'payments <!channel> all of you',
    );
  });
});

describe('an incoming webhook', () => {
  const settings = (): SlackSettings => ({ ...plainSlack, url: Secret.of(`${server.origin}/services/x`) });
  test.each([
    ['no_service', 'text/plain', 'refused'],
    ['<html>proxy says hello</html>', 'text/html', 'retry'],
    ['{"ok":true}', 'application/json', 'done'],
    ['{"ok":false,"error":"invalid_auth"}', 'application/json', 'refused'],
    ['{"ok":false,"error":"ratelimited"}', 'application/json', 'retry'],
    ['{', 'application/json', 'retry'],
  ])('that answers 200 with %s as %s is %s', async (body, type, kind) => {
    server.answer = say(200, body, { 'content-type': type });
    expect(await slack.send(messageOf(), settings(), edge())).toMatchObject({ kind });
  });
});

describe('a bot', () => {
  const bot = (): SlackSettings => ({
    ...plainSlack,
    url: Secret.of(`${server.origin}/api/chat.postMessage`),
    token: Secret.of('xoxb-1'),
    channel: '#payments',
  });
  beforeEach(() => {
    server.answer = say(200, { ok: true, channel: 'C1', ts: '1.2' });
  });

  test('posts by Slack’s own client and keeps the receipt', async () => {
    expect(await slack.send(messageOf(), bot(), edge())).toEqual({
      kind: 'done',
      receipt: { channel: 'C1', ts: '1.2' },
    });
    expect(server.received).toMatchObject([
      { url: '/api/chat.postMessage', headers: { authorization: 'Bearer xoxb-1' } },
    ]);
  });

  test('updates what it posted only when update_message says so', async () => {
    const told = messageOf({ receipt: { channel: 'C1', ts: '1.2' }, notice: { why: 'repeat-interval' } });
    await slack.send(told, bot(), edge());
    await slack.send(told, { ...bot(), updateMessage: true }, edge());
    expect(server.received.map(({ url }) => url)).toEqual(['/api/chat.postMessage', '/api/chat.update']);
    expect(Object.fromEntries(new URLSearchParams(server.received[1]!.body))).toMatchObject({
      channel: 'C1',
      ts: '1.2',
    });
  });

  test('asks once: retries are the sender’s', async () => {
    server.answer = say(500);
    expect(await slack.send(messageOf(), bot(), edge())).toMatchObject({
      kind: 'retry',
      failure: 'serverError',
    });
    expect(server.received.length).toBe(1);
  });

  test.each([
    ['channel_not_found', 'refused', 'clientError'],
    ['missing_scope', 'refused', 'authError'],
    ['token_revoked', 'refused', 'authError'],
    ['ratelimited', 'retry', 'rateLimited'],
    ['internal_error', 'retry', 'serverError'],
  ])('that is told %s: %s, %s', async (error, kind, failure) => {
    server.answer = say(200, { ok: false, error });
    expect(await slack.send(messageOf(), bot(), edge())).toMatchObject({
      kind,
      failure,
      error: expect.stringContaining(error),
    });
  });
});

test.each([
  ['https://slack.com/api/chat.postMessage', 'https://slack.com/api/'],
  ['http://127.0.0.1:9095/api', 'http://127.0.0.1:9095/api/'],
  ['http://127.0.0.1:9095/api/', 'http://127.0.0.1:9095/api/'],
])('the base of %s is %s', (address, base) => {
  expect(baseOf(address)).toBe(base);
});
