import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import type { HttpSettings, OAuth2Settings } from '#config/http-settings';
import { createFakeClock } from '#lib/fake-clock';
import { Secret } from '#lib/secret';
import { type Answer, type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { createSafeFetch } from '../safe-fetch.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});
const start = async (answer: Answer): Promise<HttpServer> => {
  const server = await startHttpServer(answer);
  stops.push(() => server.close());
  return server;
};

/** Tokens `t1`, `t2` …, a minute long each. */
async function tokenServer(answer?: Answer): Promise<HttpServer> {
  let given = 0;
  return start(
    answer ??
      ((response, request) => {
        given += 1;
        say(200, { access_token: `t${given}`, token_type: 'bearer', expires_in: 60 })(response, request);
      }),
  );
}

const clock = createFakeClock(1_000_000);
const clientOf = () => {
  const fetch = createSafeFetch({ trust: 'operator', environment: {}, clock });
  stops.push(() => fetch.close());
  return fetch;
};
const overOAuth2 = (tokens: HttpServer, changes: Partial<OAuth2Settings> = {}): HttpSettings => ({
  followRedirects: true,
  oauth2: {
    clientId: 'tocsin',
    secret: Secret.of('s3cret/+'),
    tokenUrl: `${tokens.origin}/token`,
    scopes: ['alerts', 'write'],
    endpointParams: { tenant: 'a b' },
    ...changes,
  },
});
const said = (server: HttpServer) => server.received.map(({ headers }) => headers.authorization);

test('a token is fetched once, kept until shortly before it expires, and fetched anew', async () => {
  const [tokens, receiver] = [await tokenServer(), await start(say(200))];
  const [fetch, http] = [clientOf(), overOAuth2(tokens)];
  await Promise.all([fetch(receiver.origin, { http }), fetch(receiver.origin, { http })]);
  await clock.advance(49_000);
  await fetch(receiver.origin, { http });
  expect(said(receiver)).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t1']);
  await clock.advance(1_000);
  await fetch(receiver.origin, { http });
  expect(said(receiver).at(-1)).toBe('Bearer t2');
  expect(tokens.received[0]).toMatchObject({
    method: 'POST',
    url: '/token',
    headers: {
      authorization: `Basic ${btoa('tocsin:s3cret%2F%2B')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials&scope=alerts+write&tenant=a+b',
  });
  expect(tokens.received).toHaveLength(2);
});

test('a token that is refused although it was good before is replaced at once, a fresh one is not', async () => {
  const tokens = await tokenServer();
  const revoked = new Set<string | undefined>();
  const receiver = await start((response, request) =>
    say(revoked.has(request.headers.authorization) ? 401 : 200)(response, request),
  );
  const [fetch, http] = [clientOf(), overOAuth2(tokens)];
  await fetch(receiver.origin, { http });
  revoked.add('Bearer t1');
  expect((await fetch(receiver.origin, { http, method: 'POST', body: 'alerts' })).status).toBe(200);
  expect(said(receiver)).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2']);
  receiver.answer = say(401);
  await fetch(receiver.origin, { http });
  expect(tokens.received).toHaveLength(3);
});

test('a server that wants the client in the body is understood, and asked so from then on', async () => {
  const tokens = await tokenServer((response, request) =>
    (request.body.includes('client_secret=s3cret')
      ? say(200, { access_token: 'ok' })
      : say(401, { error: 'invalid_client' }))(response, request),
  );
  const receiver = await start(say(200));
  const [fetch, http] = [clientOf(), overOAuth2(tokens)];
  await fetch(receiver.origin, { http });
  expect(said(tokens)).toEqual([`Basic ${btoa('tocsin:s3cret%2F%2B')}`, undefined]);
  expect(said(receiver)).toEqual(['Bearer ok']);
});

test('a rotated secret fetches another token', async () => {
  const [tokens, receiver] = [await tokenServer(), await start(say(200))];
  let secret = 'one';
  const [fetch, http] = [clientOf(), overOAuth2(tokens, { secret: Secret.fromFile('/etc/s', () => secret) })];
  await fetch(receiver.origin, { http });
  secret = 'two';
  await fetch(receiver.origin, { http });
  expect(said(tokens)).toEqual([`Basic ${btoa('tocsin:one')}`, `Basic ${btoa('tocsin:two')}`]);
  expect(said(receiver)).toEqual(['Bearer t1', 'Bearer t2']);
});

test('an assertion is signed by our key, and says who asks whom for what', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [tokens, receiver] = [await tokenServer(), await start(say(200))];
  const http = overOAuth2(tokens, {
    secret: Secret.of(privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()),
    assertion: {
      algorithm: 'RS384',
      issuer: 'issuer',
      audience: 'https://audience',
      keyId: 'k1',
      claims: { team: 'payments' },
    },
  });
  await clientOf()(receiver.origin, { http });
  const form = new URLSearchParams(tokens.received[0]?.body);
  expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
  const [head = '', body = '', signature = ''] = (form.get('assertion') ?? '').split('.');
  const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
  expect(read(head)).toEqual({ alg: 'RS384', typ: 'JWT', kid: 'k1' });
  const now = Math.floor(clock.now() / 1000);
  expect(read(body)).toMatchObject({
    iss: 'issuer',
    sub: 'tocsin',
    aud: 'https://audience',
    iat: now,
    exp: now + 600,
    scope: 'alerts write',
    team: 'payments',
  });
  const key = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }));
  expect(verify('RSA-SHA384', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))).toBe(
    true,
  );
});

test.each<[string, Answer, string]>([
  ['refuses us', say(400, 'no s3cret/+ for you'), 'answered 400: no <secret> for you. Check client_id'],
  ['is broken', say(503), 'answered 503'],
  ['gives no token', say(200, { error: 'x' }), 'gave no access_token'],
])('a token server that %s is named, without the secret', async (_, answer, expected) => {
  const [tokens, receiver] = [await tokenServer(answer), await start(say(200))];
  const error = await clientOf()(receiver.origin, { http: overOAuth2(tokens) }).catch(
    (thrown: unknown) => thrown,
  );
  expect(String(error)).toContain(expected);
  expect(String(error)).not.toContain('s3cret');
  expect(receiver.received).toEqual([]);
});

test('requests that are refused at once with the same old token all ask for a fresh one', async () => {
  const tokens = await tokenServer();
  const waiting: (() => void)[] = [];
  let valid = 'Bearer t1';
  const receiver = await start((response, request) => {
    const status = request.headers.authorization === valid ? 200 : 401;
    if (status === 200) return say(200)(response, request);
    waiting.push(() => say(401)(response, request));
    if (waiting.length >= 3) for (const answer of waiting.splice(0)) answer();
  });
  const [fetch, http] = [clientOf(), overOAuth2(tokens)];
  await fetch(receiver.origin, { http });
  valid = 'Bearer t2';
  const answers = await Promise.all([1, 2, 3].map(() => fetch(receiver.origin, { http })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(tokens.received).toHaveLength(2);
});

test('a token server that never stops talking is cut off', async () => {
  let written = 0;
  const tokens = await tokenServer((response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const more = (): void => {
      written += 65_536;
      if (!response.destroyed && written < 64 * 1024 * 1024) response.write('x'.repeat(65_536), more);
    };
    more();
  });
  await expect(clientOf()('http://127.0.0.1:9/', { http: overOAuth2(tokens) })).rejects.toThrow(
    /gave no access_token/,
  );
  expect(written).toBeLessThan(32 * 1024 * 1024);
});
