import { ECDH } from 'node:crypto';
import { z } from 'zod';

/** Where a browser wants to be pushed to, and what only it can read what comes there with. */
export interface PushSubscription {
  readonly endpoint: string;
  /** Its public key, a point on P-256. */
  readonly p256dh: Buffer;
  readonly auth: Buffer;
}

const Written = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(2_000),
  keys: z.object({ p256dh: z.string().max(200), auth: z.string().max(100) }),
});

const pointBytes = 65;
const authBytes = 16;

/** As `PushSubscription.toJSON()` gives it in the browser; undefined: it is none. https://www.w3.org/TR/push-api/ */
export function readPushSubscription(text: string): PushSubscription | undefined {
  const written = Written.safeParse(jsonOf(text)).data;
  if (!written) return undefined;
  const p256dh = Buffer.from(written.keys.p256dh, 'base64url');
  const auth = Buffer.from(written.keys.auth, 'base64url');
  if (p256dh.length !== pointBytes || auth.length !== authBytes || !isPoint(p256dh)) return undefined;
  return { endpoint: written.endpoint, p256dh, auth };
}

function isPoint(bytes: Buffer): boolean {
  try {
    ECDH.convertKey(bytes, 'prime256v1');
    return true;
  } catch {
    return false;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
