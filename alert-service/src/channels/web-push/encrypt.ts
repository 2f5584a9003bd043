import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import type { PushSubscription } from '#config/on-call/push-subscription';

/** A push service need not take more in one message (RFC 8030, 7.2); header, padding byte and tag go off it. */
const mostBytes = 4_096;
const overhead = 16 + 4 + 1 + 65 + 1 + 16;
export const mostPushedBytes = mostBytes - overhead;

/** New for each message; only the examples of the RFC say which. */
export interface Ephemeral {
  readonly salt: Buffer;
  readonly privateKey?: Buffer;
}

/** One record of `aes128gcm` (RFC 8188) under a key that only the browser of this subscription comes to (RFC 8291). */
export function encrypted(
  text: Buffer,
  { p256dh, auth }: Pick<PushSubscription, 'p256dh' | 'auth'>,
  { salt, privateKey }: Ephemeral = { salt: randomBytes(16) },
): Buffer<ArrayBuffer> {
  const ours = createECDH('prime256v1');
  if (privateKey) ours.setPrivateKey(privateKey);
  else ours.generateKeys();
  const publicKey = ours.getPublicKey();
  const about = Buffer.concat([Buffer.from('WebPush: info\0'), p256dh, publicKey]);
  const secret = derived(ours.computeSecret(p256dh), { salt: auth, about, length: 32 });
  const key = derived(secret, { salt, about: 'Content-Encoding: aes128gcm\0', length: 16 });
  const nonce = derived(secret, { salt, about: 'Content-Encoding: nonce\0', length: 12 });
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  const lastRecord = Buffer.from([2]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(mostBytes);
  return Buffer.concat([
    ...[salt, size, Buffer.from([publicKey.length]), publicKey],
    ...[cipher.update(Buffer.concat([text, lastRecord])), cipher.final(), cipher.getAuthTag()],
  ]);
}

interface Derivation {
  readonly salt: Buffer;
  readonly about: string | Buffer;
  readonly length: number;
}

const derived = (secret: Buffer, { salt, about, length }: Derivation): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, about, length));
