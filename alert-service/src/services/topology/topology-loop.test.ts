import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Labels } from '@tocsin/model';
import { readTocsinConfig } from '#config/tocsin-config';
import type { TopologyInput } from '#core/topology/input';
import { emptyState } from '#core/state';
import { step } from '#core/step';
import { mostKeptEdges } from '#core/topology/take';
import type { Topology } from '#core/topology/topology';
import { createFakeClock } from '#lib/fake-clock';
import { silentLog } from '#lib/log';
import type { Answer } from '#prometheus/client';
import type { VectorSample } from '#prometheus/result';
import { policyOf } from '../../../test/kit/world.ts';
import { edgesOf } from './discover.ts';
import { edgeMetrics, metricLabel } from './edge-metrics.ts';
import { serviceNames } from './service-names.ts';
import { createTopology, newsOf } from './topology-loop.ts';

const begin = 1_800_000_000_000;
const hour = 3_600_000;

const calls = (client: string, server: string, rate: number): VectorSample => ({
  labels: { client, server, [metricLabel]: 'traces_service_graph_request_total' },
  ...{ at: begin, value: rate, text: String(rate) },
});

function started(declared: readonly (readonly [string, readonly string[]])[] = []) {
  const clock = createFakeClock(begin);
  const inputs: TopologyInput[] = [];
  const world = {
    ...{ clock, inputs },
    kept: undefined as Topology | undefined,
    samples: [] as readonly VectorSample[],
    error: undefined as string | undefined,
  };
  const policy = { dependsOn: new Map(declared) };
  const query = async ({ query: asked }: { query: string }): Promise<Answer> => {
    if (world.error !== undefined)
      return { error: { kind: 'unreachable', message: world.error } } as unknown as Answer;
    const samples = asked.startsWith('label_replace((sum') && !asked.includes('failed') ? world.samples : [];
    return { result: { type: 'vector', samples }, warnings: [] };
  };
  const topology = createTopology({
    ...{ clock, log: silentLog },
    sources: () => [{ name: 'default', client: { query } }],
    catalogue: { services: () => [] },
    settings: () => ({ labels: ['service', 'job'], discover: true }),
    declared: () => policy,
    kept: () => world.kept,
    keep: async (input) => {
      inputs.push(input);
      const gone = new Set(input.gone.map(({ from, to }) => `${from} ${to}`));
      const before = (world.kept?.edges ?? []).filter(
        ({ from, to }) =>
          !gone.has(`${from} ${to}`) && !input.seen.some((each) => each.from === from && each.to === to),
      );
      world.kept = { edges: [...before, ...input.seen] };
    },
  });
  return Object.assign(world, { topology });
}

test('what is declared and what is seen are one map; the engine is told once, not each time', async () => {
  const world = started([['checkout', ['payments']]]);
  world.samples = [calls('checkout', 'payments', 4), calls('payments', 'postgres', 2)];
  await world.topology.step(begin);
  await world.topology.step(begin + 15_000);
  expect(world.inputs).toHaveLength(1);
  expect(world.topology.edges()).toEqual([
    expect.objectContaining({ from: 'checkout', to: 'payments', declared: true, rate: 4 }),
    expect.objectContaining({ from: 'payments', to: 'postgres', declared: false, rate: 2 }),
  ]);
  expect(world.topology.hitBy('postgres').map(({ name }) => name)).toEqual(['payments', 'checkout']);
});

test('an edge is kept for a day without traffic, and without numbers that are old', async () => {
  const world = started();
  world.samples = [calls('a', 'b', 1)];
  await world.topology.step(begin);
  world.samples = [];
  await world.topology.step(begin + 2 * 60_000);
  expect(world.topology.edges()).toEqual([
    { from: 'a', to: 'b', declared: false, discovered: expect.any(String), lastSeenAt: begin },
  ]);
  await world.topology.step(begin + 24 * hour);
  expect(world.topology.edges()).toHaveLength(1);
  await world.topology.step(begin + 24 * hour + 60_000);
  expect(world.inputs.at(-1)).toMatchObject({ seen: [], gone: [{ from: 'a', to: 'b' }] });
  expect(world.topology.edges()).toEqual([]);
});

test('while a data source does not answer nothing is gone, and it is said', async () => {
  const world = started();
  world.samples = [calls('a', 'b', 1)];
  await world.topology.step(begin);
  world.error = 'nobody listens';
  await world.topology.step(begin + 48 * hour);
  expect(world.topology.edges()).toHaveLength(1);
  expect(world.topology.problems()).toEqual([
    'what depends on what is not looked for: default does not answer: nobody listens',
  ]);
});

test('circles are told', async () => {
  const world = started([
    ['a', ['b']],
    ['b', ['a']],
  ]);
  expect(world.topology.cycles()).toEqual([['a', 'b']]);
  expect(world.topology.problems()).toEqual(['a and b depend on each other in a circle']);
});

test('traffic that goes on is kept again each hour, so that a restart knows of it', () => {
  const kept = { edges: [{ from: 'a', to: 'b', by: 'x', lastSeenAt: begin }] };
  const live = (at: number) => [{ from: 'a', to: 'b', by: 'x', rate: 1, errorRate: 0, at }];
  expect(newsOf(live(begin + hour), kept, { now: begin + hour, complete: true })).toBeUndefined();
  expect(newsOf(live(begin + hour + 1), kept, { now: begin + hour + 1, complete: true })?.seen).toHaveLength(
    1,
  );
});

test('a service is found by whatever its callers call it', () => {
  const service = (name: string, selector = `service="${name}"`) => ({
    ...{ name, selector, kind: 'service' as const, described: true, discovered: true, remarks: [] },
  });
  const target = (job: string, instance: string): Labels => ({ job, instance });
  const names = serviceNames({
    services: [service('api'), service('Postgres'), service('shop', 'job="web-shop"')],
    labels: ['service', 'job'],
    targets: [
      target('web-shop', '10.0.0.7:8080'),
      target('cache', '127.0.0.1:9121'),
      target('one', 'node-1:9100'),
      target('two', 'node-1:9200'),
    ],
  });
  const called = (peer: string, port?: string) => names.called(peer, port);
  expect(names.own({ job: 'web-shop' })).toBe('shop');
  expect(names.own({ service: '', job: 'x' })).toBe('x');
  expect(names.own({})).toBeUndefined();
  expect(called('api')).toBe('api');
  expect(called('API:8080')).toBe('api');
  expect(called('https://api.shop.svc.cluster.local:8443/v1')).toBe('api');
  expect(called('postgresql')).toBe('Postgres');
  expect(called('10.0.0.7', '8080')).toBe('shop');
  expect(called('10.0.0.7')).toBe('shop');
  expect(called('127.0.0.1', '9121')).toBe('cache');
  expect(called('127.0.0.1', '9999')).toBe('127.0.0.1');
  expect(called('node-1:9200')).toBe('two');
  expect(called('node-1')).toBe('node-1');
  expect(called('api.github.com:443')).toBe('api.github.com');
  expect(called('hooks.slack.com:443')).toBe('hooks.slack.com');
  expect(called('[::1]:5432')).toBe('[::1]:5432');
  expect(called('unknown')).toBeUndefined();
  expect(called('')).toBeUndefined();
});

test('the page of docs names each metric, and its example is read', () => {
  const page = readFileSync(new URL('../../../../docs/dependencies.md', import.meta.url), 'utf8');
  for (const { count, to } of edgeMetrics)
    for (const name of [count.replace(/_count$/, ''), ...to]) expect(page).toContain(`\`${name}\``);
  const [, text = ''] = /```yaml\n([^]*?)```/.exec(page) ?? [];
  const { services } = readTocsinConfig({
    ...{ file: 'tocsin.yml', text, receivers: new Map(), readFile: () => '' },
  });
  expect(services.health.relate).toEqual({ withinMs: 600_000, hops: 2 });
  expect(services.services.map(({ dependsOn }) => dependsOn)).toEqual([
    ['payments'],
    ['postgres', 'geocoding'],
  ]);
});

test('addresses that come and go do not let what is kept grow without end', () => {
  const [state, policy] = [emptyState('default'), policyOf()];
  for (let round = 0; round < 3; round++) {
    const now = begin + round * 60_000;
    const seen = Array.from({ length: 5_000 }, (_, index) => ({
      ...{ from: 'shop', to: `10.${round}.0.${index}`, by: 'm', lastSeenAt: now },
    }));
    step(state, policy, { seq: round + 1, now, seed: 1, inputs: [{ kind: 'topology', seen, gone: [] }] });
  }
  const edges = state.topology?.edges ?? [];
  expect(edges).toHaveLength(mostKeptEdges);
  expect(edges.some(({ to }) => to.startsWith('10.0.'))).toBe(false);
});

test('a rate that is no number makes no edge, and no more fails than is called', () => {
  const sample = (server: string, value: number) => ({
    labels: { [metricLabel]: 'traces_service_graph_request_total', client: 'shop', server },
    ...{ at: 0, value, text: String(value) },
  });
  const answers = {
    rates: [sample('a', 2), sample('b', Infinity), sample('c', NaN)],
    p95s: [sample('a', NaN)],
  };
  const failures = [sample('a', Infinity), sample('b', 1)];
  const names = serviceNames({ services: [], labels: ['service'], targets: [] });
  expect(edgesOf({ ...answers, failures }, names)).toMatchObject([{ to: 'a', rate: 2, errorRate: 1 }]);
});
