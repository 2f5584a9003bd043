import type { DependencyEdge, DependencyNode, HealthState, Response, Routes } from '@tocsin/api';
import { healthRank } from '@tocsin/model';
import { walk } from '#core/topology/graph';
import type { LiveEdge } from '#services/topology/topology-view';
import { kindOf } from '#services/catalogue/kind';
import { impactWords } from '#services/topology/causes';
import { HttpError } from '../errors.ts';
import type { TocsinContext } from './context.ts';
import type { Handlers } from './router.ts';
import { incidentsByService } from './service-summary.ts';

const iso = (at: number): string => new Date(at).toISOString();

export const dependenciesHandlers: Pick<Handlers, 'listDependencies' | 'getImpact'> = {
  listDependencies: (context, { query }) => map(context, query),
  getImpact: (context, { params }) => impact(context, params.name),
};

type Asked = { readonly around?: string | undefined; readonly depth?: string | undefined };

/** Services that nothing depends on, and that depend on nothing, are part of the map as well. */
function map(context: TocsinContext, { around, depth = '1' }: Asked): Response<Routes['listDependencies']> {
  const { catalogue, topology } = context.services;
  const edges = topology.edges();
  const all = new Set([
    ...catalogue.services().map(({ name }) => name),
    ...edges.flatMap(({ from, to }) => [from, to]),
  ]);
  if (around !== undefined && !all.has(around)) throw unknown(around);
  const names = around === undefined ? all : neighbourhood(context, around, Number(depth));
  const incidents = incidentsByService(context);
  const circleOf = new Map(topology.cycles().flatMap((each) => each.map((name) => [name, each])));
  return {
    nodes: [...names].map((name) => nodeOf(context, name, incidents.get(name)?.length ?? 0)).sort(worstFirst),
    edges: edges
      .filter(({ from, to }) => names.has(from) && names.has(to))
      .map((edge) => {
        const circle = circleOf.get(edge.from);
        return edgeOf(edge, circle !== undefined && circle === circleOf.get(edge.to));
      }),
    cycles: topology.cycles().map((each) => [...each]),
    problems: [...topology.problems()],
    now: iso(context.clock.now()),
  };
}

const unknown = (name: string): HttpError =>
  new HttpError(404, 'There is no such service', {
    detail: `Nothing describes, measures or calls ${JSON.stringify(name)}: see GET /services for those that there are.`,
  });

const neighbourhood = ({ services: { topology } }: TocsinContext, name: string, depth: number): Set<string> =>
  new Set([
    name,
    ...walk(name, (each) => topology.dependsOn(each), depth).map((each) => each.name),
    ...walk(name, (each) => topology.dependents(each), depth).map((each) => each.name),
  ]);

const stateOf = ({ engine, services }: TocsinContext, name: string): HealthState =>
  services.health.of(name)?.state ?? engine.state().health.get(name)?.state ?? 'no-data';

function nodeOf(context: TocsinContext, name: string, incidents: number): DependencyNode {
  const known = context.services.catalogue.get(name);
  const live = context.services.health.of(name);
  const state = stateOf(context, name);
  const kind = known?.kind ?? kindOf(name, 'external');
  return {
    ...{ name, kind, state, incidents },
    word: live?.word ?? (state === 'no-data' ? 'no data' : state),
    ...(live?.score !== undefined && { score: live.score }),
    group: known?.owner ?? kind,
  };
}

const worstFirst = (a: DependencyNode, b: DependencyNode): number =>
  healthRank(a.state) - healthRank(b.state) || (a.name < b.name ? -1 : 1);

/** Shares of calls that failed: as for services by convention. */
const [degraded, failing] = [0.01, 0.05];

function edgeOf(edge: LiveEdge, inCycle: boolean): DependencyEdge {
  const { from, to, declared, discovered, rate, errorRate, p95, lastSeenAt } = edge;
  return {
    ...{ from, to, declared },
    ...(discovered !== undefined && { discovered }),
    ...(rate !== undefined && { rate }),
    ...(errorRate !== undefined && { errorRate, state: stateOfRate(errorRate) }),
    ...(p95 !== undefined && { p95 }),
    ...(lastSeenAt !== undefined && { lastSeenAt: iso(lastSeenAt) }),
    ...(inCycle && { inCycle }),
  };
}

const stateOfRate = (errorRate: number): HealthState =>
  errorRate >= failing ? 'failing' : errorRate >= degraded ? 'degraded' : 'healthy';

function impact(context: TocsinContext, name: string): Response<Routes['getImpact']> {
  const { catalogue, topology, causes } = context.services;
  const isKnown =
    catalogue.get(name) !== undefined ||
    topology.dependsOn(name).length + topology.dependents(name).length > 0;
  if (!isKnown) throw unknown(name);
  const words = impactWords({ topology, state: () => context.engine.state() }, [name]);
  return {
    service: name,
    sentence: words === undefined ? `Nothing is known to depend on ${name}.` : `If ${name} fails: ${words}`,
    hit: topology
      .hitBy(name)
      .map(({ via, ...each }) => ({ ...each, via: [...via], state: stateOf(context, each.name) })),
    causes: [...causes.ofService(name)],
  };
}
