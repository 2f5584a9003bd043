import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { InvalidConfiguration } from './config-error.ts';
import type { HttpSettings } from './http-settings.ts';
import { read, webhook } from './kit/alertmanager-examples.ts';

const settingsOf = (text: string, files: Record<string, string> = {}, receiver = 'a'): HttpSettings => {
  const settings = read(text, files).receivers.get(receiver)?.integrations[0]?.settings;
  if (!settings || !('http' in settings) || !settings.http) throw new Error('no http settings');
  return settings.http;
};
const http = (lines: string, files: Record<string, string> = {}): HttpSettings =>
  settingsOf(webhook(`{url: http://x/, http_config: {${lines}}}`), files);
const wrong = (lines: string): string => {
  try {
    http(lines);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    return error.message;
  }
};

test('nothing given is a plain client that follows redirects', () => {
  expect(http('')).toEqual({ followRedirects: true });
  expect(http('follow_redirects: false, enable_http2: false')).toEqual({ followRedirects: false });
});

describe('who we are', () => {
  test('a bearer token is an authorization; a file is read when used, beside the configuration', () => {
    const files = { '/etc/am/token': 'one\n' };
    const { authorization } = http('bearer_token_file: token', files);
    expect([authorization?.type, authorization?.credentials.reveal()]).toEqual(['Bearer', 'one']);
    files['/etc/am/token'] = 'two\n';
    expect(authorization?.credentials.reveal()).toBe('two');
    expect(http('bearer_token: t').authorization?.credentials.reveal()).toBe('t');
    expect(http('authorization: {type: " Token ", credentials: t}').authorization?.type).toBe('Token');
    expect(http('authorization: {type: Custom}').authorization?.credentials.reveal()).toBe('');
  });

  test('a login may stand in files, name and password', () => {
    const { basicAuth } = http('basic_auth: {username_file: u, password_file: /p}', {
      '/etc/am/u': 'sam\n',
      '/p': 'pw',
    });
    expect([basicAuth?.username.reveal(), basicAuth?.password.reveal()]).toEqual(['sam', 'pw']);
  });

  test('oauth2 is read with its scopes, parameters, TLS and proxy', () => {
    const { oauth2 } = http(
      'oauth2: {client_id: c, client_secret_file: s, token_url: https://t/x, scopes: [a, b], endpoint_params: {p: 1}, tls_config: {ca_file: ca, insecure_skip_verify: true}, proxy_url: http://p:1, no_proxy: "x,y"}',
      { '/etc/am/s': 'secret', '/etc/am/ca': 'CA' },
    );
    expect(oauth2).toMatchObject({
      clientId: 'c',
      tokenUrl: 'https://t/x',
      scopes: ['a', 'b'],
      endpointParams: { p: '1' },
    });
    expect(oauth2?.secret.reveal()).toBe('secret');
    expect([oauth2?.tls?.ca?.reveal(), oauth2?.tls?.insecureSkipVerify]).toEqual(['CA', true]);
    expect([oauth2?.proxy?.url?.reveal(), oauth2?.proxy?.noProxy]).toEqual(['http://p:1', 'x,y']);
  });

  test('an assertion takes the client and the token’s address where it names no others', () => {
    const grant = 'grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer"';
    const { oauth2 } = http(
      `oauth2: {client_id: c, token_url: https://t/x, ${grant}, client_certificate_key: KEY, client_certificate_key_id: k, claims: {n: 1, deep: {on: yes}}}`,
    );
    expect(oauth2?.assertion).toEqual({
      algorithm: 'RS256',
      issuer: 'c',
      audience: 'https://t/x',
      keyId: 'k',
      claims: { n: 1, deep: { on: true } },
    });
    expect(oauth2?.secret.reveal()).toBe('KEY');
  });
});

test('TLS, proxy and headers are read', () => {
  const read = http(
    'tls_config: {ca: A, cert: B, key: C, server_name: n, min_version: TLS11, max_version: TLS13}, proxy_url: "sam:pw@p:3128", proxy_connect_header: {X-A: [one, two]}, http_headers: {X-B: {values: [v], secrets: [s], files: [f]}}',
    { '/etc/am/f': 'from file' },
  );
  expect(read.tls).toMatchObject({
    serverName: 'n',
    minVersion: 'TLSv1.1',
    maxVersion: 'TLSv1.3',
    insecureSkipVerify: false,
  });
  expect([read.tls?.ca, read.tls?.cert, read.tls?.key].map((secret) => secret?.reveal())).toEqual([
    'A',
    'B',
    'C',
  ]);
  expect(read.proxy?.url?.reveal()).toBe('http://sam:pw@p:3128');
  expect(read.proxy?.connectHeaders.map(({ name, value }) => [name, value.reveal()])).toEqual([
    ['X-A', 'one'],
    ['X-A', 'two'],
  ]);
  expect(read.headers?.map(({ name, value, isSecret }) => [name, value.reveal(), isSecret])).toEqual([
    ['X-B', 'v', false],
    ['X-B', 's', true],
    ['X-B', 'from file', true],
  ]);
});

// What the client library of Prometheus refuses, upstream's version of it.
const oauth2 = (lines: string): string => `oauth2: {client_id: c, token_url: http://t/, ${lines}}`;
test.each<[string, string]>([
  ['bearer_token: a, bearer_token_file: b', 'keep one'],
  ['basic_auth: {username: a}, bearer_token: b', 'keep one'],
  ['authorization: {credentials: a}, bearer_token: b', 'keep one'],
  ['authorization: {credentials: a}, basic_auth: {username: b}', 'keep one'],
  [`${oauth2('client_secret: s')}, basic_auth: {username: b}`, 'keep one'],
  [`${oauth2('client_secret: s')}, bearer_token: b`, 'keep one'],
  ['basic_auth: {username: a, username_file: b}', 'username and username_file are both given: keep one'],
  ['basic_auth: {password: a, password_file: b}', 'password and password_file are both given: keep one'],
  ['authorization: {credentials: a, credentials_file: b}', 'credentials and credentials_file are both given'],
  ['authorization: {type: bAsic, credentials: a}', 'use basic_auth instead'],
  ['authorization: {credentials_ref: a}', 'name it as credentials_file'],
  ['oauth2: {token_url: http://t/}', 'add client_id'],
  ['oauth2: {client_id: a}', 'add token_url'],
  [oauth2('client_secret: s, client_secret_file: f'), 'client_secret and client_secret_file are both given'],
  [
    oauth2('grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", signature_algorithm: HS256'),
    'one of RS256, RS384, RS512',
  ],
  [oauth2('no_proxy: x'), 'none is named: add proxy_url'],
  ['proxy_connect_header: {a: [b]}', 'add proxy_url or proxy_from_environment'],
  [
    'proxy_url: http://p, proxy_from_environment: true',
    'proxy_url and proxy_from_environment are both given',
  ],
  ['proxy_from_environment: true, no_proxy: x', 'take no_proxy out'],
  ['no_proxy: x', 'add proxy_url'],
  ['proxy_url: ~, no_proxy: x', 'add proxy_url'],
  ['proxy_url: "ftp://p"', 'begins with http://, https:// or socks5://'],
  ['tls_config: {ca: a, ca_file: b}', 'ca and ca_file are both given'],
  ['tls_config: {cert: a}', 'a client certificate needs its key'],
  ['tls_config: {key_file: a}', 'a client certificate needs its key'],
  ['tls_config: {min_version: TLS14}', 'expected a version of TLS: TLS10, TLS11, TLS12, TLS13'],
  ['tls_config: {min_version: TLS13, max_version: TLS12}', 'max_version is older than min_version'],
  ['http_headers: {authorization: {values: [x]}}', 'the header authorization cannot be set here'],
  ['http_headers: {"a b": {values: [x]}}', 'this cannot be a header’s name'],
  ['http_header: {}', 'unknown field "http_header"; did you mean "http_headers"?'],
])('%s is refused: %s', (lines, expected) => {
  expect(wrong(lines)).toContain(expected);
});

test.each([
  'basic_auth: {}',
  'oauth2:',
  'proxy_url: ""',
  'proxy_url: "", no_proxy: ""',
  'proxy_url: "", no_proxy: x',
  'proxy_url: "", proxy_from_environment: true',
  'proxy_from_environment: true, proxy_connect_header: {a: [b]}',
  'tls_config: {}',
  'http_headers: {X-A:}',
  'bearer_token: "", authorization: {credentials: x}',
  oauth2(
    'grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", client_secret: a, client_secret_file: b',
  ),
])('%s is accepted, as upstream has it', (lines) => {
  expect(wrong(lines)).toBe('accepted');
});

describe('the whole file’s http_config', () => {
  const file = (own: string, more = 'webhook_configs', needs = 'url: http://x/'): string =>
    `global: {http_config: {authorization: {credentials: global-token}, proxy_url: http://global:1, tls_config: {server_name: g}}}
route: {receiver: a}
receivers:
- name: a
  ${more}: [{${needs}${own}}]
`;

  test('is taken by an integration that has none of its own, and not mixed with one that has', () => {
    expect(settingsOf(file('')).authorization?.credentials.reveal()).toBe('global-token');
    expect(settingsOf(file('')).tls?.serverName).toBe('g');
    expect(settingsOf(file(', http_config: {}'))).toEqual({ followRedirects: true });
  });

  test('gives Microsoft Teams its proxy even where there is one of its own, as upstream', () => {
    const teams = file(
      ', http_config: {follow_redirects: false}',
      'msteamsv2_configs',
      'webhook_url: http://x/',
    );
    expect(settingsOf(teams)).toMatchObject({ followRedirects: false });
    expect(settingsOf(teams).proxy?.url?.reveal()).toBe('http://global:1');
  });

  test('is what Slack goes over; beside an app token its authorization is refused', () => {
    const slack = file('', 'slack_configs', 'api_url: http://x/, channel: c');
    expect(settingsOf(slack)).toMatchObject({ tls: { serverName: 'g' } });
    expect(() => settingsOf(file('', 'slack_configs', 'app_token: t, channel: c'))).toThrow(
      'an app token and the authorization of the global http_config',
    );
  });
});

test('no secret is shown, a proxy’s login as upstream shows it, and what is shown is read again', () => {
  const planted = 'PLANTED';
  const lines = `http_config: {${oauth2(`client_secret: ${planted}, tls_config: {cert: c, key: ${planted}}`)}, proxy_url: "http://sam:${planted}@p:1", proxy_connect_header: {X: [${planted}]}, http_headers: {Y: {secrets: [${planted}]}}}`;
  const config = read(webhook(`{url: http://x/, ${lines}}`));
  expect(config.original).toContain('proxy_url: http://sam:xxxxx@p:1\n');
  for (const text of [
    config.original,
    JSON.stringify([...config.receivers]),
    inspect(config, { depth: 20, showHidden: true }),
  ])
    expect(text).not.toContain(planted);
});
