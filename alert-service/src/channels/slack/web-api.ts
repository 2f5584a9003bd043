import type { Logger, WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Edge, Outcome } from '../channel.ts';
import { ofAnswer, ofException } from '../outcome.ts';
import { oneLine } from '#lib/plain-text';
import { type Scrub, scrubber } from '../secrets.ts';

export interface SlackAccess {
  readonly token: string;
  /** Slack's own when absent; `…/chat.postMessage` at the end, as Alertmanager writes it, is understood. */
  readonly apiUrl?: string;
  readonly edge: Pick<Edge, 'fetch' | 'signal' | 'clock'>;
}

export type SlackMethod = 'chat.postMessage' | 'chat.update' | 'views.open' | 'apps.connections.open';

export type SlackAnswer =
  | { readonly ok: true; readonly channel?: string; readonly ts?: string; readonly url?: string }
  | { readonly ok: false; readonly error?: string; readonly outcome: Outcome };

const Posted = z.object({
  channel: z.string().optional(),
  ts: z.string().optional(),
  /** Of a connection: it holds its own proof, and is a secret. */
  url: z.string().optional(),
});
const PlatformError = z.object({
  code: z.literal('slack_webapi_platform_error'),
  data: z.object({
    error: z.string(),
    response_metadata: z.object({ messages: z.array(z.string()).optional() }).optional(),
  }),
});

/** Errors in Slack's own words that pass by themselves; all others wait for a person. */
const passing: ReadonlySet<string> = new Set([
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
]);
const limited: ReadonlySet<string> = new Set(['ratelimited', 'rate_limited']);
const unknownToken: ReadonlySet<string> = new Set([
  'account_inactive',
  'ekm_access_denied',
  'invalid_auth',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'not_authed',
  'org_login_required',
  'token_expired',
  'token_revoked',
]);
const remedies: Readonly<Record<string, string>> = {
  channel_not_found:
    'check the channel and invite the bot if it is private; of a person, check the id of the member (U012AB3CD)',
  user_not_found: 'there is no such member: check the id (in Slack: profile, ⋮, Copy member ID)',
  not_in_channel: 'invite the bot to the channel',
  is_archived: 'the channel is archived: choose another',
  missing_scope: 'the bot needs the scope chat:write (and chat:write.public for channels it is not in)',
};

/** One call through Slack's own client, whose retries and queues are turned off: ours decide. */
export async function callSlack(
  method: SlackMethod,
  args: Readonly<Record<string, unknown>>,
  access: SlackAccess,
): Promise<SlackAnswer> {
  const scrub = scrubber([access.token]);
  const seen: { response?: Response } = {};
  try {
    const client = await clientFor(access, seen);
    return { ok: true, ...Posted.parse(await client.apiCall(method, { ...args })) };
  } catch (error) {
    return failed(error, { scrub, access, response: seen.response });
  }
}

async function clientFor(
  { token, apiUrl, edge }: SlackAccess,
  seen: { response?: Response },
): Promise<WebClient> {
  // By its default: in the bundle a CommonJS package that is loaded late has no other export.
  const { LogLevel, WebClient } = (await import('@slack/web-api')).default;
  const logger: Logger = { ...mute, getLevel: () => LogLevel.ERROR };
  return new WebClient(token, {
    ...(apiUrl ? { slackApiUrl: baseOf(apiUrl) } : {}),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger,
    fetch: async (url, init) => (seen.response = await edge.fetch(url, { ...init, signal: edge.signal })),
  });
}

/** Its log lines repeat what the outcome says, and would need their own care about secrets. */
const mute = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  setName: () => undefined,
};

export const baseOf = (apiUrl: string): string => apiUrl.replace(/\/?(?:chat\.postMessage)?\/?$/u, '/');

interface Failure {
  readonly scrub: Scrub;
  readonly access: SlackAccess;
  readonly response: Response | undefined;
}

function failed(error: unknown, { scrub, access, response }: Failure): SlackAnswer {
  const told = { who: 'Slack', scrub };
  if (response && response.status !== 200) {
    const now = access.edge.clock.now();
    const answer = { status: response.status, retryAfter: response.headers.get('retry-after'), now };
    return { ok: false, outcome: ofAnswer(answer, told) };
  }
  const platform = PlatformError.safeParse(error);
  if (!platform.success)
    return { ok: false, outcome: ofException(error, { ...told, signal: access.edge.signal }) };
  const said = platform.data.data.error;
  const detail = platform.data.data.response_metadata?.messages?.join('; ') ?? '';
  return { ok: false, error: said, outcome: ofSlackError(said, { scrub, detail }) };
}

/** Slack answers 200 and names the error. */
export function ofSlackError(
  said: string,
  { scrub, detail = '' }: { scrub: Scrub; detail?: string },
): Outcome {
  if (!/^[a-z0-9_.-]{1,80}$/u.test(said)) {
    return {
      kind: 'retry',
      error: `Slack's answer is not one of Slack's: ${oneLine(scrub(said), 120)}`,
      failure: 'other',
    };
  }
  const remedy = remedies[said];
  const error = oneLine(
    scrub(`Slack answered ${said}${remedy ? `: ${remedy}` : ''}${detail ? ` (${detail})` : ''}`),
    400,
  );
  if (limited.has(said)) return { kind: 'retry', error, failure: 'rateLimited' };
  if (passing.has(said)) return { kind: 'retry', error, failure: 'serverError' };
  return { kind: 'refused', error, failure: unknownToken.has(said) ? 'authError' : 'clientError' };
}
