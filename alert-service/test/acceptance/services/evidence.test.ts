import { afterEach, expect, test } from '@jest/globals';
import type { HealthState } from '@tocsin/model';
import { walk } from '#core/topology/graph';
import { knownGraph } from '#core/topology/known';
import { createChangesView } from '#services/changes/changes-view';
import { type LiveHealth, noHealth, type Term } from '#services/health/health-view';
import { noProbes } from '#services/probes/probe';
import { createCauses } from '#services/topology/causes';
import { incident } from '../../kit/incidents.ts';
import { startWorld, type World } from '../../kit/world.ts';

const minute = 60;
const services = {
  dependsOn: new Map([
    ['payments', ['ledger', 'postgres']],
    ['ledger', ['redis']],
    ['checkout', ['payments']],
    ['search', ['payments']],
  ]),
};
const payments = { alertname: 'HighErrorRate', instance: 'p', service: 'payments' };

let world: World;
afterEach(() => world.stop());

const term = (title: string, text: string, since: number): Term => ({
  ...{ name: title, title, text, since, kind: 'indicator', weight: 1, points: 0, state: 'failing' },
});

const begin = 1_800_000_000_000;
const live = (service: string, terms: readonly Term[], state: HealthState = 'failing'): LiveHealth => ({
  ...{
    service,
    state,
    word: state,
    since: begin,
    terms,
    arithmetic: '',
    sentence: '',
    numbers: {},
    at: begin,
  },
});

/** The views over the real engine; what is measured at this moment is given. */
function views(measured: readonly LiveHealth[] = []) {
  const { engine } = world;
  const graph = () => knownGraph(engine.policy().services, engine.state().topology);
  const topology = {
    dependsOn: (service: string) => graph().dependsOn(service),
    dependents: (service: string) => graph().dependents(service),
    hitBy: (service: string) => walk(service, (each) => graph().dependents(each)),
  };
  return createCauses({
    state: () => engine.state(),
    health: { of: (service) => measured.find((each) => each.service === service) ?? noHealth.of(service) },
    probes: noProbes,
    ...{ topology, timeZone: 'UTC' },
    changes: createChangesView({ state: () => engine.state(), topology: () => topology }),
  });
}

const deployed = (title: string, at: number, about: readonly string[]) =>
  world.engine.submit({
    kind: 'change',
    change: { at, title, services: about, what: 'deployment', source: 'api' },
  });

const health = (service: string, state: HealthState, text: string) =>
  world.engine.submit({
    kind: 'health',
    changes: [{ service, state, reason: 'over-limit', terms: [{ name: 'x', text, state }] }],
  });

test('what it depends on and what changed come with the time and the distance, likeliest first', async () => {
  world = await startWorld({ services });
  await deployed('search 9 deployed', begin - 600_000, ['search']);
  await world.at(minute);
  await deployed('payments 2.41.0 deployed', begin + 60_000, ['payments']);
  await world.at(3 * minute);
  await world.post(payments);
  await world.at(4 * minute);
  const causes = views([
    live('postgres', [term('Connections', '98 %, limit 80 %', begin + 60_000)]),
    live('ledger', [], 'healthy'),
    live('redis', [term('CPU', '95 %, limit 90 %', begin + 10 * 60_000)]),
  ]);
  const found = causes.of(incident(world, 'INC-1'));
  expect(found.map(({ sentence }) => sentence)).toEqual([
    'postgres: connections 98 %, limit 80 %, since 08:01, 2 min before payments began to fail; payments depends on it.',
    'payments 2.41.0 deployed, 2 min before payments began to fail.',
  ]);
  expect(found[0]?.evidence).toEqual([
    {
      kind: 'dependency',
      at: new Date(begin + 60_000).toISOString(),
      service: 'postgres',
      text: 'postgres: connections 98 %, limit 80 %, since 08:01',
      distance: '2 min before payments began to fail',
    },
  ]);
  expect(causes.impactOf(incident(world, 'INC-1'))).toBe('checkout and search depend on it.');
  await health('search', 'degraded', 'p95 2 s, limit 1 s');
  expect(causes.impactOf(incident(world, 'INC-1'))).toBe(
    'checkout and search depend on it; of these search is not well.',
  );
});

test('of what is well again it says how it was then, from the rows', async () => {
  world = await startWorld({ services });
  await world.at(minute);
  await health('postgres', 'failing', 'connections 98 %, limit 80 %');
  await world.at(2 * minute);
  await world.post(payments);
  await world.at(3 * minute);
  const [cause] = views().of(incident(world, 'INC-1'));
  expect(cause?.sentence).toBe(
    'postgres: connections 98 %, limit 80 %, since 08:01, 1 min before payments began to fail; payments depends on it.',
  );
});

test('another incident of what it depends on is named', async () => {
  world = await startWorld({ services });
  await world.post({ alertname: 'RedisDown', instance: 'r', service: 'redis' });
  await world.at(2 * minute);
  await world.post(payments);
  await world.at(3 * minute);
  expect(views().of(incident(world, 'INC-2'))).toMatchObject([
    {
      service: 'redis',
      sentence:
        'INC-1 hits redis since 08:00: redis is down, 1 min before payments began to fail; payments depends on it, through ledger.',
      evidence: [{ kind: 'incident', incident: 'INC-1' }],
    },
  ]);
});

test('nothing is known: nothing is said', async () => {
  world = await startWorld();
  await world.post({ alertname: 'Odd', instance: 'x' });
  await world.at(minute);
  const causes = views();
  expect(causes.of(incident(world, 'INC-1'))).toEqual([]);
  expect(causes.impactOf(incident(world, 'INC-1'))).toBeUndefined();
});
