import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { SocketModeClient } from '@slack/socket-mode';
import { LogLevel, WebClient } from '@slack/web-api';
import { type SlackStandIn, startSlackStandIn } from '../src/slack/slack-stand-in.ts';

const logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};
const message = {
  channel: '#alerts',
  text: 'API fails',
  blocks: [
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: 'acknowledge',
          value: 'INC-1',
          text: { type: 'plain_text', text: 'Acknowledge' },
        },
        {
          type: 'overflow',
          action_id: 'more',
          options: [{ text: { type: 'plain_text', text: 'Assign' }, value: 'assign INC-1' }],
        },
      ],
    },
  ],
} as const;

let slack: SlackStandIn;
let web: WebClient;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  slack = await startSlackStandIn();
  web = new WebClient('xoxb-1', { slackApiUrl: slack.apiUrl, logger, retryConfig: { retries: 0 } });
});
afterAll(() => slack.close());
beforeEach(() => slack.clear());
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const posted = async () => {
  const { channel, ts } = await web.chat.postMessage({ ...message, blocks: [...message.blocks] });
  return { channel: channel!, ts: ts! };
};
const press = async (actionId: string, option?: string) =>
  slack.desk.press({
    ...(await posted()),
    user: 'U-MIA',
    actionId,
    ...(option === undefined ? {} : { option }),
  });

/** Slack's own client for Socket Mode, connected. */
async function connected(): Promise<SocketModeClient> {
  const client = new SocketModeClient({
    appToken: 'xapp-1',
    logger,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  closers.push(() => client.disconnect());
  await client.start();
  return client;
}

interface Interactive {
  readonly ack: (payload?: object) => Promise<void>;
  readonly body: {
    readonly type: string;
    readonly user: { readonly id: string };
    readonly actions: readonly { readonly selected_option?: { readonly value: string } }[];
    readonly response_url: string;
    readonly trigger_id: string;
  };
}

const listen = (client: SocketModeClient, event: string, work: (heard: Interactive) => Promise<void>): void =>
  void client.on(event, (heard: Interactive) => void work(heard));

test('a press without an app that listens says so', async () => {
  expect(await press('acknowledge')).toMatch('no app listens');
});

test('a press reaches the real client by Socket Mode, and its answers are shown to whom they are for', async () => {
  const client = await connected();
  listen(client, 'interactive', async ({ ack, body }) => {
    await ack();
    const answer = { response_type: 'ephemeral', replace_original: false, text: `heard ${body.user.id}` };
    await fetch(body.response_url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(answer),
    });
    client.emit('answered');
  });
  const answered = once(client as unknown as NodeJS.EventEmitter, 'answered');
  expect(await press('more', 'assign INC-1')).toBeUndefined();
  await answered;
  expect(slack.desk.whispers('U-MIA').map(({ text: said }) => said)).toEqual(['heard U-MIA']);
  expect(await (await fetch(`${slack.url}/?as=U-JONAS`)).text()).not.toContain('heard U-MIA');
  expect(await (await fetch(`${slack.url}/?as=U-MIA`)).text()).toContain('Only visible to you');
});

test('a command is answered in its acknowledgement', async () => {
  const client = await connected();
  listen(client, 'slash_commands', ({ ack }) => ack({ text: 'Mia until 09:00' }));
  const [channel] = (await web.conversations.list({})).channels ?? [];
  await slack.desk.command({ channel: channel!.id!, user: 'U-JONAS', text: '/tocsin who' });
  expect(slack.desk.whispers('U-JONAS').map(({ text: said }) => said)).toEqual(['Mia until 09:00']);
});

test('a dialog opens for whoever has just pressed, keeps what is wrong, and closes when all is well', async () => {
  const client = await connected();
  const heard: string[] = [];
  listen(client, 'interactive', async ({ ack, body }) => {
    heard.push(body.type);
    if (body.type === 'view_submission')
      return ack(
        heard.length === 2 ? { response_action: 'errors', errors: { note: 'It is empty.' } } : undefined,
      );
    const title = { type: 'plain_text', text: 'Note' } as const;
    const input = { type: 'plain_text_input', action_id: 'note' } as const;
    await web.views.open({
      trigger_id: body.trigger_id,
      view: {
        type: 'modal',
        title,
        submit: title,
        blocks: [{ type: 'input', block_id: 'note', label: title, element: input }],
      },
    });
    return ack();
  });
  await press('acknowledge');
  await expect(
    web.views.open({
      trigger_id: '1.2.3',
      view: { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [] },
    }),
  ).rejects.toThrow('invalid_trigger_id');
  expect(await (await fetch(`${slack.url}/?as=U-MIA`)).text()).toContain('role="dialog"');
  await slack.desk.submitView('U-MIA', { note: { note: { value: '' } } });
  expect(slack.desk.view('U-MIA')?.errors).toEqual({ note: 'It is empty.' });
  await slack.desk.submitView('U-MIA', { note: { note: { value: 'cold cache' } } });
  expect(slack.desk.view('U-MIA')).toBeUndefined();
});

test('over HTTP a press is a signed form', async () => {
  const requests: { headers: IncomingHttpHeaders; body: string; url: string | undefined }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      requests.push({ headers: request.headers, body, url: request.url });
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  const { port } = server.address() as { port: number };
  slack.tellOverHttp({ base: `http://127.0.0.1:${port}/answers/slack`, signingSecret: 's3cret' });
  expect(await press('acknowledge')).toBeUndefined();
  const [{ headers, body, url }] = requests as [(typeof requests)[0]];
  expect(url).toBe('/answers/slack/actions');
  const digest = createHmac('sha256', 's3cret').update(
    `v0:${String(headers['x-slack-request-timestamp'])}:${body}`,
  );
  expect(headers['x-slack-signature']).toBe(`v0=${digest.digest('hex')}`);
  expect(JSON.parse(new URLSearchParams(body).get('payload') ?? '')).toMatchObject({
    type: 'block_actions',
    user: { id: 'U-MIA' },
    actions: [{ action_id: 'acknowledge', value: 'INC-1' }],
  });
});

test('a message to a person is a direct message; nobody there has another id', async () => {
  const { channel } = await web.chat.postMessage({ channel: 'U-SAM', text: 'you are paged, <@U-SAM>' });
  expect(channel).toMatch(/^D/);
  expect(await web.conversations.open({ users: 'U-SAM' })).toMatchObject({ channel: { id: channel } });
  await expect(web.chat.postMessage({ channel: 'U-NOBODY', text: 'x' })).rejects.toThrow('channel_not_found');
  expect(await (await fetch(`${slack.url}/?channel=${channel}`)).text()).toContain('@Sam');
});

test('the tokens of bots and of connections are not mistaken for each other', async () => {
  await expect(web.apps.connections.open({})).rejects.toThrow('not_allowed_token_type');
});

test('menus and dialogs that Slack would refuse are refused', async () => {
  const option = { text: { type: 'plain_text', text: 'x' }, value: 'x' } as const;
  const blocks = [
    { type: 'actions', elements: [{ type: 'overflow', action_id: 'm', options: Array(6).fill(option) }] },
  ];
  await expect(
    web.apiCall('chat.postMessage', { channel: '#alerts', blocks: JSON.stringify(blocks) }),
  ).rejects.toThrow('invalid_blocks');
});
