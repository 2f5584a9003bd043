import { createHmac, timingSafeEqual } from 'node:crypto';

/** What Slack puts beside a request, and its body to the byte. */
export interface Signed {
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  readonly body: string;
}

/** Why a request is not taken for Slack's. */
export type Forgery = 'unsigned' | 'old' | 'wrong-signature' | 'seen-before';

/** As Slack advises: what was recorded and is played again later is older than this. */
const longestAgeMs = 5 * 60_000;
/** Only what Slack has signed is remembered, so nobody else can push anything out. */
const mostRemembered = 20_000;

/** Slack's signature, version 0: an HMAC over version, time and body by a secret that only Slack and we have. */
export const signatureOf = (
  secret: string,
  { timestamp, body }: { timestamp: string; body: string },
): string => `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;

/** Remembers what it has let in for as long as its age would let it in again. */
export function createSignatureCheck(now: () => number) {
  const seen = new Map<string, number>();
  const forget = (): void => {
    for (const [signature, until] of seen) {
      if (until > now() && seen.size <= mostRemembered) return;
      seen.delete(signature);
    }
  };
  return (secret: string, { timestamp, signature, body }: Signed): Forgery | undefined => {
    if (timestamp === undefined || signature === undefined || !/^\d{1,12}$/.test(timestamp))
      return 'unsigned';
    const at = Number(timestamp) * 1_000;
    if (Math.abs(now() - at) > longestAgeMs) return 'old';
    if (!sameText(signature, signatureOf(secret, { timestamp, body }))) return 'wrong-signature';
    if (seen.has(signature)) return 'seen-before';
    seen.set(signature, now() + 2 * longestAgeMs);
    forget();
    return undefined;
  };
}

export type SignatureCheck = ReturnType<typeof createSignatureCheck>;

function sameText(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
