import type { Turn } from '../turn.ts';
import type { TopologyInput } from './input.ts';
import type { Edge } from './topology.ts';

export const edgeName = ({ from, to }: Pick<Edge, 'from' | 'to'>): string => `${from} > ${to}`;

/** Addresses that come and go with every deployment would else make the row grow all day. */
export const mostKeptEdges = 10_000;

/** Keeps the discovered edges. Only one that is new, or gone, is worth a line in the ledger. */
export function takeTopology(turn: Turn, { seen, gone }: TopologyInput): void {
  const edges = new Map((turn.state.topology?.edges ?? []).map((edge) => [edgeName(edge), edge]));
  const removed = gone.map(edgeName).filter((name) => edges.delete(name));
  const added: string[] = [];
  for (const edge of seen) {
    const name = edgeName(edge);
    if (!edges.has(name)) added.push(name);
    edges.set(name, edge);
  }
  if (seen.length + removed.length === 0) return;
  turn.put('topology', 'topology', { edges: newest([...edges.values()]) });
  if (added.length + removed.length > 0) turn.record({ kind: 'topology', added, removed });
}

/** Those of longest ago go first. */
function newest(edges: readonly Edge[]): readonly Edge[] {
  if (edges.length <= mostKeptEdges) return edges;
  const byTime = [...edges].sort(
    (a, b) => b.lastSeenAt - a.lastSeenAt || (edgeName(a) < edgeName(b) ? -1 : 1),
  );
  return byTime.slice(0, mostKeptEdges);
}
