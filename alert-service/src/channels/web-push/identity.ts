import { createECDH, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** Who we are to push services: the browser is given the public key, and takes pushes of nobody else. */
export interface PushIdentity {
  /** As `applicationServerKey` wants it, in base64url. */
  readonly publicKey: string;
  /** `Authorization` for one service. */
  authorization(endpoint: string, now: number): string;
}

/** A day at most is allowed (RFC 8292, 2). */
const validForMs = 12 * 3_600_000;

/** 32 bytes in base64url. */
export const newPushKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }).d ?? '';

/**
 * RFC 8292: a short-lived token for the origin of the push service, signed with our key. `contact` is whom its operator
 * asks; Apple refuses one that is neither https: nor mailto:.
 */
export function createPushIdentity(privateKey: string, contact: string): PushIdentity {
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(Buffer.from(privateKey, 'base64url'));
  const publicKey = pair.getPublicKey();
  const key = createPrivateKey({
    format: 'jwk',
    key: {
      ...{ kty: 'EC', crv: 'P-256', d: privateKey },
      x: publicKey.subarray(1, 33).toString('base64url'),
      y: publicKey.subarray(33).toString('base64url'),
    },
  });
  const written = publicKey.toString('base64url');
  return {
    publicKey: written,
    authorization(endpoint, now) {
      const exp = Math.floor((now + validForMs) / 1_000);
      const token = jwt(key, { aud: new URL(endpoint).origin, exp, sub: contact });
      return `vapid t=${token}, k=${written}`;
    },
  };
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function jwt(key: KeyObject, claims: Readonly<Record<string, string | number>>): string {
  const signed = `${part({ typ: 'JWT', alg: 'ES256' })}.${part(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}
