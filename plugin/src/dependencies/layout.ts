import { Graph, layout } from '@dagrejs/dagre';
import type { Box, Line, Shown } from './fold';

export const BOX_WIDTH = 176;
export const BOX_HEIGHT = 44;
const MARGIN = 16;

export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyArray<{ readonly box: Box; readonly x: number; readonly y: number }>;
  readonly lines: ReadonlyArray<{ readonly line: Line; readonly path: string; readonly x: number; readonly y: number }>;
}

/** About what a letter of a label takes. */
const LETTER = 6;

/** Callers left, what they depend on to their right, with room for what stands on the lines. The same is always placed alike. */
export function place({ boxes, lines }: Shown, labelOf: (line: Line) => string = () => ''): Placed {
  const graph = new Graph({ multigraph: false });
  graph.setGraph({ rankdir: 'LR', nodesep: 20, ranksep: 48, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of boxes) {
    graph.setNode(id, { width: BOX_WIDTH, height: BOX_HEIGHT });
  }
  for (const line of lines) {
    const label = labelOf(line);
    graph.setEdge(line.from, line.to, {
      width: Math.max(24, label.length * LETTER),
      height: label ? 18 : 0,
      labelpos: 'c',
    });
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width: Math.max(BOX_WIDTH + 2 * MARGIN, width),
    height: Math.max(BOX_HEIGHT + 2 * MARGIN, height),
    boxes: boxes.map((box) => {
      const { x = 0, y = 0 } = graph.node(box.id);
      return { box, x: x - BOX_WIDTH / 2, y: y - BOX_HEIGHT / 2 };
    }),
    lines: lines.map((line) => {
      const { points = [], x = 0, y = 0 } = graph.edge(line.from, line.to) ?? {};
      return { line, path: pathThrough(points), x, y };
    }),
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A smooth line that ends straight, so that its arrow points along it. */
function pathThrough(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) {
    return '';
  }
  const curves = rest.map((to, at) => {
    const from = points[at] ?? first;
    const middle = (from.x + to.x) / 2;
    return `C${middle},${from.y} ${middle},${to.y} ${to.x},${to.y}`;
  });
  return `M${first.x},${first.y} ${curves.join(' ')}`;
}
