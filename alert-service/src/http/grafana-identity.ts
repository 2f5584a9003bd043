import type { Role } from '@tocsin/api';
import type { IncomingMessage } from 'node:http';
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import type { GrafanaSettings, NamedIdentity, SignedIdentity } from '#config/grafana-config';
import type { Clock } from '#lib/clock';
import { type Identified, notKnown } from './identity.ts';
import type { KeySet, SigningKeys } from './signing-keys.ts';

const signedHeader = 'x-grafana-id';

/**
 * What Grafana signs of a person (its `pkg/services/auth/idimpl`, with the claims of `grafana/authlib`): ES256 with a key
 * that it changes each month, ten minutes long, `iss` its root_url, `sub` `user:1`, the role in the organisation.
 */
const Claims = z.object({
  sub: z.string().min(1),
  namespace: z.string(),
  type: z.string(),
  identifier: z.string().optional(),
  username: z.string().optional(),
  name: z.string().optional(),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
});
type Claims = z.output<typeof Claims>;

export interface IdentityParts {
  /** Read at each use: a reload may change them. */
  readonly settings: () => GrafanaSettings | undefined;
  readonly keysOf: (settings: SignedIdentity) => SigningKeys;
  readonly clock: Pick<Clock, 'now'>;
}

const notConfigured =
  'Grafana did not prove to the alert service who you are: it has no keys to check that with. Add to tocsin.yml ' +
  '`grafana: {jwks_url: https://GRAFANA/api/signing-keys/keys, issuer: https://GRAFANA/}`, or jwks_file where Grafana ' +
  'cannot be reached, and reload. Until then act in the console on the service’s own machine, or with a client token.';

/** Who asks through Grafana's proxy, by what it proves; never by a guess. */
export function createIdentify({ settings, keysOf, clock }: IdentityParts) {
  return async (request: Asking): Promise<Identified> => {
    const now = settings();
    if (!now) return notKnown(notConfigured);
    return now.kind === 'named'
      ? byHeader(now, request)
      : bySignature(request, { settings: now, keys: keysOf(now), now: clock.now() });
  };
}

type Asking = Pick<IncomingMessage, 'headersDistinct'>;

/** Of several headers of the name none is believed. */
const onlyHeader = ({ headersDistinct }: Asking, name: string): string | undefined => {
  const [value, ...others] = headersDistinct[name] ?? [];
  return others.length === 0 ? value?.trim() : undefined;
};

const printable = /^[\p{L}\p{N}\p{P}\p{S} ]{1,200}$/u;

function byHeader({ header, role }: NamedIdentity, request: Asking): Identified {
  const login = onlyHeader(request, header) ?? '';
  if (!printable.test(login))
    return notKnown(
      `The header ${header} names nobody: with X-Grafana-User set send_user_header = true in [dataproxy] of Grafana’s configuration.`,
    );
  const remedy = `Who is known by the header ${header} has the role ${role}: see grafana.role in tocsin.yml.`;
  return { known: true, name: login, login, logins: [login], role, remedy };
}

interface Check {
  readonly settings: SignedIdentity;
  readonly keys: SigningKeys;
  readonly now: number;
}

async function bySignature(request: Asking, check: Check): Promise<Identified> {
  const token = onlyHeader(request, signedHeader);
  if (!token)
    return notKnown(
      'Grafana sent no X-Grafana-Id with your request: it does so by itself from 11.3 on. Does something before the alert service take it away?',
    );
  try {
    const payload = await verified(token, check);
    return personOf(Claims.parse(payload), payload[check.settings.roleClaim], check.settings);
  } catch (error) {
    return notKnown(whyNot(error, check.settings));
  }
}

/** Clocks of two machines differ a little. */
const leeway = '30s';

async function verified(token: string, { settings, keys, now }: Check): Promise<JWTPayload> {
  // Before any key is asked for: what is no such token costs nothing.
  const { alg, kid } = decodeProtectedHeader(token);
  if (alg !== 'ES256' || kid === undefined) throw new errors.JOSEAlgNotAllowed('not signed by Grafana');
  const issuer = settings.issuer.replace(/\/+$/, '');
  const options = {
    algorithms: ['ES256'],
    typ: 'jwt',
    issuer: [issuer, `${issuer}/`],
    ...(settings.audience !== undefined && { audience: settings.audience }),
    requiredClaims: ['exp', 'iat', 'sub', 'namespace', 'type'],
    clockTolerance: leeway,
    currentDate: new Date(now),
  };
  const checkedWith = async (set: KeySet) => (await jwtVerify(token, set, options)).payload;
  try {
    return await checkedWith(await currentKeys(() => keys.current()));
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    return checkedWith(await currentKeys(() => keys.afresh()));
  }
}

class NoKeys extends Error {}

const currentKeys = async (ask: () => Promise<KeySet>): Promise<KeySet> =>
  ask().catch((error: unknown) => {
    throw new NoKeys(error instanceof Error ? error.message : String(error));
  });

function personOf(claims: Claims, written: unknown, settings: SignedIdentity): Identified {
  const { namespace, type, sub, identifier, username, email, email_verified: isVerified } = claims;
  if (namespace !== settings.namespace)
    return notKnown(
      `You come from Grafana’s ${namespace}, and the alert service serves ${settings.namespace}: see grafana.namespace in tocsin.yml.`,
    );
  if (type !== 'user')
    return notKnown(`Grafana says that this is no person but a ${type}: give it a client token of its own.`);
  const login = username || sub;
  const [role, remedy] = roleFrom(written, settings);
  return {
    known: true,
    name: claims.name || login,
    login,
    logins: [...new Set([login, sub, ...(identifier ? [identifier] : [])])],
    ...(email && isVerified && { email }),
    role,
    remedy,
  };
}

function roleFrom(written: unknown, { roleClaim, roles }: SignedIdentity): [Role, string] {
  const said = typeof written === 'string' ? written : '';
  const role = roles.get(said);
  if (role === undefined)
    return [
      'viewer',
      `Grafana says of your role (the claim ${JSON.stringify(roleClaim)}) ${said === '' ? 'nothing' : JSON.stringify(said)}, which is a viewer here: see grafana.roles in tocsin.yml.`,
    ];
  return [
    role,
    `Your role in Grafana is ${said}, which is ${role} here: ask for another there, or change grafana.roles in tocsin.yml.`,
  ];
}

/** In words, with what to change; a token is never repeated. */
function whyNot(error: unknown, { issuer }: SignedIdentity): string {
  if (error instanceof NoKeys)
    return `Who you are cannot be checked now, for Grafana’s keys cannot be read: ${error.message}. See grafana in tocsin.yml.`;
  if (error instanceof errors.JWTExpired)
    return 'Grafana’s proof of who you are has ended: load the page anew. If it stays, compare the clocks of both machines.';
  if (error instanceof errors.JWKSNoMatchingKey)
    return 'Grafana’s proof of who you are is signed with a key that is not among its keys: is grafana.jwks_url of this Grafana, or jwks_file of this month?';
  if (error instanceof errors.JWTClaimValidationFailed) return whichClaim(error.claim, issuer);
  if (error instanceof z.ZodError) return whichClaim('claims', issuer);
  return 'The X-Grafana-Id of your request is not signed by Grafana, so it is not known who you are.';
}

function whichClaim(claim: string, issuer: string): string {
  if (claim === 'iss')
    return `Grafana’s proof of who you are names another issuer than ${issuer}: make grafana.issuer in tocsin.yml the root_url of Grafana.`;
  if (claim === 'aud')
    return 'Grafana’s proof of who you are is for another audience than grafana.audience in tocsin.yml.';
  if (claim === 'nbf')
    return 'Grafana’s proof of who you are does not hold yet: compare the clocks of both machines.';
  return `Grafana’s proof of who you are has no ${claim} that fits: is this Grafana 11.3 or later?`;
}
