import type { Turn } from '../turn.ts';
import type { TopologyInput } from './input.ts';
import type { Edge } from './topology.ts';

export const edgeName = ({ from, to }: Pick<Edge, 'from' | 'to'>): string => `${from} > ${to}`;

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
  turn.put('topology', 'topology', { edges: [...edges.values()] });
  if (added.length + removed.length > 0) turn.record({ kind: 'topology', added, removed });
}
