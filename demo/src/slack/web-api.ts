import { fieldOf, isTrue, listOf, parseJson, textOf } from '../json.ts';
import { contentFault, viewFault } from './limits.ts';
import type { Channel, Content, MessageLog, SlackMessage } from './message-log.ts';
import { people, personById, type SlackPerson, wireUser } from './people.ts';

/** Slack's Web API, as far as alerting uses it. Answers are Slack's own: `{ok: false, error}` with status 200. */
export type Answer = Record<string, unknown> & { ok: boolean };

/** What more than posting a method may do. */
export interface Surroundings {
  readonly baseUrl: string;
  openView(triggerId: string, view: unknown): { readonly id: string } | { readonly error: string };
  /** The address of a connection for Socket Mode. */
  connection(): string;
}

type Method = (input: unknown, log: MessageLog, around: Surroundings) => Answer;

const refused = (error: string, detail?: string): Answer =>
  detail === undefined
    ? { ok: false, error }
    : { ok: false, error, response_metadata: { messages: [`[ERROR] ${detail}`] } };

/** Forms carry lists as JSON in a field; JSON bodies carry them as they are. */
function listIn(input: unknown, name: string): readonly unknown[] | undefined {
  const text = textOf(input, name);
  if (text === undefined) return listOf(input, name);
  const value: unknown = parseJson(text);
  return Array.isArray(value) ? value : undefined;
}

export function contentOf(input: unknown): Content | Answer {
  const blocks = listIn(input, 'blocks');
  const attachments = listIn(input, 'attachments');
  if (!blocks) return refused('invalid_blocks_format');
  if (!attachments) return refused('invalid_attachments');
  const content = { text: textOf(input, 'text') ?? '', blocks, attachments };
  const fault = contentFault(content);
  return fault ? refused(fault.error, fault.detail) : content;
}

export const isRefused = (value: Content | Answer): value is Answer => 'ok' in value;

const wireChannel = ({ id, name }: Channel) => ({
  id,
  name,
  is_channel: true,
  is_member: true,
  is_archived: false,
});

export const wireMessage = (message: SlackMessage) => ({
  type: 'message',
  subtype: 'bot_message',
  ts: message.ts,
  text: message.text,
  username: message.username,
  ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
  ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
  ...(message.attachments.length > 0 ? { attachments: message.attachments } : {}),
});

const postMessage: Method = (input, log) => {
  const channel = log.channel(textOf(input, 'channel') ?? '');
  if (!channel || channel.name === '') return refused('channel_not_found');
  const content = contentOf(input);
  if (isRefused(content)) return content;
  const threadTs = textOf(input, 'thread_ts');
  if (threadTs !== undefined && !log.find(channel.id, threadTs)) return refused('thread_not_found');
  const icon = textOf(input, 'icon_emoji') ?? textOf(input, 'icon_url');
  const message = log.post(channel, {
    ...content,
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(icon === undefined ? {} : { icon }),
    broadcast: isTrue(input, 'reply_broadcast'),
    username: textOf(input, 'username') ?? 'Tocsin',
    via: 'chat.postMessage',
  });
  return { ok: true, channel: channel.id, ts: message.ts, message: wireMessage(message) };
};

/** Unlike posting, updating wants the channel's id: Slack refuses a name here. */
const update: Method = (input, log) => {
  const channel = log.channelById(textOf(input, 'channel') ?? '');
  if (!channel) return refused('channel_not_found');
  const message = log.find(channel.id, textOf(input, 'ts') ?? '');
  if (!message) return refused('message_not_found');
  const content = contentOf(input);
  if (isRefused(content)) return content;
  log.update(message, content);
  return { ok: true, channel: channel.id, ts: message.ts, text: content.text, message: wireMessage(message) };
};

const inChannel =
  (answer: (channel: Channel, log: MessageLog, input: unknown) => Answer): Method =>
  (input, log) => {
    const channel = log.channelById(textOf(input, 'channel') ?? '');
    return channel ? answer(channel, log, input) : refused('channel_not_found');
  };

const repliesTo = (log: MessageLog, channel: Channel, ts: unknown) =>
  log
    .messages()
    .filter((message) => message.channelId === channel.id && (message.ts === ts || message.threadTs === ts));

/** Forms carry an object as JSON in a field. */
const objectIn = (input: unknown, name: string): unknown => {
  const text = textOf(input, name);
  return text === undefined ? fieldOf(input, name) : parseJson(text);
};

const openView: Method = (input, _log, around) => {
  const view = objectIn(input, 'view');
  const fault = viewFault(view);
  if (fault) return refused('invalid_arguments', fault);
  const opened = around.openView(textOf(input, 'trigger_id') ?? '', view);
  return 'error' in opened ? refused(opened.error) : { ok: true, view: { id: opened.id } };
};

const openDirect: Method = (input, log) => {
  const channel = log.direct(textOf(input, 'users') ?? '');
  return channel ? { ok: true, channel: { id: channel.id } } : refused('user_not_found');
};

const userAs = (person: SlackPerson | undefined): Answer =>
  person ? { ok: true, user: wireUser(person) } : refused('user_not_found');

export const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['apps.connections.open', (_input, _log, around) => ({ ok: true, url: around.connection() })],
  ['views.open', openView],
  ['conversations.open', openDirect],
  ['users.list', () => ({ ok: true, members: people.map(wireUser), response_metadata: { next_cursor: '' } })],
  ['users.info', (input) => userAs(personById(textOf(input, 'user')))],
  ['users.lookupByEmail', (input) => userAs(people.find(({ email }) => email === textOf(input, 'email')))],
  ['api.test', () => ({ ok: true })],
  [
    'auth.test',
    (_input, _log, { baseUrl }) => ({
      ok: true,
      url: `${baseUrl}/`,
      team: 'Tocsin demo',
      user: 'tocsin',
      team_id: 'T00000001',
      user_id: 'U00000001',
      bot_id: 'B00000001',
    }),
  ],
  ['chat.postMessage', postMessage],
  ['chat.update', update],
  [
    'chat.getPermalink',
    (input, log, { baseUrl }) => {
      const channel = log.channelById(textOf(input, 'channel') ?? '');
      const ts = textOf(input, 'message_ts') ?? '';
      if (!channel || !log.find(channel.id, ts)) return refused('message_not_found');
      const permalink = `${baseUrl}/archives/${channel.id}/p${ts.replace('.', '')}`;
      return { ok: true, channel: channel.id, permalink };
    },
  ],
  [
    'conversations.list',
    (_input, log) => ({
      ok: true,
      channels: log
        .channels()
        .filter(({ user }) => user === undefined)
        .map(wireChannel),
      response_metadata: { next_cursor: '' },
    }),
  ],
  ['conversations.info', inChannel((channel) => ({ ok: true, channel: wireChannel(channel) }))],
  ['conversations.join', inChannel((channel) => ({ ok: true, channel: wireChannel(channel) }))],
  [
    'conversations.history',
    inChannel((channel, log) => ({
      ok: true,
      has_more: false,
      messages: log
        .messages()
        .filter(
          (message) =>
            message.channelId === channel.id && (message.threadTs === undefined || message.broadcast),
        )
        .map(wireMessage)
        .reverse(),
    })),
  ],
  [
    'conversations.replies',
    inChannel((channel, log, input) => ({
      ok: true,
      has_more: false,
      messages: repliesTo(log, channel, fieldOf(input, 'ts')).map(wireMessage),
    })),
  ],
]);

export function callMethod(
  name: string,
  { input, token, log, around }: { input: unknown; token: string; log: MessageLog; around: Surroundings },
): Answer {
  if (token === '') return refused('not_authed');
  // An app-level token opens connections, and does nothing else; a bot's token opens none.
  if (token.startsWith('xapp-') !== (name === 'apps.connections.open'))
    return refused('not_allowed_token_type');
  const method = methods.get(name);
  return method ? method(input, log, around) : refused('unknown_method');
}
