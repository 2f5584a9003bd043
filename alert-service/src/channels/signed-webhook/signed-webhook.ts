import type { Secret } from '#lib/secret';
import type { Channel, Outcome } from '../channel.ts';
import { jsonText, overHttp } from '../http-line.ts';
import { addressForPeople } from '../secrets.ts';
import { lines } from '#lib/plain-text';
import { payloadOf } from './payload.ts';
import { signatureHeader, signatureOf } from './signature.ts';

export interface SignedWebhookSettings {
  /** Often as good as a password. */
  readonly url: Secret;
  readonly secret: Secret;
  readonly timeoutMs: number;
  /** Of an automation: what it answers is shown to people. */
  readonly awaited?: boolean;
}

const longestAnswer = 4_000;

/** To a program of a person's, or one that does something about an incident. Whoever reads it can prove that it is ours. */
export const signedWebhook: Channel<SignedWebhookSettings> = {
  type: 'signed-webhook',
  nature: 'webhook',
  updatesInPlace: false,
  timeoutMs: ({ timeoutMs }) => timeoutMs,
  send: (message, { url, secret, awaited = false }, edge) =>
    overHttp(
      `${awaited ? 'the automation' : 'the webhook'} at ${addressForPeople(url.reveal())}`,
      edge,
      async (line) => {
        const body = jsonText(payloadOf(message));
        const signature = signatureOf(body, { secret: line.reveal(secret), now: edge.clock.now() });
        const { outcome, body: said } = await line.ask({
          url: line.address(url),
          headers: {
            'content-type': 'application/json',
            'idempotency-key': message.notice.id,
            [signatureHeader]: signature,
          },
          body,
          http: { followRedirects: false },
        });
        return awaited && outcome.kind === 'done' ? withAnswer(outcome, said) : outcome;
      },
    ),
};

function withAnswer(outcome: Extract<Outcome, { kind: 'done' }>, said: string): Outcome {
  const note = lines(said, longestAnswer);
  return note === '' ? outcome : { ...outcome, note };
}
