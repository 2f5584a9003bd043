import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** Signs identities as Grafana does: the same header, the same claims. */
export interface GrafanaSigner {
  readonly kid: string;
  /** What /api/signing-keys/keys answers. */
  readonly jwks: { readonly keys: readonly Record<string, unknown>[] };
  /** `now` in epoch ms; `claims` replace those of an Editor called Mia. */
  sign(now: number, claims?: JWTPayload, header?: Record<string, unknown>): Promise<string>;
}

export const grafanaUrl = 'https://grafana.example.org/';

export async function createGrafanaSigner(kid = 'id-2026-11-es256'): Promise<GrafanaSigner> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
  return {
    kid,
    jwks: { keys: [jwk] },
    sign: (now, claims = {}, header = {}) =>
      new SignJWT({ ...identity(now), ...claims })
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'jwt', ...header })
        .sign(privateKey),
  };
}

/** Ten minutes long, as Grafana's are. */
const identity = (now: number): JWTPayload => ({
  iss: grafanaUrl,
  aud: ['org:1'],
  sub: 'user:7',
  iat: Math.floor(now / 1000),
  exp: Math.floor(now / 1000) + 600,
  namespace: 'default',
  identifier: 'edpu3nnt61se8e',
  type: 'user',
  username: 'mia',
  name: 'Mia Novak',
  email: 'mia@example.org',
  email_verified: true,
  authenticatedBy: 'oauth_github',
  role: 'Editor',
});
