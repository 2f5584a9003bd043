import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { edgeOf } from './kit/edge.ts';
import { type HttpServer, say, startHttpServer } from './kit/http-server.ts';
import { webhookSettings } from './kit/harnesses.ts';
import { integrationSettings } from './kit/integration-settings.ts';
import { acknowledged, messageOf, triggered } from './kit/messages.ts';
import { sendThrough } from './registry.ts';

const at = 'https://tocsin.example.com/answers';
const answers = {
  ...{ acknowledge: `${at}/link/ack`, snooze: `${at}/link/snooze`, resolve: `${at}/link/resolve` },
  ...{ awake: '', voice: '', report: '' },
  mattermost: { url: `${at}/mattermost`, acknowledge: 'signed-ack', snooze: 'signed-snooze' },
};

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(200, { success: true, status: 1 }));
});
afterAll(() => server.close());

async function sent(kind: string, message = { ...messageOf({ incident: triggered }), answers }) {
  server.received.length = 0;
  const outcome = await sendThrough(integrationSettings[kind]!(server.origin), message, edgeOf());
  expect(outcome).toMatchObject({ kind: 'done' });
  const { url, body } = server.received.at(-1)!;
  return { url, body };
}

const ackAndSnooze = (write: (text: string, url: string) => object): object[] => [
  write('Acknowledge', answers.acknowledge),
  write('Snooze 1 h', answers.snooze),
];

test.each([
  [
    'msteamsv2',
    {
      attachments: [
        { content: { actions: ackAndSnooze((title, url) => ({ type: 'Action.OpenUrl', title, url })) } },
      ],
    },
  ],
  [
    'discord',
    {
      components: [
        { type: 1, components: ackAndSnooze((label, url) => ({ type: 2, style: 5, label, url })) },
      ],
    },
  ],
  [
    'rocketchat',
    {
      attachments: [
        {
          actions: ackAndSnooze(
            (text, url) => expect.objectContaining({ type: 'button', text, url }) as object,
          ),
        },
      ],
    },
  ],
  [
    'mattermost',
    {
      attachments: [
        {
          actions: [
            expect.objectContaining({
              id: 'acknowledge',
              integration: { url: `${at}/mattermost`, context: { answer: 'signed-ack' } },
            }),
            expect.objectContaining({
              id: 'snooze',
              integration: { url: `${at}/mattermost`, context: { answer: 'signed-snooze' } },
            }),
          ],
        },
      ],
    },
  ],
])('%s has buttons in its own form', async (kind, expected) => {
  expect(JSON.parse((await sent(kind)).body)).toMatchObject(expected);
});

test('Discord is asked to keep the buttons, Webex has links, Pushover one', async () => {
  expect((await sent('discord')).url).toMatch(/[?&]with_components=true$/u);
  expect((await sent('webex')).body).toContain(`[Acknowledge](${answers.acknowledge})`);
  const form = new URLSearchParams((await sent('pushover')).body);
  expect([form.get('url'), form.get('url_title')]).toEqual([answers.acknowledge, 'Acknowledge']);
});

test.each(['msteamsv2', 'discord', 'rocketchat', 'mattermost', 'webex', 'pushover'])(
  '%s has nothing to press once somebody has it',
  async (kind) => {
    const { body } = await sent(kind, { ...messageOf({ incident: acknowledged }), answers });
    expect(body.replaceAll('%2F', '/')).not.toContain('/answers/');
  },
);

test('a webhook says what Alertmanager says, to the byte', async () => {
  const settings = webhookSettings(`${server.origin}/hook`);
  const message = messageOf({ incident: triggered });
  for (const each of [message, { ...message, answers }])
    await sendThrough({ type: 'webhook', settings }, each, edgeOf());
  const [plain, answerable] = server.received.slice(-2);
  expect(answerable?.body).toBe(plain?.body);
});
