import { expect, test } from '@jest/globals';
import type { Labels } from '@tocsin/model';
import { readTocsinConfig } from '#config/tocsin-config';
import { createFakeClock } from '#lib/fake-clock';
import { silentLog } from '#lib/log';
import type { Found, Target } from '#prometheus/catalog';
import type { CatalogueSource } from './ask-source.ts';
import type { Catalogue } from './catalogue.ts';
import { createCatalogue } from './catalogue-loop.ts';

const minute = 60_000;
const settingsOf = (text: string) =>
  readTocsinConfig({ file: 'tocsin.yml', text, receivers: new Map(), readFile: () => '' }).services;

/** What a data source has; the answers are made up, the asking is real. */
function fakeSource(name: string) {
  const source = {
    targets: [] as Labels[] | undefined,
    up: [] as Labels[],
    sent: [] as Labels[],
    values: {} as Record<string, string[]>,
    fails: false,
    asked: 0,
  };
  const error = { error: { kind: 'unreachable', message: 'connection refused' } } as const;
  const vector = (labels: readonly Labels[]) => ({
    result: { type: 'vector', samples: labels.map((one) => ({ labels: one, at: 0, value: 1, text: '1' })) },
    warnings: [],
  });
  const client = {
    async targets(): Promise<Found<readonly Target[] | undefined>> {
      source.asked += 1;
      if (source.fails) return error;
      return { found: source.targets?.map((labels) => ({ labels, health: 'up' })), warnings: [] };
    },
    async query({ query }: { query: string }) {
      if (source.fails) return error;
      return vector(query === 'up' ? source.up : source.sent) as Awaited<
        ReturnType<CatalogueSource['client']['query']>
      >;
    },
    async labelValues(label: string, { match }: { match?: readonly string[] } = {}) {
      if (source.fails) return error;
      return { found: source.values[match?.[0] ?? label] ?? [], warnings: [] };
    },
  };
  return { ...{ name, client, queryTimeoutMs: 1_000 }, source };
}

function world(...names: string[]) {
  const clock = createFakeClock();
  const sources = names.map(fakeSource);
  let settings = settingsOf('');
  let nudge = (): void => undefined;
  const world = {
    clock,
    first: sources[0]?.source ?? fakeSource('none').source,
    changes: 0,
    configure(text: string) {
      settings = settingsOf(text);
      nudge();
    },
    open(earlier: readonly string[] = []) {
      const catalogue = createCatalogue({
        ...{ clock, log: silentLog, seed: () => 2 ** 31, settings: () => settings, sources: () => sources },
        ...{ peers: () => [], earlier: () => earlier },
        onSettings(listen) {
          nudge = listen;
          return () => undefined;
        },
      });
      catalogue.onChange(() => (world.changes += 1));
      return catalogue;
    },
    sources,
  };
  return world;
}
const namesIn = (catalogue: Catalogue): string[] => catalogue.services().map(({ name }) => name);

test('targets that come and go are in the list soon; one that went stays in sight for an hour', async () => {
  const { clock, first, ...rest } = world('default');
  first.targets = [{ service: 'api' }, { service: 'old' }];
  const catalogue = rest.open();
  catalogue.start();
  await clock.advance(0);
  expect(namesIn(catalogue)).toEqual(['api', 'old']);
  first.targets = [{ service: 'api' }, { service: 'new' }];
  await clock.advance(20_000);
  expect(namesIn(catalogue)).toEqual(['api', 'new', 'old']);
  expect(catalogue.get('old')).toMatchObject({ missingSince: expect.any(Number) });
  await clock.advance(50 * minute);
  expect(namesIn(catalogue)).toContain('old');
  await clock.advance(11 * minute);
  expect(namesIn(catalogue)).toEqual(['api', 'new']);
  await catalogue.stop();
});

test('a service that is renamed is another: what is said of its old name is pointed out, with the name that is like it', async () => {
  const { clock, first, ...rest } = world('default');
  first.targets = [{ service: 'payment' }, { service: 'shop' }];
  const catalogue = rest.open();
  rest.configure('services: [{name: payment, owner: money}, {name: shop, depends_on: [payment]}]');
  catalogue.start();
  await clock.advance(20_000);
  expect(catalogue.problems()).toEqual([]);
  first.targets = [{ service: 'payments' }, { service: 'shop' }];
  await clock.advance(20_000);
  expect(namesIn(catalogue).toSorted()).toEqual(['payment', 'payments', 'shop']);
  await clock.advance(61 * minute);
  // What is written down stays in the list, where its owner finds it, until somebody takes it out.
  expect(namesIn(catalogue).toSorted()).toEqual(['payment', 'payments', 'shop']);
  expect(catalogue.problems().join()).toMatch(/nothing measures it.*did you mean payments\?/);
  expect(catalogue.get('payments')).toMatchObject({ targets: { up: 1, all: 1 } });
  await catalogue.stop();
});

test('while a data source does not answer, the last known stays, it is said since when, and it is asked less often', async () => {
  const { clock, first, ...rest } = world('default');
  first.targets = [{ service: 'api' }];
  const catalogue = rest.open();
  catalogue.start();
  await clock.advance(0);
  expect([catalogue.problems(), catalogue.isAnswered()]).toEqual([[], true]);
  first.fails = true;
  await clock.advance(20_000);
  const before = first.asked;
  await clock.advance(10 * minute);
  expect(first.asked - before).toBeLessThan(16);
  expect(namesIn(catalogue)).toEqual(['api']);
  expect(catalogue.problems()).toEqual([
    expect.stringMatching(
      /^the data source default has not answered for 1\d min, services are shown as they were last seen: connection refused$/,
    ),
  ]);
  expect(catalogue.isAnswered()).toBe(false);
  first.fails = false;
  await clock.advance(70_000);
  expect(catalogue.problems()).toEqual([]);
  await catalogue.stop();
});

test('what was known before a start is shown until somebody has looked, and gone only then', async () => {
  const { clock, first, ...rest } = world('default');
  first.fails = true;
  const catalogue = rest.open(['api', 'old']);
  catalogue.start();
  await clock.advance(minute);
  expect(namesIn(catalogue)).toEqual(['api', 'old']);
  expect(catalogue.get('old')).not.toHaveProperty('missingSince');
  [first.fails, first.targets] = [false, [{ service: 'api' }]];
  await clock.advance(70_000);
  expect(catalogue.get('api')).toMatchObject({ targets: { up: 1, all: 1 } });
  expect(catalogue.get('old')).toMatchObject({ missingSince: expect.any(Number) });
  await clock.advance(61 * minute);
  expect(namesIn(catalogue)).toEqual(['api']);
  await catalogue.stop();
});

test.each([
  ['a server without a list of targets is asked for up', { targets: undefined, up: [{ job: 'a' }] }, ['a']],
  ['one that scrapes nothing too', { targets: [], up: [{ __name__: 'up', job: 'a' }] }, ['a']],
  [
    'programs that send by OpenTelemetry are known by their job, where target_info alone names them otherwise',
    { sent: [{ job: 'shop/cart', instance: '1', service_name: 'cart' }] },
    ['shop/cart'],
  ],
  [
    'and by service_name, where their numbers have it',
    {
      sent: [{ job: 'shop/cart', instance: '1', service_name: 'cart' }],
      values: { '{service_name!="",__name__!="target_info"}': ['cart'] },
    },
    ['cart'],
  ],
  [
    'what is scraped is known by its target, whatever it says of itself',
    {
      targets: [{ job: 'cart', instance: '1' }],
      sent: [{ job: 'cart', instance: '1', service_name: 'other' }],
    },
    ['cart'],
  ],
  [
    'where nothing else is, values of labels',
    { values: { service_name: ['a', 'b'], job: ['c'] } },
    ['a', 'b'],
  ],
])('%s', async (_, has, expected) => {
  const { clock, first, ...rest } = world('default');
  Object.assign(first, has);
  const catalogue = rest.open();
  await catalogue.step(clock.now());
  await clock.advance(0);
  expect(namesIn(catalogue)).toEqual(expected);
  await catalogue.stop();
});

test('what is reloaded is in the list at once, and listeners hear of what differs and of nothing else', async () => {
  const there = world('default');
  const { clock, first } = there;
  first.targets = [{ service: 'api' }];
  const catalogue = there.open();
  catalogue.start();
  await clock.advance(2 * minute);
  expect(there.changes).toBe(1);
  there.configure('services: [{name: billing, selector: \'app="x"\'}]');
  expect(namesIn(catalogue)).toEqual(['api', 'billing']);
  expect(catalogue.problems()).toEqual([
    'billing: nothing measures it: no target and no series has {app="x"}; mend its selector',
  ]);
  first.values = { '{app="x"}': ['x_total'] };
  await clock.advance(20_000);
  expect(catalogue.get('billing')).toMatchObject({ discovered: true, remarks: [] });
  expect(there.changes).toBe(3);
  there.configure('health: {labels: [job]}');
  await clock.advance(6_000);
  expect(namesIn(catalogue)).toEqual([]);
  await catalogue.stop();
});

test('one silent data source of two says so, and the other is shown', async () => {
  const there = world('default', 'other');
  there.first.targets = [{ service: 'api' }];
  const [, other] = there.sources;
  if (other) other.source.fails = true;
  const catalogue = there.open();
  catalogue.start();
  await there.clock.advance(minute);
  expect(namesIn(catalogue)).toEqual(['api']);
  expect(catalogue.problems()).toEqual([expect.stringContaining('other has not answered for')]);
  expect(catalogue.problems()[0]).toContain('nothing of it is known yet');
  await catalogue.stop();
});
