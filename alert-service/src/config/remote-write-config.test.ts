import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { InvalidConfiguration } from './config-error.ts';
import { readTocsinConfig, type TocsinConfig } from './tocsin-config.ts';

const read = (text: string): TocsinConfig =>
  readTocsinConfig({
    file: '/etc/am/tocsin.yml',
    text,
    receivers: new Map(),
    readFile: (file) => `content of ${file}\n`,
  });

const wrong = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.message.replaceAll('/etc/am/tocsin.yml:', '');
    throw error;
  }
  return 'accepted';
};

const usual = {
  capacity: 100_000,
  maxSamplesPerSend: 2_000,
  minBackoffMs: 30,
  maxBackoffMs: 5_000,
  giveUpAfterMs: 7_200_000,
};

test('an address is enough', () => {
  const { remoteWrites, warnings } = read('remote_write: [{url: "http://127.0.0.1:9090/api/v1/write"}]');
  expect(warnings).toEqual([]);
  expect(remoteWrites).toEqual([
    {
      name: 'remote_write',
      url: expect.anything(),
      shown: 'http://127.0.0.1:9090/api/v1/write',
      http: { followRedirects: true },
      timeoutMs: 30_000,
      queue: usual,
      relabel: [],
      histograms: true,
      key: expect.any(String),
    },
  ]);
  expect(read('').remoteWrites).toEqual([]);
});

const full = `
remote_write:
- url: https://sam:s3cret@mimir.example/api/v1/push?token=t0psecret
  name: mimir
  remote_timeout: 10s
  headers: {X-Scope-OrgID: team}
  tls_config: {insecure_skip_verify: true}
  send_exemplars: false
  send_native_histograms: false
  protobuf_message: prometheus.WriteRequest
  write_relabel_configs: [{target_label: cluster, replacement: eu}]
  queue_config:
    capacity: 5000
    max_samples_per_send: 500
    batch_send_deadline: 1s
    min_backoff: 1s
    max_backoff: 1m
    sample_age_limit: 30m
    retry_on_http_429: true
- url: http://127.0.0.1/write
  basic_auth: {username: sam, password_file: pass}
data_sources:
- {name: other, url: "http://127.0.0.1:9091", remote_write: [{url: "http://127.0.0.1:9091/api/v1/write"}]}
- {name: silent, url: "http://127.0.0.1:9092", remote_write: []}
- {name: asall, url: "http://127.0.0.1:9093"}
`;

test('it is read in Prometheus’s own format, for all data sources or for one', () => {
  const config = read(full);
  const [mimir, second] = config.remoteWrites;
  expect(mimir).toMatchObject({
    name: 'mimir',
    shown: 'https://mimir.example/api/v1/push',
    timeoutMs: 10_000,
    histograms: false,
    http: { headers: [{ name: 'X-Scope-OrgID' }], tls: { insecureSkipVerify: true } },
    queue: {
      capacity: 5_000,
      maxSamplesPerSend: 500,
      minBackoffMs: 1_000,
      maxBackoffMs: 60_000,
      giveUpAfterMs: 1_800_000,
    },
    relabel: [{ action: 'replace', targetLabel: 'cluster', replacement: 'eu' }],
  });
  expect(second).toMatchObject({ name: 'remote_write-2' });
  expect(second?.http.basicAuth?.password.reveal()).toBe('content of /etc/am/pass');
  expect(
    config.dataSources.map(({ name, remoteWrites }) => [name, remoteWrites?.map((one) => one.name)]),
  ).toEqual([
    ['other', ['other']],
    ['silent', []],
    ['asall', undefined],
  ]);
});

test('no secret is shown, and settings are equal by their key alone where nothing differs', () => {
  const shown =
    JSON.stringify(read(full).remoteWrites.map(({ relabel: _, ...rest }) => rest)) +
    inspect(read(full).remoteWrites, { depth: 9 });
  expect(shown).not.toMatch(/s3cret|t0psecret|content of/);
  const key = (text: string): string | undefined => read(text).remoteWrites[0]?.key;
  expect(key(full)).toBe(key(full));
  expect(key(full)).not.toBe(key(full.replace('s3cret', 'other')));
  expect(key(full)).not.toBe(key(full.replace('replacement: eu', 'replacement: us')));
});

test('an address without a path is pointed at', () => {
  expect(read('remote_write: [{url: "http://127.0.0.1:9090"}]').warnings).toEqual([
    expect.objectContaining({ line: 1, column: 22, message: expect.stringContaining('/api/v1/write') }),
  ]);
});

test.each([
  ['remote_write: {url: x}', '1:1: expected a list of remote writes'],
  ['remote_write: [{}]', '1:16: url is missing: add `url: …`'],
  ['remote_write: [{url: localhost}]', '1:22: expected an address that begins with http://'],
  ['remote_write: [{url: http://a/w, urll: x}]', '1:34: unknown field "urll"; did you mean "url"?'],
  ['remote_write: [{url: http://a/w, remote_timeout: 0s}]', 'remote_timeout cannot be zero'],
  ['remote_write: [{url: http://a/w, name: a}, {url: http://b/w, name: a}]', 'the name "a" is given twice'],
  [
    'remote_write: [{url: http://u:p@a/w, basic_auth: {username: u}}]',
    'the address has a login, and there is',
  ],
  [
    'remote_write: [{url: http://a/w, basic_auth: {}, bearer_token: x}]',
    'only one of authorization, basic_auth',
  ],
  [
    'remote_write: [{url: http://a/w, queue_config: {max_shards: 5}}]',
    'max_shards is not supported yet: one request',
  ],
  ['remote_write: [{url: http://a/w, queue_config: {capacity: 0}}]', 'capacity must be at least 1'],
  [
    'remote_write: [{url: http://a/w, queue_config: {min_backoff: 9s}}]',
    'min_backoff must not be longer than max',
  ],
  ['remote_write: [{url: http://a/w, queue_config: {retry_on_http_429: false}}]', 'is always sent again'],
  [
    'remote_write: [{url: http://a/w, sigv4: {region: x}}]',
    'sigv4 is not supported yet: put a proxy that signs',
  ],
  [
    'remote_write: [{url: http://a/w, metadata_config: {send: true}}]',
    'metadata_config is not supported yet',
  ],
  [
    'remote_write: [{url: http://a/w, protobuf_message: io.prometheus.write.v2.Request}]',
    '1.0 is spoken here',
  ],
  [
    'remote_write: [{url: http://a/w, headers: {Authorization: x}}]',
    'the header Authorization cannot be set here',
  ],
  [
    'remote_write: [{url: http://a/w, write_relabel_configs: [{action: hashmod}]}]',
    'hashmod needs a modulus',
  ],
])('%s is refused: %s', (text, expected) => {
  expect(wrong(text)).toContain(expected);
});
