import { createPrivateKey, sign } from 'node:crypto';
import type { AssertionSettings } from '#config/http-settings';
import { Refusal } from '../outcome.ts';

export interface AssertionFacts extends AssertionSettings {
  readonly subject: string;
  readonly scopes: readonly string[];
  /** The private key, RSA, in PEM. */
  readonly key: string;
}

const lifetimeSeconds = 600;
const hashes = { RS256: 'RSA-SHA256', RS384: 'RSA-SHA384', RS512: 'RSA-SHA512' } as const;

/** A JSON Web Token that says who asks (RFC 7523, section 3). The file's own claims come last and win. */
export function signedAssertion(facts: AssertionFacts, at: { now: number; id: string }): string {
  const { algorithm, keyId, issuer, subject, audience, scopes, claims, key } = facts;
  const seconds = Math.floor(at.now / 1000);
  const signed = [
    { alg: algorithm, typ: 'JWT', ...(keyId && { kid: keyId }) },
    {
      iss: issuer,
      sub: subject,
      jti: at.id,
      aud: audience,
      iat: seconds,
      exp: seconds + lifetimeSeconds,
      ...(scopes.length > 0 && { scope: scopes.join(' ') }),
      ...claims,
    },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = sign(hashes[algorithm], Buffer.from(signed), privateKey(key));
  return `${signed}.${signature.toString('base64url')}`;
}

function privateKey(pem: string) {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // Said below, without what the library says of the text.
  }
  throw new Refusal(
    'client_certificate_key of its oauth2 cannot be used: it must be a private RSA key in PEM, without a passphrase',
    'authError',
  );
}
