import { createHash } from 'node:crypto';
import { readPushSubscription } from '#config/on-call/push-subscription';
import { Secret } from '#lib/secret';
import type { Channel, Message, Outcome } from '../channel.ts';
import { overHttp } from '../http-line.ts';
import { Refusal } from '../outcome.ts';
import { encrypted } from './encrypt.ts';
import type { PushIdentity } from './identity.ts';
import { notificationText } from './notification.ts';

export interface WebPushSettings {
  /** As JSON, of the browser: who has it, and our key, can push there. */
  readonly subscription: Secret;
  readonly identity: PushIdentity;
}

/** Whoever comes out of a tunnel later than this reads of it elsewhere. */
const keptSeconds = 4 * 3_600;
const codeSeconds = 600;
const again = 'open Tocsin on that phone, and add it anew';

/** To the installed page on a phone, by the push service of its own browser: nobody has an account anywhere (RFC 8030). */
export const webPush: Channel<WebPushSettings> = {
  type: 'web-push',
  nature: 'paging',
  updatesInPlace: true,
  timeoutMs: () => 15_000,
  send: (message, { subscription, identity }, edge) =>
    overHttp('the push service of the phone', edge, async (line) => {
      const to = readPushSubscription(line.reveal(subscription));
      if (!to) throw new Refusal(`what is kept of the phone is no push subscription: ${again}`);
      const endpoint = line.address(Secret.of(to.endpoint));
      const { status, outcome } = await line.ask({
        url: endpoint,
        headers: {
          ...headersOf(message),
          authorization: identity.authorization(endpoint, edge.clock.now()),
        },
        body: encrypted(notificationText(message), to),
        http: { followRedirects: false },
      });
      return judged({ status, outcome, message });
    }),
};

function headersOf({ notice, incident }: Message): Record<string, string> {
  const isCode = notice.page?.code !== undefined;
  const about = notice.digest || isCode ? undefined : (incident?.id ?? notice.page?.incident);
  return {
    'content-type': 'application/octet-stream',
    'content-encoding': 'aes128gcm',
    ttl: String(isCode ? codeSeconds : keptSeconds),
    urgency: 'high',
    // What a phone that is off has not heard yet of an incident is replaced by what is true now.
    ...(about !== undefined && {
      topic: createHash('sha256').update(about).digest('base64url').slice(0, 32),
    }),
  };
}

interface Answered {
  readonly status: number;
  readonly outcome: Outcome;
  readonly message: Message;
}

function judged({ status, outcome, message }: Answered): Outcome {
  const { incident, notice } = message;
  if (outcome.kind === 'done')
    return { ...outcome, ...(incident && !notice.digest && { receipt: { incident: incident.id } }) };
  // RFC 8030, 7.3: the subscription has ended, by the browser or by its owner.
  if (status !== 404 && status !== 410) return outcome;
  const error = `the phone takes no pushes any more (${status}): ${again}`;
  return { kind: 'refused', failure: 'clientError', status, error };
}
