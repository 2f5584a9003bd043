import { createHmac } from 'node:crypto';

export const signatureHeader = 'x-tocsin-signature';

/**
 * `t=1761009600,v1=5257a8…`: HMAC-SHA256 of the time, a full stop and the body. The time is signed too, so that whoever
 * checks it can refuse what is replayed; `v1` leaves room for another way beside it.
 */
export function signatureOf(
  body: string,
  { secret, now }: { readonly secret: string; readonly now: number },
): string {
  const seconds = Math.floor(now / 1_000);
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${mac}`;
}
