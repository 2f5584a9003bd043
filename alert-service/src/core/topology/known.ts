import type { ServicesPolicy } from '../services-policy.ts';
import { type Graph, graphOf } from './graph.ts';
import type { Topology } from './topology.ts';

const graphs = new WeakMap<
  ServicesPolicy,
  { readonly topology: Topology | undefined; readonly graph: Graph }
>();

/** What is declared and what was discovered, together. Neither is ever changed in place: the graph is built once for both. */
export function knownGraph(policy: ServicesPolicy, topology: Topology | undefined): Graph {
  const built = graphs.get(policy);
  if (built && built.topology === topology) return built.graph;
  const graph = graphOf(edgesOf(policy, topology));
  graphs.set(policy, { topology, graph });
  return graph;
}

function* edgesOf({ dependsOn }: ServicesPolicy, topology: Topology | undefined) {
  for (const [from, all] of dependsOn) for (const to of all) yield { from, to };
  yield* topology?.edges ?? [];
}
