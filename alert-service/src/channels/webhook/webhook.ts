import type { WebhookSettings } from '#config/settings';
import { attemptMs } from '../attempt-time.ts';
import type { Channel, Edge, Message, Outcome } from '../channel.ts';
import { revealed } from '../credentials.ts';
import { groupData } from '../group-data.ts';
import { ofAnswer, ofException, Refusal } from '../outcome.ts';
import { addressForPeople, addressSecrets, scrubber } from '../secrets.ts';
import { signatureHeader, signatureOf } from '../signed-webhook/signature.ts';
import { webhookJson } from './go-json.ts';
import { payloadJson, withAlerts } from './payload.ts';

const usualAttemptMs = 30_000;

/** Alertmanager's webhook: its readers are programs, and nothing they know may change. */
export const webhook: Channel<WebhookSettings> = {
  type: 'webhook',
  nature: 'webhook',
  updatesInPlace: false,
  timeoutMs: ({ timeoutMs }) => attemptMs(timeoutMs, usualAttemptMs),
  async send(message, settings, edge) {
    const target = { secrets: [''], who: 'the webhook' };
    try {
      return await post(message, { settings, edge, target });
    } catch (error) {
      return ofException(error, { who: target.who, scrub: scrubber(target.secrets), signal: edge.signal });
    }
  },
};

interface Attempt {
  readonly settings: WebhookSettings;
  readonly edge: Edge;
  /** Filled in as the attempt learns them, so that whatever fails can be told without them. */
  readonly target: { secrets: string[]; who: string };
}

async function post(message: Message, { settings, edge, target }: Attempt): Promise<Outcome> {
  const shown = withAlerts(message, settings.maxAlerts);
  const address = addressOf(revealed(settings.url), { message: shown, edge });
  target.secrets = addressSecrets(address);
  target.who = `the webhook at ${addressForPeople(address)}`;
  const body =
    settings.payload === undefined
      ? webhookJson(groupData(message, settings.maxAlerts), message.notice.group)
      : payloadJson(settings.payload, shown, edge);
  const response = await edge.fetch(address, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': `Tocsin/${edge.version}`,
      'idempotency-key': message.notice.id.replace(/[^\x21-\x7e]/gu, '_'),
      ...signatureFor(body, { settings, edge, target }),
    },
    body,
    http: settings.http,
    hide: (...secrets) => void target.secrets.push(...secrets),
    signal: edge.signal,
  });
  return outcomeOf(response, { edge, target });
}

/** Alertmanager signs nothing: only where tocsin.yml says so. */
function signatureFor(body: string, { settings, edge, target }: Attempt): Readonly<Record<string, string>> {
  if (!settings.signedWith) return {};
  const secret = revealed(settings.signedWith);
  if (secret === '')
    throw new Refusal('the secret of its webhook_signature is empty: look at secret_file in tocsin.yml');
  target.secrets.push(secret);
  return { [signatureHeader]: signatureOf(body, { secret, now: edge.clock.now() }) };
}

/** 2xx is an answer whatever its body says; a refusal's body tells people why. */
async function outcomeOf(
  response: Response,
  { edge, target }: Pick<Attempt, 'edge' | 'target'>,
): Promise<Outcome> {
  const body = response.ok ? '' : await response.text().catch(() => '');
  if (response.ok) await response.body?.cancel().catch(() => undefined);
  const answer = {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body,
    now: edge.clock.now(),
  };
  return ofAnswer(answer, { who: target.who, scrub: scrubber(target.secrets) });
}

/** The backslash of a receiver's name, which templates see quoted, is a character like others to Go; else it would be a slash. */
function addressOf(template: string, { message, edge }: { message: Message; edge: Edge }): string {
  if (!template.includes('{{')) return template.trim();
  try {
    return edge.expand(template, message).trim().replaceAll('\\', '%5C');
  } catch {
    throw new Refusal('the template in its url fails: check it with the labels of this group');
  }
}
