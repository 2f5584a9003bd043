import type { Receipt } from '@tocsin/model';
import type { Channel, Edge, Message, Outcome } from '../channel.ts';
import { revealed } from '../credentials.ts';
import { edgeOver } from '../edge-over.ts';
import { type Facts, factsOf } from '../facts.ts';
import { incidentPage } from '../links.ts';
import { messageOf, ofException, Refusal } from '../outcome.ts';
import { scrubber } from '../secrets.ts';
import { callSlack, type SlackAnswer, type SlackMethod } from '../slack/web-api.ts';
import { type Around, codePost, plainPost, quietPost, rootPost, threadPost } from './blocks.ts';
import { happenedOf, saidOf } from './happened.ts';
import { isNewPage, planOf, type Root } from './plan.ts';
import type { SlackAppSettings } from './settings.ts';

/** Slack's answers that mean: what we posted is no longer there, or no longer ours to change. */
const lost: ReadonlySet<string> = new Set([
  'cant_update_message',
  'edit_window_closed',
  'message_not_found',
  'thread_not_found',
]);
const unshowable: ReadonlySet<string> = new Set([
  'invalid_attachments',
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_too_long',
]);

/** Previews of links would push the next message out of sight. */
const noPreviews = { unfurl_links: false, unfurl_media: false };

/** Tocsin's Slack app: one message per incident, which stays true. */
export const slackApp: Channel<SlackAppSettings> = {
  type: 'slack-app',
  nature: 'chat',
  updatesInPlace: true,
  timeoutMs: () => 20_000,
  async send(message, settings, given) {
    const secrets: string[] = [];
    const edge = edgeOver(settings.http, given, secrets);
    try {
      const token = revealed(settings.token);
      secrets.push(token);
      const { apiUrl } = settings;
      const call: Call = (method, args) =>
        callSlack(method, args, { token, edge, ...(apiUrl ? { apiUrl } : {}) });
      return await carryOut(message, {
        call,
        facts: factsOf(message),
        around: aroundOf(message, settings),
        channel: channelOf(message, { settings, edge }),
      });
    } catch (error) {
      return ofException(error, { who: 'Slack', scrub: scrubber(secrets), signal: edge.signal });
    }
  },
};

type Args = Readonly<Record<string, unknown>>;
type Call = (method: SlackMethod, args: Args) => Promise<SlackAnswer>;

interface Attempt {
  readonly call: Call;
  readonly facts: Facts;
  readonly around: Around;
  readonly channel: string;
}

/** Users' ids, as Slack makes them; channels' begin with C or G, direct messages' with D. */
const userId = /^[UW][A-Z0-9-]{2,}$/;

function aroundOf(message: Message, settings: SlackAppSettings): Around {
  const { incident, externalUrl } = message;
  const { page } = message.notice;
  const { answered = false, channel } = settings;
  const subject = incident && { incident: incident.id, ...(page && { page: page.id }) };
  return {
    ...(answered &&
      subject &&
      incident && {
        buttons: { subject, status: incident.status, url: incidentPage(externalUrl, incident.id) },
      }),
    ...(isNewPage(message) && userId.test(channel) && { mention: channel }),
  };
}

async function carryOut(message: Message, attempt: Attempt): Promise<Outcome> {
  const code = message.notice.page?.code;
  if (code !== undefined) return postCode(code, attempt);
  const plan = planOf(message);
  switch (plan.kind) {
    case 'post':
      return post(message, attempt);
    case 'update':
      return update(message, { ...attempt, root: plan.root });
    case 'thread':
      return thread(message, { ...attempt, root: plan.root });
  }
}

async function postCode(code: string, { call, channel }: Attempt): Promise<Outcome> {
  const answer = await call('chat.postMessage', { channel, ...noPreviews, ...codePost(code) });
  return answer.ok ? { kind: 'done' } : answer.outcome;
}

async function post(message: Message, { call, facts, around, channel }: Attempt): Promise<Outcome> {
  const answer = await withPlainText(rootPost(facts, around), {
    facts,
    send: (body) => call('chat.postMessage', { channel, ...noPreviews, ...body }),
  });
  if (!answer.ok) return answer.outcome;
  if (!answer.ts) return { kind: 'done', note: 'Slack gave no receipt: the next message is posted anew' };
  return { kind: 'done', receipt: receiptOf(message, { channel: answer.channel ?? channel, ts: answer.ts }) };
}

async function update(message: Message, attempt: Attempt & { readonly root: Root }): Promise<Outcome> {
  const { call, facts, around, root } = attempt;
  const place = { channel: root.channel, ts: root.ts };
  const answer = await withPlainText(rootPost(facts, around), {
    facts,
    send: (body) => call('chat.update', { ...place, ...body }),
  });
  if (answer.ok)
    return { kind: 'done', receipt: receiptOf(message, root), ...(await tellThread(message, attempt)) };
  return lost.has(answer.error ?? '') ? post(message, attempt) : answer.outcome;
}

/** The message itself is true already: that the thread lacks a line is a note. */
async function tellThread(
  message: Message,
  { call, facts, root }: Attempt & { readonly root: Root },
): Promise<{ note?: string }> {
  const lines = happenedOf(message, facts);
  if (lines.length === 0) return {};
  const place = { channel: root.channel, thread_ts: root.ts };
  const told = await call('chat.postMessage', { ...place, ...noPreviews, ...quietPost(lines) });
  return told.ok || told.outcome.kind === 'done'
    ? {}
    : { note: `the thread does not say what happened: ${told.outcome.error}` };
}

/** The sound first; bringing the first message up to date is worth a try, not a second sound. */
async function thread(message: Message, attempt: Attempt & { readonly root: Root }): Promise<Outcome> {
  const { call, facts, around, root } = attempt;
  const place = { channel: root.channel, thread_ts: root.ts, reply_broadcast: true };
  const answer = await withPlainText(threadPost(facts, message.notice.why), {
    facts,
    send: (body) => call('chat.postMessage', { ...place, ...noPreviews, ...body }),
  });
  if (!answer.ok) return lost.has(answer.error ?? '') ? post(message, attempt) : answer.outcome;
  const updated = await call('chat.update', {
    channel: root.channel,
    ts: root.ts,
    ...rootPost(facts, around),
  });
  const stale: { note?: string } =
    updated.ok || updated.outcome.kind === 'done'
      ? {}
      : { note: `the first message is not up to date: ${updated.outcome.error}` };
  const untold = await tellThread(message, attempt);
  return { kind: 'done', receipt: receiptOf(message, root), ...untold, ...stale };
}

/** A message that Slack cannot show is a fault of ours; it must not cost anybody the page. */
async function withPlainText(
  body: Args | ReturnType<typeof rootPost>,
  { facts, send }: { facts: Facts; send: (body: Args) => Promise<SlackAnswer> },
): Promise<SlackAnswer> {
  const answer = await send({ ...body });
  return !answer.ok && unshowable.has(answer.error ?? '') ? send(plainPost(facts)) : answer;
}

/** The incident's id goes with it: a later incident of the same group is another message. */
const receiptOf = (message: Message, { channel, ts }: { channel: string; ts: string }): Receipt => ({
  channel,
  ts,
  ...(message.incident ? { incident: message.incident.id } : {}),
  ...saidOf(message),
});

function channelOf(message: Message, { settings, edge }: { settings: SlackAppSettings; edge: Edge }): string {
  if (!settings.channel.includes('{{')) return settings.channel;
  try {
    return edge.expand(settings.channel, message);
  } catch (error) {
    throw new Refusal(`the template of its channel fails: ${messageOf(error)}`);
  }
}
