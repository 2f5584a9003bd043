import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { readWebConfig, type WebConfig } from './web-config.ts';

const read = (text: string): WebConfig =>
  readWebConfig({ file: '/etc/am/web.yml', text, readFile: (file) => `content of ${file}` });
const wrong = (text: string): string => {
  try {
    read(text);
    return 'accepted';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
const hash = '$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi';

test('an empty file asks for nothing', () => {
  expect(read('')).toEqual({ users: new Map(), headers: {} });
  expect(read('tls_server_config: {}')).toEqual({ users: new Map(), headers: {} });
});

test('all that upstream’s toolkit knows is read; files lie beside it', () => {
  const config = read(`
tls_server_config:
  cert_file: c.pem
  key_file: /k.pem
  client_ca_file: ca.pem
  client_auth_type: RequireAndVerifyClientCert
  client_allowed_sans: [a]
  min_version: TLS13
  prefer_server_cipher_suites: false
  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]
  curve_preferences: [X25519, CurveP256]
http_server_config: {http2: false, headers: {Strict-Transport-Security: max-age=1}}
rate_limit: {burst: 5, interval: 1s}
basic_auth_users: {sam: ${hash}}
`);
  expect(config.tls).toMatchObject({
    clientAuth: 'require-and-verify',
    clientAllowedSans: ['a'],
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    curves: 'X25519:P-256',
    ciphers: expect.stringMatching(/^TLS_AES.*:ECDHE-RSA-AES128-GCM-SHA256$/),
  });
  expect([config.tls?.cert, config.tls?.key, config.tls?.clientCa].map((secret) => secret?.reveal())).toEqual(
    ['content of /etc/am/c.pem', 'content of /k.pem', 'content of /etc/am/ca.pem'],
  );
  expect(config).toMatchObject({
    headers: { 'Strict-Transport-Security': 'max-age=1' },
    rateLimit: { burst: 5, intervalMs: 1000 },
  });
  expect(config.users.get('sam')?.reveal()).toBe(hash);
  expect(JSON.stringify([...config.users]) + inspect(config, { depth: 9 })).not.toContain('QOauhQ');
});

test.each([
  ['tls_server_config: {cert_file: c}', '1:1: TLS needs the key of its certificate: add key_file'],
  ['tls_server_config: {key_file: c}', 'TLS needs a certificate: add cert_file'],
  ['tls_server_config: {cert_file: c, key_file: k, client_ca_file: x}', 'add client_auth_type'],
  [
    'tls_server_config: {cert_file: c, key_file: k, client_auth_type: Maybe}',
    'expected one of: NoClientCert, RequestClientCert',
  ],
  ['tls_server_config: {cipher_suites: [TLS_RSA_WITH_RC4_128_SHA]}', 'expected a cipher suite: TLS_AES_128'],
  ['tls_server_config: {curve_preferences: [P-256]}', 'expected a curve: CurveP256'],
  ['tls_server_config: {min_version: "1.2"}', 'expected a version of TLS: TLS10'],
  [
    'http_server_config: {headers: {X-Other: a}}',
    'the header X-Other cannot be set here, only Strict-Transport-Security',
  ],
  ['http_server_config: {headers: {X-Frame-Options: allow}}', 'expected deny or sameorigin'],
  ['basic_auth_users: {sam: hunter2}', 'expected a bcrypt hash, as `htpasswd -nBC 10 NAME` prints'],
  ['basic_auth_user: {}', 'unknown field "basic_auth_user"; did you mean "basic_auth_users"?'],
])('%s is refused: %s', (text, expected) => {
  expect(wrong(text)).toContain(expected);
  expect(wrong(text)).not.toContain('hunter2');
});
