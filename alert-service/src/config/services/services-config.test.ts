import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { InvalidConfiguration } from '../config-error.ts';
import { readTocsinConfig, type TocsinConfig } from '../tocsin-config.ts';
import { circlesIn } from './circles.ts';
import { noServicesSettings, usualHealth } from './settings.ts';

const read = (text: string): TocsinConfig =>
  readTocsinConfig({
    file: '/etc/am/tocsin.yml',
    text,
    receivers: new Map(),
    timeIntervals: new Map([['nights', []]]),
    hasDefaultAddress: true,
    readFile: (file) => (file.endsWith('missing') ? noFile() : `content of ${file}\n`),
  });
const noFile = (): never => {
  throw Object.assign(new Error('no'), { code: 'ENOENT' });
};

const wrong = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.message.replaceAll('/etc/am/tocsin.yml:', '');
    throw error;
  }
  return 'accepted';
};

const one = (more: string): string => `services: [{name: api, ${more}}]`;
const first = (more: string) => read(one(more)).services.services[0];

test('without services and health nothing is decided, and their mere presence lets incidents of one cause be related', () => {
  expect(read('').services).toEqual(noServicesSettings);
  const related = { ...usualHealth, relate: { withinMs: 600_000, hops: 2 } };
  expect(read('health: {}').services.health).toEqual(related);
  expect(read('services: []').services.health).toEqual(related);
  expect(read('health: {relate: false}').services.health).toEqual(usualHealth);
  expect(read('health: {relate: {within: 5m}}').services.health.relate).toEqual({
    withinMs: 300_000,
    hops: 2,
  });
});

test('everything that can be said of a service is read', () => {
  const { services } = read(`
services:
  - name: api
    title: The API
    description: What shops call
    kind: service
    owner: payments
    tier: 1
    runbook: https://wiki.example.com/api
    dashboard: /d/api
    links: [{title: Code, url: https://git.example.com/api}]
    source: default
    selector: job="demo",service="api"
    depends_on: [postgres, geocoding, postgres, api]
    indicators:
      - {name: pool, title: Database connections, query: 'sum(db_used{$selector}) / sum(db_max{$selector})', unit: ratio, degraded: 80%, failing: 0.95, weight: 2}
      - {name: free, query: 'min(disk_free{$selector})', degraded: 10 %, failing: 5%, below: true}
      - {name: errors, failing: 0.05}
      - {name: p95, query: 'max(latency{$selector})', degraded: 300ms, failing: 1s}
      - {name: cpu, off: true}
`).services;
  expect(services).toEqual([
    {
      name: 'api',
      title: 'The API',
      description: 'What shops call',
      kind: 'service',
      owner: 'payments',
      tier: 1,
      runbook: 'https://wiki.example.com/api',
      dashboard: '/d/api',
      links: [{ title: 'Code', url: 'https://git.example.com/api' }],
      source: 'default',
      selector: 'job="demo",service="api"',
      dependsOn: ['postgres', 'geocoding'],
      indicators: [
        {
          name: 'pool',
          title: 'Database connections',
          query: 'sum(db_used{$selector}) / sum(db_max{$selector})',
          unit: 'ratio',
          degraded: 0.8,
          failing: 0.95,
          below: false,
          weight: 2,
        },
        {
          name: 'free',
          query: 'min(disk_free{$selector})',
          degraded: 0.1,
          failing: 0.05,
          below: true,
          weight: 1,
        },
        { name: 'p95', query: 'max(latency{$selector})', degraded: 0.3, failing: 1, below: false, weight: 1 },
      ],
      conventions: [
        { name: 'errors', off: false, failing: 0.05 },
        { name: 'p95', off: true },
        { name: 'cpu', off: true },
      ],
      probes: [],
      objectives: [],
      maintenance: [],
    },
  ]);
});

test('each probe has its fields, a name that tells what it asks, and its secrets hidden', () => {
  const service = first(`probes: [
    {type: http, url: 'http://api:8080/healthz?deep=1', interval: 10s, timeout: 2s, method: HEAD, tls_config: {insecure_skip_verify: true}, expect_status: [200, 204], weight: 3},
    {type: api, name: geo, url: 'https://geo.example.com', headers: {X-Key: inline-secret}, headers_file: {Authorization: geo.token}, expect_text: ok},
    {type: tcp, address: '[::1]:25'}, {type: tls, address: api.example.com, degraded_before: 30d, server_name: api, ca_file: ca.pem},
    {type: dns, host: api.example.com, record: MX, server: '10.0.0.1', expect: [mail.example.com]},
    {type: postgres, url_file: pg.url, query: SELECT 1}, {type: redis, url: 'redis://:inline-secret@cache:6379'}]`);
  const often = { intervalMs: 15_000, timeoutMs: 5_000, weight: 1 };
  const day = 86_400_000;
  expect(service?.probes).toMatchObject([
    {
      ...{ type: 'http', name: 'http api:8080/healthz', intervalMs: 10_000, timeoutMs: 2_000, weight: 3 },
      ...{ url: 'http://api:8080/healthz?deep=1', method: 'HEAD', expectStatus: [200, 204] },
      tls: { insecureSkipVerify: true },
    },
    { ...often, type: 'api', name: 'geo', method: 'GET', expectText: 'ok' },
    { ...often, type: 'tcp', name: 'tcp [::1]:25', host: '::1', port: 25 },
    {
      ...{ type: 'tls', name: 'tls api.example.com:443', host: 'api.example.com', port: 443 },
      ...{ intervalMs: 300_000, degradedBeforeMs: 30 * day, failingBeforeMs: 7 * day, serverName: 'api' },
    },
    {
      type: 'dns',
      name: 'dns MX api.example.com',
      record: 'MX',
      server: '10.0.0.1',
      expect: ['mail.example.com'],
    },
    { ...often, type: 'postgres', name: 'postgres', query: 'SELECT 1' },
    { ...often, type: 'redis', name: 'redis' },
  ]);
  const [, api, , , , postgres, redis] = service?.probes ?? [];
  const headers =
    api && 'headers' in api ? [...api.headers].map(([name, value]) => [name, value.reveal()]) : [];
  expect(headers).toEqual([
    ['X-Key', 'inline-secret'],
    ['Authorization', 'content of /etc/am/geo.token'],
  ]);
  expect(postgres?.type === 'postgres' && postgres.url.reveal()).toBe('content of /etc/am/pg.url');
  expect(redis?.type === 'redis' && redis.url.reveal()).toBe('redis://:inline-secret@cache:6379');
  expect(JSON.stringify(service) + inspect(service, { depth: 9 })).not.toContain('inline-secret');
});

test('objectives know their kind by what they say, their window, and how few events tell nothing', () => {
  const service =
    first(`objectives: [{name: availability, target: 99.9}, {name: latency, target: 99, threshold: 300ms, window: 7d},
    {name: contract, type: sla, target: 99.5}, {name: jobs, target: 95, good: 'sum(increase(ok{$selector}[$window]))',
    total: 'sum(increase(all{$selector}[$window]))', window: quarter, minimum_events: 5, alert: false, severities: {fast: high, slow: low}}]`);
  const usual = {
    type: 'slo',
    minimumEvents: 20,
    alert: true,
    severities: { fast: 'critical', slow: 'warning' },
  };
  expect(service?.objectives).toEqual([
    {
      ...usual,
      name: 'availability',
      kind: 'availability',
      target: 99.9,
      window: { rollingMs: 2_592_000_000 },
    },
    {
      ...{ ...usual, name: 'latency', kind: 'latency', target: 99, threshold: 0.3 },
      window: { rollingMs: 604_800_000 },
    },
    {
      ...usual,
      name: 'contract',
      kind: 'availability',
      type: 'sla',
      target: 99.5,
      window: { calendar: 'month' },
    },
    {
      ...{ name: 'jobs', kind: 'availability', type: 'slo', target: 95, window: { calendar: 'quarter' } },
      good: 'sum(increase(ok{$selector}[$window]))',
      total: 'sum(increase(all{$selector}[$window]))',
      ...{ minimumEvents: 5, alert: false, severities: { fast: 'high', slow: 'low' } },
    },
  ]);
});

test('maintenance is a time interval or a span with its offset', () => {
  expect(
    first(
      `maintenance: [{time_intervals: [nights]}, {from: 2026-12-24T22:00:00+01:00, to: 2026-12-25T01:00:00Z, why: move}]`,
    )?.maintenance,
  ).toEqual([
    { intervals: ['nights'] },
    { intervals: [], span: { from: Date.UTC(2026, 11, 24, 21), to: Date.UTC(2026, 11, 25, 1) }, why: 'move' },
  ]);
});

test('health says how often, how steady, who is told and where logs are', () => {
  const { health } = read(`
health:
  interval: 10s
  better_after: 1m
  worse_after: 15s
  alert_on: failing
  relate: {within: 20m, hops: 3}
  ignore: [grafana]
  discover: false
  labels: [app, job]
  loki: {url: 'http://loki:3100/', label: app, headers: {X-Scope-OrgID: shop}, datasource: loki-uid}
  explore: {url: https://grafana.example.com/, datasource: prometheus}
`).services;
  const { loki, ...rest } = health;
  expect(rest).toEqual({
    ...{ intervalMs: 10_000, betterAfterMs: 60_000, worseAfterMs: 15_000, alertOn: 'failing' },
    ...{
      relate: { withinMs: 1_200_000, hops: 3 },
      ignore: ['grafana'],
      discover: false,
      labels: ['app', 'job'],
    },
    explore: { url: 'https://grafana.example.com', datasource: 'prometheus' },
  });
  expect(loki).toMatchObject({ url: 'http://loki:3100', label: 'app', datasource: 'loki-uid' });
  expect(loki?.headers.get('X-Scope-OrgID')?.reveal()).toBe('shop');
});

test.each([
  ['services: [{nam: api}]', '1:13: unknown field "nam"; did you mean "name"?'],
  ['services: [{title: x}]', 'name is missing: add `name: …`'],
  ['services: [{name: a}, {name: a}]', '1:30: the service "a" is described twice: join the two'],
  ['services: {name: a}', '1:1: expected a list of services, each after a dash'],
  [one('kind: db'), 'kind is one of service, database, cache, queue, external, host'],
  [one('tier: 9'), '1:30: tier is a number from 1, what matters most, to 5'],
  [
    one('runbook: "javascript:alert(1)"'),
    'expected an address that begins with http:// or https://, or a path',
  ],
  [
    one('dashboard: //evil.example.com'),
    'expected an address that begins with http:// or https://, or a path',
  ],
  [one('source: defaul'), 'there is no data source "defaul"; did you mean "default"?'],
  [one(`selector: '{job="x"}'`), 'take the braces away: write what stands between the braces'],
  [one(`selector: 'job='`), 'cannot read these matchers: '],
  [one(`selector: ''`), 'this selects every series'],
  [one('indicators: [{name: pool, failing: 1}]'), 'the indicator "pool" has no query: add one'],
  [one('indicators: [{name: error, failing: 1}]'), 'queue, connections, up; did you mean "errors"?'],
  [one('indicators: [{name: errors}]'), 'this changes nothing of "errors"'],
  [
    one('indicators: [{name: cpu, below: true, failing: 1}]'),
    '"cpu" has its title, unit and direction by convention',
  ],
  [one(`indicators: [{name: a, query: 'up{$selector}'}]`), '"a" has no limit: add degraded, failing or both'],
  [one(`indicators: [{name: a, query: 'sum(up', failing: 1}]`), '1:54: broken query: '],
  [one(`indicators: [{name: a, query: 'up[5m]', failing: 1}]`), 'this query gives a range vector'],
  [
    one(`indicators: [{name: a, query: 'up{$selectr}', failing: 1}]`),
    'nothing is known as $selectr in a query; did you mean "$selector"?',
  ],
  [one('indicators: [{name: cpu, degraded: 0.9, failing: 0.8}]'), 'failing comes before degraded here'],
  [one(`indicators: [{name: a, query: up, degraded: 1, failing: 2, below: true}]`), 'less is worse here'],
  [
    one('indicators: [{name: cpu, failing: much}]'),
    'a limit is a number, a share such as 5 %, or a time such as 300ms',
  ],
  [one('indicators: [{name: cpu, failing: 1, weight: 1000}]'), 'a weight is a number from 0 to 100'],
  [one('indicators: [{name: up, failing: 1}]'), 'up has no limits'],
  [
    one('probes: [{type: dns, host: x, server: ns.example.com}]'),
    'server is the IP address of a name server',
  ],
  [one('objectives: [{name: a/b, target: 99}]'), 'the name of an objective has no slash'],
  [
    one('indicators: [{name: cpu, off: true}, {name: cpu, failing: 1}]'),
    'the indicator "cpu" is given twice',
  ],
  [one('probes: [{url: http://x}]'), 'a probe has a type: add `type: …`, one of http, api, tcp'],
  [
    one('probes: [{type: htpp, url: http://x}]'),
    '1:40: there is no probe of type "htpp"; did you mean "http"?',
  ],
  [one('probes: [{type: tls, adress: x}]'), '1:45: unknown field "adress"; did you mean "address"?'],
  [one('probes: [{type: http}]'), 'url is missing: add `url: …`'],
  [one('probes: [{type: http, url: ftp://x}]'), 'url is an address that begins with http:// or https://'],
  [
    one('probes: [{type: http, url: "http://me:geheim@x"}]'),
    'a login does not belong into url, which is shown',
  ],
  [one('probes: [{type: http, url: http://x, interval: 100ms}]'), 'interval is 1s at least and 1d at most'],
  [
    one('probes: [{type: http, url: http://x, interval: 2s, timeout: 3s}]'),
    'timeout is longer than the time between',
  ],
  [
    one('probes: [{type: http, url: http://x}, {type: http, url: http://x}]'),
    'two probes of this service are named "http x"',
  ],
  [one('probes: [{type: http, url: http://x, headers: {Host: y}}]'), 'the header Host cannot be set'],
  [one('probes: [{type: http, url: http://x, headers: {"a b": y}}]'), 'this cannot be a header’s name'],
  [
    one('probes: [{type: http, url: http://x, headers: {A: y}, headers_file: {a: z}}]'),
    'the header a is given twice',
  ],
  [one('probes: [{type: tcp, address: db}]'), 'the port is missing: write it as host:port'],
  [one('probes: [{type: tcp, address: "db:99999"}]'), 'expected a host and a port, such as db:5432'],
  [
    one('probes: [{type: tls, address: x, failing_before: 30d, degraded_before: 7d}]'),
    'failing_before is longer than degraded_before',
  ],
  [one('probes: [{type: postgres}]'), 'url_file, or url, is missing'],
  [one('probes: [{type: postgres, url: "mysql://x"}]'), 'the address of PostgreSQL looks like postgres://'],
  [one('probes: [{type: redis, url: redis://x, url_file: y}]'), 'url and url_file are both given: keep one'],
  [one('probes: [{type: dns, host: x, record: SOA}]'), 'record is one of A, AAAA, CNAME, MX, TXT, NS'],
  [one('objectives: [{name: a, target: 0.999}]'), 'target is per cent, 1 at least and below 100: write 99.9'],
  [one('objectives: [{name: a}]'), 'expected a number'],
  [one('objectives: [{name: latency, target: 99}]'), 'an objective of latency says how fast is good'],
  [
    one('objectives: [{name: a, kind: availability, target: 99, threshold: 1s}]'),
    'an objective of availability has no threshold',
  ],
  [one('objectives: [{name: a, target: 99, window: 1h}]'), 'a window is 1d at least and 400d at most'],
  [one('objectives: [{name: a, target: 99, window: week}]'), 'window is a length such as 30d, or a period'],
  [one('objectives: [{name: a, target: 99, good: up}]'), 'good and total belong together'],
  [one('objectives: [{name: a, target: 99, good: sum(up), total: up}]'), 'this counts no stretch of time'],
  [one('objectives: [{name: a, target: 99}, {name: a, target: 98}]'), 'the objective "a" is given twice'],
  [
    one('maintenance: [{time_intervals: [night]}]'),
    '1:56: alertmanager.yml has no time interval "night"; did you mean "nights"?',
  ],
  [one('maintenance: [{why: x}]'), 'this says no time: add time_intervals, or from and to'],
  [one('maintenance: [{from: 2026-12-24T22:00:00Z}]'), 'from and to belong together'],
  [
    one('maintenance: [{from: 2026-12-24 22:00, to: 2026-12-25T22:00:00Z}]'),
    'a moment is written with its offset',
  ],
  [
    one('maintenance: [{from: 2026-12-25T22:00:00Z, to: 2026-12-24T22:00:00Z}]'),
    'this ends before it begins',
  ],
  ['health: {intervall: 5s}', '1:10: unknown field "intervall"; did you mean "interval"?'],
  ['health: {interval: 0s}', 'interval is 1s at least and 5m at most'],
  ['health: {alert_on: bad}', 'alert_on is degraded or failing'],
  ['health: {relate: {withn: 5m}}', '1:19: unknown field "withn"; did you mean "within"?'],
  ['health: {relate: 5}', 'expected true or false'],
  ['health: {labels: []}', 'name a label at least'],
  ['health: {loki: {label: x}}', 'url is missing'],
])('%s is refused: %s', (text, expected) => {
  expect(wrong(text)).toContain(expected);
});

test('circles of dependencies and secrets that cannot be read are warned of, and lived with', () => {
  const { warnings, services } = read(`services:
  - {name: a, depends_on: [b]}
  - {name: b, depends_on: [c, unknown]}
  - {name: c, depends_on: [a], probes: [{type: redis, url_file: missing}]}
`);
  expect(services.services).toHaveLength(3);
  expect(warnings.map(({ line, message }) => `${line}: ${message}`)).toEqual([
    '4: there is no such file: nothing can be asked with it until it can be read',
    '2: these depend on each other in a circle: a, then b, then c, then a; each of them hits all',
  ]);
});

test('of thousands of circles, and of one of thousands, the first are named', () => {
  const many = Array.from(
    { length: 2000 },
    (_, n) => `  - {name: s${n}, depends_on: [s${(n + 1) % 2000}, s${Math.max(0, n - 1)}]}`,
  );
  const { warnings } = read(`services:\n${many.join('\n')}\n`);
  expect(warnings).toHaveLength(10);
  expect(Math.max(...warnings.map(({ message }) => message.length))).toBeLessThan(300);
  expect(warnings.some(({ message }) => /, then 19\d\d more, then s0; each/.test(message))).toBe(true);
  expect(warnings.at(-1)?.message).toMatch(/ There are 19\d\d more such circles$/);
});

test('the hash tells of what is said of services, and of no secret', () => {
  const hash = (secret: string, url = 'http://x') =>
    read(one(`probes: [{type: http, url: '${url}', headers: {K: ${secret}}}]`)).hash;
  expect(hash('one')).toBe(hash('two'));
  expect(hash('one')).not.toBe(hash('one', 'http://y'));
  expect(read('').hash).not.toBe(read('health: {}').hash);
});

test('each example of the documentation is read, without a warning', () => {
  const page = readFileSync(new URL('../../../../docs/services.md', import.meta.url), 'utf8');
  const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => read(yaml));
  expect(examples).toHaveLength(7);
  expect(examples.flatMap(({ warnings }) => warnings)).toEqual([]);
  const ofHealth = examples.at(-1)?.services.health;
  expect(ofHealth).toMatchObject({ ...usualHealth, ignore: ['grafana', 'node-exporter'] });
  expect(ofHealth?.relate).toEqual({ withinMs: 600_000, hops: 2 });
  const types = examples.flatMap(({ services }) => services.services.flatMap(({ probes }) => probes));
  expect(new Set(types.map(({ type }) => type)).size).toBe(7);
});

test('circles are found once each, in chains of thousands too', () => {
  const arrows = (text: string) =>
    new Map(text.split(' ').map((word) => [word.charAt(0), [...word.slice(1)]] as const));
  expect(circlesIn(arrows('abc bd cd d'))).toEqual([]);
  expect(circlesIn(arrows('ab bcd ca db'))).toEqual([
    ['a', 'b', 'c'],
    ['b', 'd'],
  ]);
  const chain = new Map(Array.from({ length: 5000 }, (_, n) => [`s${n}`, [`s${(n + 1) % 5000}`]]));
  expect(circlesIn(chain)[0]).toHaveLength(5000);
});
