import type { SafeFetch } from '#channels/safe-fetch';
import { callSlack, type SlackAnswer, type SlackMethod } from '#channels/slack/web-api';
import { messageOf } from '#channels/outcome';
import type { SlackApp } from '#config/tocsin-config';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { SlackCalls } from './tools.ts';
import { withDeadline } from './within.ts';

export interface CallParts {
  /** Asked at each use: a reload may have changed it. */
  readonly app: () => SlackApp | undefined;
  readonly fetch: SafeFetch;
  readonly clock: Clock;
  readonly log: Log;
}

const patienceMs = 10_000;

export const slackCalls = (parts: CallParts): SlackCalls => ({
  async openView(triggerId, view) {
    const app = parts.app();
    if (!app) return 'the Slack app is no longer configured.';
    const answer = await askSlack('views.open', { trigger_id: triggerId, view }, { ...parts, app });
    return answer.ok || answer.outcome.kind === 'done' ? undefined : answer.outcome.error;
  },
  async respond(responseUrl, body) {
    if (!isSlacks(responseUrl, parts.app())) {
      parts.log.warn('not answered: the address that came with it is not one of Slack');
      return;
    }
    try {
      await withDeadline(parts.clock, patienceMs, (signal) => post(responseUrl, body, { ...parts, signal }));
    } catch (error) {
      // Not the address: whoever has it can write into the channel.
      parts.log.warn('what was pressed in Slack could not be answered', { why: messageOf(error) });
    }
  },
});

async function post(
  url: string,
  body: object,
  { fetch, signal }: { readonly fetch: SafeFetch; readonly signal: AbortSignal },
): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`Slack answered ${response.status}`);
}

/** One call with the bot's token, or with another. */
export const askSlack = (
  method: SlackMethod,
  args: Readonly<Record<string, unknown>>,
  { app, token = app.token.reveal(), fetch, clock }: AskParts,
): Promise<SlackAnswer> =>
  withDeadline(clock, patienceMs, (signal) =>
    callSlack(method, args, {
      token,
      edge: { fetch, signal, clock },
      ...(app.apiUrl && { apiUrl: app.apiUrl }),
    }),
  );

interface AskParts extends Pick<CallParts, 'fetch' | 'clock'> {
  readonly app: SlackApp;
  readonly token?: string;
}

/** Slack's own hosts, encrypted, or the host that the operator has named in their place. */
export function isSlacks(address: string, app: Pick<SlackApp, 'apiUrl'> | undefined): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, host } = new URL(address);
  if (app?.apiUrl !== undefined && host === new URL(app.apiUrl).host) return true;
  return /^(?:https|wss):$/.test(protocol) && /(?:^|\.)slack\.com$/.test(hostname);
}
