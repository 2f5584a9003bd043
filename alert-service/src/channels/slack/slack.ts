import type { SlackSettings } from '#config/settings';
import { attemptMs } from '../attempt-time.ts';
import type { Channel, Edge, Message, Outcome } from '../channel.ts';
import { revealed } from '../credentials.ts';
import { edgeOver } from '../edge-over.ts';
import { factsOf } from '../facts.ts';
import { messageOf, ofAnswer, ofException, Refusal } from '../outcome.ts';
import { addressSecrets, scrubber } from '../secrets.ts';
import { builtInPost, type Json, postOf, renderer } from './attachment.ts';
import { callSlack, ofSlackError, type SlackAnswer, type SlackMethod } from './web-api.ts';

const usualAttemptMs = 20_000;

/** Plain `slack_configs`, as upstream understands them: an incoming webhook, or a bot's token. */
export const slack: Channel<SlackSettings> = {
  type: 'slack',
  nature: 'chat',
  updatesInPlace: false,
  timeoutMs: ({ timeoutMs }) => attemptMs(timeoutMs, usualAttemptMs),
  async send(message, settings, given) {
    const secrets: string[] = [];
    const edge = edgeOver(settings.http, given, secrets);
    try {
      const post = { ...channelOf(message, { settings, edge }), ...rendered(message, { settings, edge }) };
      const url = revealed(settings.url);
      if (!settings.token) return await postToWebhook(post, { url, edge, secrets });
      const token = revealed(settings.token);
      secrets.push(token);
      const call = (method: SlackMethod, args: Json) => callSlack(method, args, { apiUrl: url, token, edge });
      return await postAsBot(post, { message, settings, call });
    } catch (error) {
      return ofException(error, { who: 'Slack', scrub: scrubber(secrets), signal: given.signal });
    }
  },
};

interface Rendering {
  readonly settings: SlackSettings;
  readonly edge: Edge;
}

function rendered(message: Message, { settings, edge }: Rendering): Json {
  const facts = factsOf(message);
  try {
    return postOf(settings, {
      facts,
      render: renderer(message, (template) => edge.expand(template, message)),
    });
  } catch (error) {
    edge.log.warn('a Slack template fails', { receiver: message.notice.receiver, err: messageOf(error) });
    return builtInPost(settings, { facts, error: messageOf(error) });
  }
}

function channelOf(message: Message, { settings, edge }: Rendering): Json {
  if (!settings.channel) return {};
  if (!settings.channel.includes('{{')) return { channel: settings.channel };
  try {
    return { channel: edge.expand(settings.channel, message) };
  } catch (error) {
    throw new Refusal(`the template of its channel fails: ${messageOf(error)}`);
  }
}

/** A webhook's address is its secret. It answers `ok` as text; other services that speak Slack's tongue answer JSON. */
async function postToWebhook(
  post: Json,
  { url, edge, secrets }: { url: string; edge: Edge; secrets: string[] },
): Promise<Outcome> {
  secrets.push(...addressSecrets(url));
  const told = { who: 'Slack', scrub: scrubber(secrets) };
  const response = await edge.fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': `Tocsin/${edge.version}` },
    body: JSON.stringify(post),
    signal: edge.signal,
  });
  const body = await response.text();
  const answer = {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body,
    now: edge.clock.now(),
  };
  const outcome = ofAnswer(answer, told);
  const error = outcome.kind === 'done' ? errorIn(body, response.headers.get('content-type')) : undefined;
  return error === undefined ? outcome : ofSlackError(error, told);
}

function errorIn(body: string, contentType: string | null): string | undefined {
  if (!contentType?.startsWith('application/json'))
    return body.trim() === 'ok' ? undefined : body.trim() || 'an empty answer';
  try {
    const answer: unknown = JSON.parse(body);
    if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return 'JSON without ok';
    return answer.ok === true ? undefined : 'error' in answer ? String(answer.error) : 'no reason given';
  } catch {
    return 'broken JSON';
  }
}

interface Bot {
  readonly message: Message;
  readonly settings: SlackSettings;
  readonly call: (method: SlackMethod, args: Json) => Promise<SlackAnswer>;
}

async function postAsBot(post: Json, { message, settings, call }: Bot): Promise<Outcome> {
  const { channel, ts } = message.receipt ?? {};
  const old = settings.updateMessage && channel && ts ? { channel, ts } : undefined;
  const answer = await (old ? call('chat.update', { ...post, ...old }) : call('chat.postMessage', post));
  if (!answer.ok) return answer.outcome;
  return answer.channel && answer.ts
    ? { kind: 'done', receipt: { channel: answer.channel, ts: answer.ts } }
    : { kind: 'done' };
}
