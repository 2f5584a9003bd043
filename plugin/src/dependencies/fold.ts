import type { DependencyEdge, DependencyNode } from '@tocsin/api';
import { healthRank } from '../ui/health';

/** One box of the map: a service, or several that are folded into one. */
export interface Box {
  readonly id: string;
  readonly node?: DependencyNode;
  readonly folded?: readonly DependencyNode[];
  readonly group?: string;
}

export interface Line {
  readonly from: string;
  readonly to: string;
  /** Of a fold there may be several. */
  readonly edges: readonly DependencyEdge[];
}

export interface Shown {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

/** So many can be read at once; with more, what is healthy folds by its group. */
export const READABLE = 40;

interface How {
  readonly unfolded: ReadonlySet<string>;
  /** These are never folded: what was searched, or is looked at. */
  readonly wanted: ReadonlySet<string>;
}

export const groupOf = ({ group, kind }: DependencyNode): string => group ?? kind;

/** What is not healthy, what is wanted and what stands alone in its group is shown; the rest as one box for each group. */
export function fold(nodes: readonly DependencyNode[], edges: readonly DependencyEdge[], how: How): Shown {
  const groups = new Map<string, DependencyNode[]>();
  for (const node of nodes.length > READABLE ? nodes.filter((each) => mayFold(each, how)) : []) {
    groups.set(groupOf(node), [...(groups.get(groupOf(node)) ?? []), node]);
  }
  const boxOf = new Map<string, string>();
  const folds: Box[] = [];
  for (const [group, folded] of groups) {
    if (folded.length < 2) {
      continue;
    }
    const id = `fold ${group}`;
    folds.push({ id, folded, group });
    for (const { name } of folded) {
      boxOf.set(name, id);
    }
  }
  const single = nodes.filter(({ name }) => !boxOf.has(name)).map((node): Box => ({ id: node.name, node }));
  return { boxes: [...single, ...folds], lines: linesBetween(edges, new Set(nodes.map(({ name }) => name)), boxOf) };
}

const mayFold = (node: DependencyNode, { unfolded, wanted }: How): boolean =>
  (node.state === 'healthy' || node.state === 'maintenance' || node.state === 'no-data') &&
  !wanted.has(node.name) &&
  !unfolded.has(groupOf(node));

function linesBetween(
  edges: readonly DependencyEdge[],
  known: ReadonlySet<string>,
  boxOf: ReadonlyMap<string, string>
): Line[] {
  const lines = new Map<string, { from: string; to: string; edges: DependencyEdge[] }>();
  for (const edge of edges) {
    if (!known.has(edge.from) || !known.has(edge.to)) {
      continue;
    }
    const from = boxOf.get(edge.from) ?? edge.from;
    const to = boxOf.get(edge.to) ?? edge.to;
    if (from === to) {
      continue;
    }
    const key = `${from}\n${to}`;
    const line = lines.get(key) ?? { from, to, edges: [] };
    line.edges.push(edge);
    lines.set(key, line);
  }
  return [...lines.values()];
}

/** Of a line: worst first. */
export const worstEdge = ({ edges }: Line): DependencyEdge | undefined =>
  [...edges].sort(
    (a, b) => healthRank(a.state ?? 'healthy') - healthRank(b.state ?? 'healthy') || (b.rate ?? 0) - (a.rate ?? 0)
  )[0];

/** Names that a search means: any part of the name, whatever its case. */
export const found = (nodes: readonly DependencyNode[], search: string): readonly DependencyNode[] => {
  const text = search.trim().toLowerCase();
  return text === '' ? [] : nodes.filter(({ name }) => name.toLowerCase().includes(text));
};
