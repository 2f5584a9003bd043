import { createHmac } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import type { SignedIdentity } from '#config/grafana-config';
import { createFakeClock } from '#lib/fake-clock';
import { createGrafanaSigner, type GrafanaSigner, grafanaUrl } from '../../test/kit/grafana-signer.ts';
import { createIdentify } from './grafana-identity.ts';
import { keysInFile } from './signing-keys.ts';

const now = 1_800_000_000_000;
const second = 1_000;
const settings: SignedIdentity = {
  kind: 'signed',
  keys: { url: `${grafanaUrl}api/signing-keys/keys` },
  issuer: grafanaUrl,
  namespace: 'default',
  roleClaim: 'role',
  roles: new Map([
    ['Viewer', 'viewer'],
    ['Editor', 'operator'],
    ['Admin', 'admin'],
  ]),
};

let grafana: GrafanaSigner;
let other: GrafanaSigner;
beforeAll(async () => {
  grafana = await createGrafanaSigner();
  other = await createGrafanaSigner();
});

const identified = (headers: Record<string, string[]>, changed: Partial<SignedIdentity> = {}) =>
  createIdentify({
    settings: () => ({ ...settings, ...changed }),
    keysOf: () => keysInFile(() => ({ keys: grafana.jwks.keys.map((key) => ({ kty: 'EC', ...key })) })),
    clock: createFakeClock(now),
  })({ headersDistinct: headers });
const byToken = (token: string, changed?: Partial<SignedIdentity>) =>
  identified({ 'x-grafana-id': [token] }, changed);
/** Why not. */
const refused = async (token: string, changed?: Partial<SignedIdentity>): Promise<string> => {
  const found = await byToken(token, changed);
  if (found.known) throw new Error(`${found.name} was believed`);
  return found.remedy;
};
const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

test('a person whom Grafana signed is known, with the role that Grafana says', async () => {
  expect(await byToken(await grafana.sign(now))).toMatchObject({
    known: true,
    name: 'Mia Novak',
    login: 'mia',
    logins: ['mia', 'user:7', 'edpu3nnt61se8e'],
    email: 'mia@example.org',
    role: 'operator',
  });
  expect(await byToken(await grafana.sign(now, { role: 'Admin' }))).toMatchObject({ role: 'admin' });
  expect(await byToken(await grafana.sign(now, { role: 'Viewer' }))).toMatchObject({ role: 'viewer' });
});

test('a role that nobody mapped is a viewer, and the answer says which it was', async () => {
  for (const role of ['Owner', '', undefined, ['Admin']])
    expect(await byToken(await grafana.sign(now, { role }))).toMatchObject({ known: true, role: 'viewer' });
  expect(await byToken(await grafana.sign(now, { role: 'Owner' }))).toMatchObject({
    remedy: expect.stringContaining('"Owner"'),
  });
  const roles = new Map([['Viewer', 'operator' as const]]);
  expect(await byToken(await grafana.sign(now, { role: 'Viewer' }), { roles })).toMatchObject({
    role: 'operator',
  });
});

test('an e-mail address that Grafana has not verified finds nobody', async () => {
  expect(await byToken(await grafana.sign(now, { email_verified: false }))).not.toHaveProperty('email');
});

test('an unsigned token is not believed', async () => {
  const [, payload] = (await grafana.sign(now)).split('.');
  for (const alg of ['none', 'None', 'NONE', ''])
    expect(await refused(`${encoded({ alg, kid: grafana.kid, typ: 'jwt' })}.${payload}.`)).toMatch(
      'not signed',
    );
  for (const nonsense of ['x', 'a.b.c', '..', 'eyJ.eyJ.', encoded({}), '\u0000'])
    expect(await refused(nonsense)).toMatch('not signed');
});

test('a token signed with the public key as a shared secret is not believed', async () => {
  const [, payload] = (await grafana.sign(now)).split('.');
  const [jwk] = grafana.jwks.keys;
  for (const secret of [JSON.stringify(jwk), String(jwk?.x)]) {
    const signed = `${encoded({ alg: 'HS256', kid: grafana.kid, typ: 'jwt' })}.${payload}`;
    const signature = createHmac('sha256', secret).update(signed).digest('base64url');
    expect(await refused(`${signed}.${signature}`)).toMatch('not signed');
  }
});

test('another Grafana’s signature under the same key id, or a changed claim, is not believed', async () => {
  expect(await refused(await other.sign(now))).toMatch('not signed');
  const [header, , signature] = (await grafana.sign(now)).split('.');
  const [, forged] = (await other.sign(now, { role: 'Admin' })).split('.');
  expect(await refused(`${header}.${forged}.${signature}`)).toMatch('not signed');
});

test('a key that the token brings along is not believed', async () => {
  const token = await other.sign(now, {}, { jwk: other.jwks.keys[0], jku: 'https://evil.example/keys' });
  expect(await refused(token)).toMatch('not signed');
});

test('a key id that is not among the keys is named as such', async () => {
  expect(await refused(await grafana.sign(now, {}, { kid: 'id-2026-12-es256' }))).toMatch(
    'not among its keys',
  );
});

test('what has ended is not believed, and clocks may differ by half a minute', async () => {
  const ends = (at: number) => grafana.sign(now, { exp: Math.floor(at / second) });
  expect(await byToken(await ends(now - 29 * second))).toMatchObject({ known: true });
  expect(await refused(await ends(now - 31 * second))).toMatch('has ended');
  const begins = (at: number) => grafana.sign(now, { nbf: Math.floor(at / second) });
  expect(await byToken(await begins(now + 29 * second))).toMatchObject({ known: true });
  expect(await refused(await begins(now + 31 * second))).toMatch('does not hold yet');
});

test('a token without an end, an issuer, a namespace or a type is not believed', async () => {
  for (const claim of ['exp', 'iss', 'namespace', 'type', 'sub'])
    expect(await refused(await grafana.sign(now, { [claim]: undefined }))).toMatch('Grafana’s proof');
});

test('another issuer is named with what to change; a slash at the end makes no difference', async () => {
  expect(await refused(await grafana.sign(now, { iss: 'https://grafana.example.net/' }))).toMatch('root_url');
  const token = await grafana.sign(now);
  expect(await byToken(token, { issuer: grafanaUrl.slice(0, -1) })).toMatchObject({ known: true });
  expect(await refused(await grafana.sign(now, { iss: `${grafanaUrl}sub` }))).toMatch('root_url');
});

test('another organisation is not served, and a namespace of all is none', async () => {
  for (const namespace of ['org-2', 'stacks-1', '*'])
    expect(await refused(await grafana.sign(now, { namespace }))).toMatch(`Grafana’s ${namespace}`);
});

test('another audience is not believed where one is asked for', async () => {
  const token = await grafana.sign(now);
  expect(await byToken(token, { audience: 'org:1' })).toMatchObject({ known: true });
  expect(await refused(token, { audience: 'org:2' })).toMatch('another audience');
});

test('a service account is no person, and neither is a token of another type', async () => {
  expect(await refused(await grafana.sign(now, { type: 'service-account' }))).toMatch('client token');
  expect(await refused(await grafana.sign(now, {}, { typ: 'at+jwt' }))).toMatch('no typ that fits');
});

test('without the header, or with two of it, nobody is known', async () => {
  const token = await grafana.sign(now);
  for (const values of [[], [token, token], ['']])
    expect(await identified({ 'x-grafana-id': values })).toMatchObject({
      known: false,
      remedy: expect.stringContaining('sent no X-Grafana-Id'),
    });
});

test('no refusal repeats the token', async () => {
  const token = await grafana.sign(now, { namespace: 'org-2' });
  expect(await refused(token)).not.toContain(token.slice(0, 20));
});

test('without keys the person is not known, and the remedy says what to write', async () => {
  const identify = createIdentify({
    settings: () => undefined,
    keysOf: () => keysInFile(() => ({ keys: [] })),
    clock: createFakeClock(now),
  });
  const asked = { headersDistinct: { 'x-grafana-id': [await grafana.sign(now)] } };
  expect(await identify(asked)).toMatchObject({ known: false, remedy: expect.stringContaining('jwks_url') });
});

test('keys that cannot be read are told as such', async () => {
  const identify = createIdentify({
    settings: () => settings,
    keysOf: () =>
      keysInFile(() => {
        throw new Error('no such file');
      }),
    clock: createFakeClock(now),
  });
  const asked = { headersDistinct: { 'x-grafana-id': [await grafana.sign(now)] } };
  expect(await identify(asked)).toMatchObject({
    known: false,
    remedy: expect.stringContaining('no such file'),
  });
});

test('a header that the operator turned on names the person, once and in printable words', async () => {
  const identify = createIdentify({
    settings: () => ({ kind: 'named', header: 'x-grafana-user', role: 'operator' }),
    keysOf: () => keysInFile(() => ({ keys: [] })),
    clock: createFakeClock(now),
  });
  const named = (...values: string[]) => identify({ headersDistinct: { 'x-grafana-user': values } });
  expect(await named('mia')).toMatchObject({ known: true, login: 'mia', role: 'operator' });
  for (const values of [[], [''], ['  '], ['mia', 'sam'], ['mia\u0000'], ['m'.repeat(201)]])
    expect(await named(...values)).toMatchObject({
      known: false,
      remedy: expect.stringContaining('send_user_header'),
    });
});
