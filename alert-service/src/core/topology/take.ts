import type { Turn } from '../turn.ts';
import type { TopologyInput } from './input.ts';
import type { Edge } from './topology.ts';

const nameOf = ({ from, to }: Edge): string => `${from} > ${to}`;

export function takeTopology(turn: Turn, { edges }: TopologyInput): void {
  const before = new Set((turn.state.topology?.edges ?? []).map(nameOf));
  const after = new Set(edges.map(nameOf));
  const added = [...after].filter((name) => !before.has(name));
  const removed = [...before].filter((name) => !after.has(name));
  turn.put('topology', 'topology', { edges });
  if (added.length + removed.length > 0) turn.record({ kind: 'topology', added, removed });
}
