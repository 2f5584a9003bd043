import { expect, test } from '@jest/globals';
import { readTocsinConfig } from './tocsin-config.ts';

const read = (text: string) =>
  readTocsinConfig({
    file: '/etc/tocsin/tocsin.yml',
    text,
    receivers: new Map(),
    readFile: (file) => `content of ${file}`,
  });
const problem = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('it was taken');
};

test('Grafana’s keys come from an address or a file, with its root_url', () => {
  const { grafana } = read(
    'grafana: {jwks_url: "http://grafana:3000/api/signing-keys/keys", issuer: "http://localhost:3000/"}',
  );
  expect(grafana).toMatchObject({
    kind: 'signed',
    keys: { url: 'http://grafana:3000/api/signing-keys/keys' },
    issuer: 'http://localhost:3000/',
    namespace: 'default',
    roleClaim: 'role',
  });
  const pinned = read('grafana: {jwks_file: keys.json, issuer: "http://localhost:3000/"}').grafana;
  expect(pinned?.kind === 'signed' && 'file' in pinned.keys && pinned.keys.file.reveal()).toBe(
    'content of /etc/tocsin/keys.json',
  );
});

test('roles of Grafana may be mapped otherwise, and the others stay', () => {
  const { grafana } = read('grafana: {jwks_file: k.json, issuer: "http://g/", roles: {Viewer: operator}}');
  expect(grafana?.kind === 'signed' && Object.fromEntries(grafana.roles)).toMatchObject({
    Viewer: 'operator',
    Editor: 'operator',
    Admin: 'admin',
  });
});

test('a header other than the one that Grafana guards is warned about', () => {
  expect(read('grafana: {trusted_header: X-Grafana-User, role: operator}').warnings).toEqual([]);
  const { grafana, warnings } = read('grafana: {trusted_header: X-WEBAUTH-USER, role: operator}');
  expect(grafana).toEqual({ kind: 'named', header: 'x-webauth-user', role: 'operator' });
  expect(warnings[0]?.message).toMatch('as a browser sent it');
});

test('the first organisation has the name that Grafana gives it', () => {
  const { grafana, warnings } = read('grafana: {jwks_file: k.json, issuer: "http://g/", namespace: org-1}');
  expect(grafana).toMatchObject({ namespace: 'default' });
  expect(warnings[0]?.message).toMatch('`default`');
});

test.each([
  ['grafana: {issuer: "http://g/"}', 'one of them'],
  ['grafana: {jwks_url: "http://g/k", trusted_header: X-Grafana-User, role: viewer}', 'one of them'],
  ['grafana: {jwks_url: "http://g/k"}', 'issuer is missing'],
  ['grafana: {jwks_url: "http://g/k", issuer: "http://g/", role: admin}', 'role goes with trusted_header'],
  [
    'grafana: {jwks_url: "http://g/k", issuer: "http://g/", roles: {Viewer: editor}}',
    'viewer, operator or admin',
  ],
  ['grafana: {trusted_header: X-Grafana-User}', 'say what people known by the header may do'],
  ['grafana: {trusted_header: "X User", role: viewer}', 'name of a header'],
  ['grafana: {jwks_url: grafana, issuer: "http://g/"}', 'http://'],
  ['grafana: {keys: x}', 'unknown field "keys"'],
])('%s is refused with what to change', (text, message) => {
  expect(problem(text)).toMatch(message);
});
