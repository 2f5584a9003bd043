import { expect, test } from '@jest/globals';
import { readTocsinConfig } from '#config/tocsin-config';
import type { KnownService } from './catalogue.ts';
import { merge, type Merged, unseenSelectors } from './merge.ts';
import { seenIn, type Sign } from './seen.ts';

const settingsOf = (text: string): Merged['settings'] =>
  readTocsinConfig({
    file: 'tocsin.yml',
    text: `data_sources: [{name: default, url: http://a}, {name: other, url: http://b}]\n${text}`,
    receivers: new Map(),
    readFile: () => 'secret',
  }).services;

const target = (labels: Record<string, string>, health: Sign['health'] = 'up'): Sign => ({
  labels,
  health,
  scrapeIntervalMs: 5_000,
});

function merged(
  text: string,
  signs: readonly Sign[] | Readonly<Record<string, readonly Sign[]>> = [],
  more: Partial<Merged> = {},
): readonly KnownService[] {
  const settings = settingsOf(text);
  const bySource = Object.entries(Array.isArray(signs) ? { default: signs as readonly Sign[] } : signs);
  return merge({
    settings,
    seen: bySource.map(([name, of]) => seenIn(name, of as readonly Sign[], settings.health.labels)),
    ...{ missing: [], peers: [], inSeries: new Set<string>(), isComplete: true },
    ...more,
  });
}

const remarksOf = (services: readonly KnownService[], name: string): readonly string[] | undefined =>
  services.find((one) => one.name === name)?.remarks;

test('nothing has to be described: targets are services by the first label that each of them has', () => {
  expect(
    merged('', [
      target({ job: 'demo', service: 'api', instance: 'a:1' }),
      target({ job: 'demo', service: 'api', instance: 'a:2' }, 'down'),
      target({ job: 'demo', service: 'api', instance: 'a:3' }, 'unknown'),
      target({ job: 'demo', service_name: 'checkout' }),
      target({ job: 'node-exporter' }),
      target({ instance: 'nameless:1' }),
    ]),
  ).toEqual([
    {
      ...{ name: 'api', kind: 'service', described: false, discovered: true, source: 'default' },
      ...{ selector: 'service="api"', by: { label: 'service', value: 'api' }, remarks: [] },
      ...{ targets: { up: 1, all: 2 }, scrapeIntervalMs: 5_000 },
    },
    expect.objectContaining({ name: 'checkout', by: { label: 'service_name', value: 'checkout' } }),
    expect.objectContaining({ name: 'node-exporter', kind: 'host', selector: 'job="node-exporter"' }),
  ]);
});

test('a job of which some targets are services of their own is what is left of it', () => {
  const [, demo] = merged('', [target({ job: 'demo', service: 'api' }), target({ job: 'demo' })]);
  expect(demo).toMatchObject({
    name: 'demo',
    selector: 'job="demo",service=""',
    by: { label: 'job', value: 'demo', without: ['service'] },
    targets: { up: 1, all: 1 },
  });
});

test('what is described is laid over what is seen, in its own words', () => {
  const [api] = merged('services: [{name: api, title: The API, owner: shop, tier: 1, kind: cache}]', [
    target({ job: 'demo', service: 'api' }),
  ]);
  expect(api).toMatchObject({
    ...{ title: 'The API', owner: 'shop', tier: 1, kind: 'cache', described: true, discovered: true },
    ...{ selector: 'service="api"', by: { label: 'service', value: 'api' }, remarks: [] },
  });
  expect(api?.settings?.name).toBe('api');
});

test('a description that names what does not exist says so, and what may have been meant', () => {
  const services = merged(
    `services:
  - {name: apii}
  - {name: api, depends_on: [postgrs, postgres]}
  - {name: pool, selector: 'job="non"'}
  - {name: late, source: other}
  - {name: outside, kind: external}
  - {name: probed, probes: [{type: tcp, address: 'x:1'}]}
  - {name: half, probes: [{type: tcp, address: 'x:1'}], objectives: [{name: availability, target: 99}]}`,
    { default: [target({ service: 'api' }), target({ service: 'postgres' }), target({ service: 'late' })] },
  );
  expect(remarksOf(services, 'apii')).toEqual([
    'nothing measures it: no target has service="apii" or service_name="apii" or job="apii"; did you mean api?',
  ]);
  expect(remarksOf(services, 'api')).toEqual([
    'it depends on postgrs, which nothing describes and nothing measures; did you mean postgres?',
  ]);
  expect(remarksOf(services, 'pool')).toEqual([
    'nothing measures it: no target and no series has {job="non"}; mend its selector',
  ]);
  expect(remarksOf(services, 'late')?.[0]).toContain(
    'job="late" in the data source other; add a selector or probes',
  );
  expect(remarksOf(services, 'outside')).toEqual([]);
  expect(remarksOf(services, 'probed')).toEqual([]);
  expect(remarksOf(services, 'half')?.[0]).toContain('nothing measures it');
});

test('before every data source has answered nothing is said not to exist', () => {
  const text = 'services: [{name: apii, depends_on: [nobody]}]';
  expect(remarksOf(merged(text, [], { isComplete: false }), 'apii')).toEqual([]);
  expect(remarksOf(merged(text), 'apii')).toHaveLength(2);
});

test('a selector finds targets by all of its matchers, and series where no target has it', () => {
  const text = `services: [{name: shop, selector: 'job="demo",service=~"api|web"'}, {name: jobs, selector: 'app="jobs"'}]`;
  const signs = [
    target({ job: 'demo', service: 'api' }),
    target({ job: 'demo', service: 'web' }, 'down'),
    target({ job: 'demo', service: 'db' }),
  ];
  const [, , jobs, shop] = merged(text, signs, { inSeries: new Set(['app="jobs"']) });
  expect(shop).toMatchObject({ selector: 'job="demo",service=~"api|web"', targets: { up: 1, all: 2 } });
  expect(shop).not.toHaveProperty('by');
  expect(jobs).toMatchObject({ discovered: true, remarks: [] });
  expect(unseenSelectors(settingsOf(text), [seenIn('default', signs, ['job'])])).toEqual([
    { selector: 'app="jobs"' },
  ]);
});

test('of one name in two data sources the first counts, and a description chooses another', () => {
  const signs = { default: [target({ job: 'api' })], other: [target({ service: 'api' })] };
  expect(merged('', signs)).toMatchObject([
    {
      source: 'default',
      selector: 'job="api"',
      remarks: [expect.stringContaining('other shows a service of this name')],
    },
  ]);
  expect(merged('services: [{name: api, source: other}]', signs)).toMatchObject([
    { source: 'other', selector: 'service="api"', remarks: [] },
  ]);
});

test('one that went stays in sight and says so; one that is described never vanishes', () => {
  const missing = ['old', 'api'].map((name) => ({
    source: 'default',
    seen: { name, label: 'service', without: [] },
    since: 7,
  }));
  const services = merged('services: [{name: api}]', [target({ service: 'new' })], { missing });
  expect(services.map(({ name, missingSince }) => [name, missingSince])).toEqual([
    ['api', undefined],
    ['new', undefined],
    ['old', 7],
  ]);
  expect(remarksOf(services, 'old')).toEqual([expect.stringContaining('no target of it is there any more')]);
  expect(
    merged('', [target({ service: 'old' })], { missing }).find(({ name }) => name === 'old'),
  ).not.toHaveProperty('missingSince');
});

test('what others depend on is a service too, unless it is to be ignored', () => {
  const peers = ['stripe', 'api', 'quiet', 'stripe'];
  const signs = [target({ service: 'api' }), target({ service: 'grafana' })];
  const services = merged('health: {ignore: [grafana, quiet]}', signs, { peers });
  expect(services.map(({ name, kind }) => [name, kind])).toEqual([
    ['api', 'service'],
    ['stripe', 'external'],
  ]);
  expect(merged('health: {discover: false}', signs, { peers })).toEqual([]);
  expect(merged('health: {discover: false}\nservices: [{name: api}]', signs)).toMatchObject([
    { name: 'api', discovered: true, selector: 'service="api"' },
  ]);
});

test('five thousand services, described by selectors or not, are one pass', () => {
  const names = Array.from({ length: 5_000 }, (_, index) => `s${index}`);
  const text = `services: [${names
    .slice(0, 500)
    .map((name) => `{name: ${name}, selector: 'job="demo",service="${name}"'}`)
    .join(', ')}]`;
  const services = merged(
    text,
    names.map((service) => target({ job: 'demo', service, instance: `${service}:80` })),
  );
  expect(services).toHaveLength(5_000);
  expect(services.every(({ discovered, targets }) => discovered && targets?.up === 1)).toBe(true);
});
