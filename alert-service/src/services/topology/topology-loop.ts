import { listWords } from '@tocsin/model';
import { cyclesOf, type Graph, hitBy } from '#core/topology/graph';
import type { TopologyInput } from '#core/topology/input';
import { knownGraph } from '#core/topology/known';
import type { ServicesPolicy } from '#core/services-policy';
import { edgeName } from '#core/topology/take';
import type { Edge, Topology } from '#core/topology/topology';
import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Loop } from '#lib/loop';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { type Asking, discoverEdges, type SeenEdge } from './discover.ts';
import type { LiveEdge, TopologyView } from './topology-view.ts';

export interface TopologySource {
  readonly name: string;
  readonly client: Asking['client'];
}

export interface TopologyParts {
  readonly sources: () => readonly TopologySource[];
  readonly catalogue: Pick<Catalogue, 'services'>;
  /** Labels that services are known by; `discover`: whether anything is looked for. */
  readonly settings: () => { readonly labels: readonly string[]; readonly discover: boolean };
  readonly declared: () => ServicesPolicy;
  readonly kept: () => Topology | undefined;
  readonly keep: (input: TopologyInput) => Promise<unknown>;
  readonly clock: Clock;
  readonly log: Log;
}

const everyMs = 15_000;
/** Numbers of an edge are shown for so long after they were measured. */
const freshMs = 60_000;
/** That an edge has traffic still is kept so often. */
const keepAgainMs = 3_600_000;
const goneAfterMs = 24 * 3_600_000;
const mostEdges = 5_000;
const mostCycles = 20;

interface Measured extends SeenEdge {
  readonly at: number;
}

/** Everything that changes while it runs. */
interface Watching {
  readonly parts: TopologyParts;
  readonly live: Map<string, Measured>;
  /** Why a data source could not be asked. */
  readonly failures: Map<string, string>;
  tooMany: number;
  readonly signal: AbortSignal;
}

/** Knows what depends on what, and how calls between them go. */
export function createTopology(parts: TopologyParts): TopologyView & Loop {
  const { clock, log } = parts;
  const stopping = new AbortController();
  const signal = stopping.signal;
  const watching: Watching = { parts, live: new Map(), failures: new Map(), tooMany: 0, signal };
  const step = async (now: number): Promise<number> => {
    await look(watching, now);
    return now + everyMs;
  };
  const ring = (): void =>
    void step(clock.now())
      .catch((error: unknown) => log.warn('dependencies could not be looked for', { err: error }))
      .then(() => !signal.aborted && alarm.set(clock.now() + everyMs));
  const alarm = createAlarm(clock, ring);
  return {
    ...viewOf(watching),
    ...{ start: ring, nudge: ring, step },
    async stop() {
      stopping.abort();
      alarm.clear();
    },
  };
}

async function look(watching: Watching, now: number): Promise<void> {
  const { parts, live, failures, signal } = watching;
  const { discover } = parts.settings();
  const found = discover ? await askAll(watching, now) : [];
  if (signal.aborted) return;
  found.sort((a, b) => b.rate - a.rate);
  watching.tooMany = Math.max(0, found.length - mostEdges);
  for (const edge of found.slice(0, mostEdges)) live.set(edgeName(edge), { ...edge, at: now });
  for (const [name, { at }] of live) if (now - at > freshMs) live.delete(name);
  const input = newsOf(live.values(), parts.kept(), { now, complete: discover && failures.size === 0 });
  if (input) await parts.keep(input);
}

/** Of an edge that several data sources show, the one with the most traffic counts. */
async function askAll({ parts, failures, signal }: Watching, now: number): Promise<SeenEdge[]> {
  const { labels } = parts.settings();
  const services = parts.catalogue.services();
  const sources = parts.sources();
  for (const name of failures.keys()) if (!sources.some((each) => each.name === name)) failures.delete(name);
  const answers = await Promise.all(
    sources.map(async ({ name, client }) => {
      const answer = await discoverEdges({ client, labels, services, now, signal });
      if (answer.error === undefined) failures.delete(name);
      else failures.set(name, answer.error);
      return answer.edges ?? [];
    }),
  );
  const found = new Map<string, SeenEdge>();
  for (const edge of answers.flat()) {
    const other = found.get(edgeName(edge));
    if (!other || other.rate < edge.rate) found.set(edgeName(edge), edge);
  }
  return [...found.values()];
}

const circles = new WeakMap<Graph, readonly (readonly string[])[]>();

function circlesOf(graph: Graph): readonly (readonly string[])[] {
  const known = circles.get(graph) ?? cyclesOf(graph);
  circles.set(graph, known);
  return known;
}

function viewOf(watching: Watching): TopologyView {
  const { parts, live, failures } = watching;
  const graph = (): Graph => knownGraph(parts.declared(), parts.kept());
  return {
    edges: () => edgesOf(parts.declared(), parts.kept(), live),
    dependsOn: (service) => graph().dependsOn(service),
    dependents: (service) => graph().dependents(service),
    hitBy: (service) => hitBy(graph(), service),
    cycles: () => circlesOf(graph()),
    problems: () => [
      ...[...failures].map(
        ([name, error]) => `what depends on what is not looked for: ${name} does not answer: ${error}`,
      ),
      ...(watching.tooMany > 0
        ? [`${watching.tooMany} dependencies with the least traffic are not shown`]
        : []),
      ...circlesOf(graph())
        .slice(0, mostCycles)
        .map((each) => `${listWords(each)} depend on each other in a circle`),
    ],
  };
}

interface Looked {
  readonly now: number;
  /** Every data source has answered: what is not there has no traffic. */
  readonly complete: boolean;
}

/** What the engine does not know yet: each input is kept for ever. */
export function newsOf(
  live: Iterable<Measured>,
  kept: Topology | undefined,
  { now, complete }: Looked,
): TopologyInput | undefined {
  const before = new Map((kept?.edges ?? []).map((edge) => [edgeName(edge), edge]));
  const seen: Edge[] = [];
  for (const { from, to, by, at } of live) {
    const known = before.get(edgeName({ from, to }));
    before.delete(edgeName({ from, to }));
    if (!known || at - known.lastSeenAt > keepAgainMs || known.lastSeenAt > now)
      seen.push({ from, to, by, lastSeenAt: at });
  }
  const old = [...before.values()].filter(({ lastSeenAt }) => now - lastSeenAt > goneAfterMs);
  const gone = complete ? old.map(({ from, to }) => ({ from, to })) : [];
  return seen.length + gone.length > 0 ? { kind: 'topology', seen, gone } : undefined;
}

function edgesOf(
  { dependsOn }: ServicesPolicy,
  kept: Topology | undefined,
  live: ReadonlyMap<string, Measured>,
): readonly LiveEdge[] {
  const edges = new Map<string, LiveEdge>();
  for (const [from, all] of dependsOn)
    for (const to of all) edges.set(edgeName({ from, to }), { from, to, declared: true });
  for (const { from, to, by, lastSeenAt } of kept?.edges ?? []) {
    const name = edgeName({ from, to });
    edges.set(name, { ...(edges.get(name) ?? { from, to, declared: false }), discovered: by, lastSeenAt });
  }
  for (const [name, { from, to, by, rate, errorRate, p95, at }] of live) {
    const known = edges.get(name) ?? { from, to, declared: false };
    const measured = { discovered: by, rate, errorRate, lastSeenAt: at, ...(p95 !== undefined && { p95 }) };
    edges.set(name, { ...known, ...measured });
  }
  return [...edges.values()];
}
