import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { MattermostSettings } from '#config/mattermost-config';
import { Secret } from '#lib/secret';
import { createExpand } from '../expand.ts';
import { edgeOf } from '../kit/edge.ts';
import { hostileAlert, hostileValues } from '../kit/hostile.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { messageOf, night } from '../kit/messages.ts';
import { mattermost } from './mattermost.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(200, 'ok'));
});
beforeEach(() => {
  server.received.length = 0;
});
afterAll(() => server.close());

const edge = () => edgeOf({ expand: createExpand(() => night) });

async function sent(changes: Partial<MattermostSettings>, message = messageOf()): Promise<unknown> {
  const settings: MattermostSettings = {
    webhookUrl: Secret.of(`${server.origin}/hooks/xyz`),
    fields: [],
    attachments: [],
    http: { followRedirects: true },
    ...changes,
  };
  expect(await mattermost.send(message, settings, edge())).toEqual({ kind: 'done' });
  return JSON.parse(server.received.at(-1)!.body);
}

test('each text is a template, and what is empty is left out', async () => {
  expect(
    await sent({
      channel: '{{ .CommonLabels.service }}',
      username: '',
      iconUrl: 'https://x/i.png',
      iconEmoji: ':fire:',
      type: 'custom_x',
      card: '{{ .Receiver }}',
      text: '{{ .Status }}',
      fallback: 'f',
      color: '#ff0000',
      pretext: 'p',
      authorName: 'a',
      authorLink: 'https://x/a',
      authorIcon: 'https://x/a.png',
      title: 't',
      titleLink: '',
      thumbUrl: 'https://x/t.png',
      footer: 'o',
      footerIcon: 'https://x/o.png',
      imageUrl: 'https://x/m.png',
      fields: [
        { title: 'F', value: '{{ .Status }}', short: false },
        { title: 'G', value: 'v' },
      ],
    }),
  ).toEqual({
    channel: 'payments',
    icon_url: 'https://x/i.png',
    icon_emoji: ':fire:',
    type: 'custom_x',
    props: { card: 'payments-team' },
    attachments: [
      {
        text: 'firing',
        fallback: 'f',
        color: '#ff0000',
        pretext: 'p',
        author_name: 'a',
        author_link: 'https://x/a',
        author_icon: 'https://x/a.png',
        title: 't',
        thumb_url: 'https://x/t.png',
        footer: 'o',
        footer_icon: 'https://x/o.png',
        image_url: 'https://x/m.png',
        fields: [
          { title: 'F', value: 'firing', short: false },
          { title: 'G', value: 'v' },
        ],
      },
    ],
  });
});

test('attachments of the user’s own stand below the text, which has 16,383 characters at most', async () => {
  const attachments = [
    { text: '{{ .Status }}', fields: [] },
    { title: 'b', fields: [{ title: 'F', value: 'v' }] },
  ];
  expect(await sent({ attachments, text: 'x'.repeat(20_000), title: 'not said' })).toEqual({
    text: `${'x'.repeat(16_382)}…`,
    username: 'Tocsin',
    attachments: [{ text: 'firing' }, { title: 'b', fields: [{ title: 'F', value: 'v' }] }],
  });
});

test.each([
  [{ priority: 'Urgent' }, { priority: 'urgent', requested_ack: true, persistent_notifications: true }],
  [{ priority: 'important' }, { priority: 'important', requested_ack: true }],
  [{ priority: '{{ .Status }}' }, { priority: 'standard' }],
  [{ priority: '' }, undefined],
])('the priority %j goes as %j', async ({ priority }, expected) => {
  const settings = { priority: { priority, requestedAck: true, persistentNotifications: true } };
  expect(((await sent(settings)) as { priority?: object }).priority).toEqual(expected);
});

test('a template that fails sends our own text, with the error in it', async () => {
  expect(await sent({ title: '{{ template "gone" . }}' })).toMatchObject({
    attachments: [
      {
        title: 'Critical: One in 12 card payments fails',
        text: expect.stringMatching(/^A template .* fails.*gone/u),
      },
    ],
  });
});

test('hostile values stay text: no mention, no foreign link', async () => {
  for (const value of hostileValues) {
    const body = (await sent({}, messageOf({ notice: { firing: [hostileAlert(value)] } }))) as {
      attachments: [{ text: string }];
    };
    expect(body.attachments[0].text).not.toMatch(/\]\(https?:\/\/evil|(?<!\\)<|@(?:here|channel|all)/u);
  }
});
