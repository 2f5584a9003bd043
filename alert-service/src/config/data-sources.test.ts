import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { InvalidConfiguration } from './config-error.ts';
import type { DataSource } from './data-sources.ts';
import { readTocsinConfig, type TocsinConfig } from './tocsin-config.ts';

const read = (text: string, hasDefaultAddress = false): TocsinConfig =>
  readTocsinConfig({
    file: '/etc/am/tocsin.yml',
    text,
    receivers: new Map(),
    readFile: (file) => `content of ${file}\n`,
    environment: { REGION: 'eu', EMPTY: '' },
    hasDefaultAddress,
  });
const only = (text: string): DataSource | undefined => read(text).dataSources[0];

const wrong = (text: string, hasDefaultAddress = false): string => {
  try {
    read(text, hasDefaultAddress);
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.message.replaceAll('/etc/am/tocsin.yml:', '');
    throw error;
  }
  return 'accepted';
};

test('without any there are none, and no external labels', () => {
  expect(read('')).toMatchObject({ dataSources: [], externalLabels: {} });
});

test('an address that ends with /api/v1 is refused: it is added, and would be there twice', () => {
  for (const end of ['/api/v1', '/prometheus/api/v1/', '/api/v1/query']) {
    expect(wrong(`data_sources:\n  - {name: a, url: http://p:9090${end}}\n`)).toMatch(
      /^2:\d+: the address of a Prometheus ends before \/api\/v1, which is added: take it out/,
    );
  }
  const proxied = 'http://localhost:8001/api/v1/namespaces/m/services/prometheus:9090/proxy';
  expect(only(`data_sources:\n  - {name: a, url: "${proxied}"}\n`)?.address?.shown).toBe(proxied);
});

test('everything that can be said of a data source is read', () => {
  const source = only(`
data_sources:
  - name: mimir-eu
    url: https://mimir.example:8443/prometheus/
    rules: [rules/*.yml, /srv/rules/own.yml]
    query_timeout: 30s
    evaluation_interval: 15s
    query_offset: 1m
    concurrency: 8
    batch: never
    headers: {X-Scope-OrgID: team-a}
    basic_auth: {username: tocsin, password: hunter2}
    tls_config: {ca_file: ca.pem}
    proxy_url: http://proxy.example:3128
    query_parameters: {extra_label: [a=b, c=d], dedup: true}
    external_labels: {cluster: eu}
`);
  expect(source).toMatchObject({
    name: 'mimir-eu',
    address: { shown: 'https://mimir.example:8443/prometheus' },
    http: { followRedirects: true, headers: [{ name: 'X-Scope-OrgID', isSecret: false }] },
    parameters: [
      ['extra_label', 'a=b'],
      ['extra_label', 'c=d'],
      ['dedup', 'true'],
    ],
    rules: [{ pattern: '/etc/am/rules/*.yml' }, { pattern: '/srv/rules/own.yml' }],
    queryTimeoutMs: 30_000,
    intervalMs: 15_000,
    queryOffsetMs: 60_000,
    concurrency: 8,
    neverTogether: true,
    externalLabels: { cluster: 'eu' },
  });
  expect(source?.http.headers?.[0]?.value.reveal()).toBe('team-a');
  expect(source?.http.basicAuth?.password.reveal()).toBe('hunter2');
  expect(source?.http.tls?.ca?.reveal()).toBe('content of /etc/am/ca.pem');
});

test('no secret of a data source is shown or counts for the hash of the file', () => {
  const text = (secret: string): string =>
    `data_sources: [{name: a, url: 'http://u:${secret}@h:9090'}, {name: b, url: http://h, bearer_token: ${secret}}]`;
  const config = read(text('hunter2'));
  expect(JSON.stringify(config) + inspect(config, { depth: 12 })).not.toContain('hunter2');
  expect(config.dataSources[0]?.address?.url.reveal()).toBe('http://u:hunter2@h:9090');
  expect(config.hash).toBe(read(text('other')).hash);
  expect(config.hash).not.toBe(read(text('hunter2').replace('http://h,', 'http://h2,')).hash);
});

test('external labels take variables of the environment, and $$ for a dollar sign', () => {
  const config = read(
    "external_labels: {region: '$REGION', zone: '${REGION}-1', price: '$$5', none: 'x${MISSING}', empty: $EMPTY}",
  );
  expect(config.externalLabels).toEqual({ region: 'eu', zone: 'eu-1', price: '$5', none: 'x', empty: '' });
  expect(config.warnings.map(({ message }) => message)).toEqual([
    'the environment has no MISSING: nothing stands in its place',
    'the environment has no EMPTY: nothing stands in its place',
  ]);
});

test('the default one may leave its address to --prometheus.url', () => {
  const text = 'data_sources: [{name: default, headers: {X-Scope-OrgID: a}}]';
  expect(read(text, true).dataSources[0]).not.toHaveProperty('address');
  expect(wrong(text)).toBe('1:16: url is missing: add `url: http://HOST:PORT`');
});

test.each<[string, string]>([
  ['[{url: http://h}]', '1:16: name is missing: add `name: …`'],
  ['[{name: A b, url: http://h}]', '1:23: a data source’s name has small letters, digits and dashes only'],
  ['[{name: a, url: http://h}, {name: a, url: http://i}]', '1:49: the name "a" is given twice: rename one'],
  ['[{name: a, url: "ftp://u:hunter2@h"}]', '1:31: the Prometheus address must begin with http://'],
  ['[{name: a, url: http://h, querytimeout: 1s}]', '1:41: unknown field "querytimeout"; did you mean'],
  ['[{name: a, url: http://h, query_timeout: 10}]', '"10" is a duration without a unit: write 10s, or 10m'],
  [
    '[{name: a, url: http://h, query_timeout: 0s}]',
    'query_timeout cannot be zero: write a duration such as 10s',
  ],
  ['[{name: a, url: http://h, concurrency: 0}]', '1:54: concurrency must be at least 1'],
  [
    '[{name: a, url: http://h, batch: always}]',
    'batch is auto (rules are asked together where that is sure)',
  ],
  [
    '[{name: a, url: http://h, headers: {Authorization: x}}]',
    '1:51: the header Authorization cannot be set here',
  ],
  ['[{name: a, url: http://h, headers: {"a b": x}}]', 'this cannot be a header’s name'],
  [
    '[{name: a, url: http://h, query_parameters: {time: 5}}]',
    '1:60: each question says time itself: take it out',
  ],
  ['[{name: a, url: http://h, query_parameters: {dedup: {x: 1}}}]', 'expected a text, or a list of texts'],
  [
    '[{name: a, url: http://h, external_labels: {"": x}}]',
    '"" cannot be an external label’s name: rename it',
  ],
  [
    '[{name: a, url: "http://u:hunter2@h", basic_auth: {username: u}}]',
    '1:31: the address has a login, and there is another beside it: keep one',
  ],
  [
    '[{name: a, url: http://h, basic_auth: {username: u}, bearer_token: hunter2}]',
    'only one of authorization, basic_auth, oauth2, bearer_token and bearer_token_file can be given',
  ],
  ['[{name: a, url: http://h, rules: [""]}]', 'this names no file'],
])('data_sources: %s is refused: %s', (text, expected) => {
  expect(wrong(`data_sources: ${text}`)).toContain(expected);
  expect(wrong(`data_sources: ${text}`)).not.toContain('hunter2');
});

test('an address for the default one beside --prometheus.url is refused', () => {
  expect(wrong('data_sources: [{name: default, url: http://h}]', true)).toContain(
    '1:37: the data source "default" has its address from --prometheus.url: take one of the two out',
  );
});
