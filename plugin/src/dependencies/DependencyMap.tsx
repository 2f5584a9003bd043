import { css, cx } from '@emotion/css';
import React, { useMemo } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { HealthState } from '@tocsin/api';
import { shapes } from '../ui/HealthMark';
import { healthColor, healthWord } from '../ui/health';
import { quantityText } from '../ui/numbers';
import { edgeWords } from './edgeWords';
import { type Box, type Line, type Shown, worstEdge } from './fold';
import { BOX_HEIGHT, BOX_WIDTH, place } from './layout';

interface Props {
  shown: Shown;
  /** Names that a search found: the rest is dimmed. */
  found: ReadonlySet<string>;
  current?: string;
  zoom: number;
  open(box: Box): void;
}

/** With more connections their numbers are in the table and under the pointer only. */
const LABELLED = 30;

/** Callers left, what they depend on to their right. Boxes are buttons: the keyboard reaches each. */
export function DependencyMap({ shown, found, current, zoom, open }: Props) {
  const styles = useStyles2(getStyles);
  const placed = useMemo(() => place(shown, shown.lines.length <= LABELLED ? labelOf : undefined), [shown]);
  const few = shown.lines.length <= LABELLED;
  return (
    <div className={styles.scroll} role="region" aria-label="Map of dependencies" tabIndex={0}>
      <svg
        // It fits its card where it can be read so.
        style={{
          width: placed.width * zoom,
          maxWidth: zoom <= 1 ? '100%' : undefined,
          minWidth: placed.width * Math.min(zoom, 0.6),
          height: 'auto',
        }}
        viewBox={`0 0 ${placed.width} ${placed.height}`}
        className={styles.svg}
        data-drawing
      >
        <defs>
          <marker
            id="tocsin-arrow"
            viewBox="0 0 8 8"
            refX="8"
            refY="4"
            markerWidth="9"
            markerHeight="9"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M0 0.5 8 4 0 7.5Z" className={styles.arrow} />
          </marker>
        </defs>
        {placed.lines.map(({ line, path, x, y }) => (
          <Connection key={`${line.from} ${line.to}`} line={line} path={path} at={{ x, y }} labelled={few} />
        ))}
        {placed.boxes.map(({ box, x, y }) => (
          <Node
            key={box.id}
            box={box}
            at={{ x, y }}
            open={open}
            look={box.id === current ? 'current' : found.size > 0 && !found.has(box.id) ? 'dim' : undefined}
          />
        ))}
      </svg>
    </div>
  );
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function Connection({ line, path, at, labelled }: { line: Line; path: string; at: Point; labelled: boolean }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const edge = worstEdge(line);
  const ill = edge?.state === 'failing' || edge?.state === 'degraded';
  const label = labelOf(line);
  return (
    <g className={styles.line}>
      <path
        d={path}
        fill="none"
        strokeWidth={ill ? 2.5 : 1.25}
        strokeDasharray={edge && !edge.discovered ? '4 3' : undefined}
        stroke={ill && edge?.state ? healthColor(theme, edge.state) : theme.colors.border.strong}
        markerEnd="url(#tocsin-arrow)"
      />
      <path d={path} fill="none" stroke="transparent" strokeWidth={14}>
        <title>{titleOf(line)}</title>
      </path>
      {labelled && label && (
        <text x={at.x} y={at.y + 4} textAnchor="middle" className={cx(styles.label, ill && styles.strong)}>
          {label}
        </text>
      )}
    </g>
  );
}

/** "82/s · 9 % · 710 ms": requests, errors, p95. */
function labelOf({ edges }: Line): string {
  const [edge] = edges;
  if (!edge || edges.length > 1) {
    return '';
  }
  const { rate, errorRate, p95 } = edge;
  return [
    rate === undefined ? undefined : `${quantityText(rate)}/s`,
    errorRate === undefined ? undefined : quantityText(errorRate, 'ratio'),
    p95 === undefined ? undefined : quantityText(p95, 's'),
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

const titleOf = ({ edges }: Line): string =>
  edges.map((edge) => `${edge.from} depends on ${edge.to}: ${edgeWords(edge)}`).join('\n');

interface NodeProps {
  box: Box;
  at: Point;
  look?: 'current' | 'dim';
  open(box: Box): void;
}

function Node({ box, at, look, open }: NodeProps) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const { title, words, state } = textOf(box);
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      open(box);
    }
  };
  return (
    <g
      transform={`translate(${at.x},${at.y})`}
      role="button"
      tabIndex={0}
      aria-label={`${title}: ${words}`}
      className={cx(styles.node, look && styles[look])}
      onClick={() => open(box)}
      onKeyDown={onKeyDown}
    >
      {/* Only where it says more than what stands there: else its words would be there twice, and its name once. */}
      {(clipped(title, 19) !== title || clipped(words, 23) !== words) && <title>{`${title}: ${words}`}</title>}
      <rect width={BOX_WIDTH} height={BOX_HEIGHT} rx={4} className={cx(styles.box, box.folded && styles.folded)} />
      {state && (
        <svg x={12} y={16} width={12} height={12} viewBox="0 0 12 12" color={healthColor(theme, state)}>
          {shapes[state]}
        </svg>
      )}
      <text x={34} y={19} className={cx(styles.name, worrying(state) && styles.strong)}>
        {clipped(title, 19)}
      </text>{' '}
      <text x={34} y={34} className={styles.words}>
        {clipped(words, 23)}
      </text>
    </g>
  );
}

const worrying = (state?: HealthState): boolean => state === 'failing' || state === 'degraded';

function textOf({ node, folded = [], group }: Box): { title: string; words: string; state?: HealthState } {
  if (!node) {
    return { title: group ?? '', words: `${folded.length} more, open`, state: folded[0]?.state };
  }
  const incidents = node.incidents > 0 ? `, ${node.incidents} ${node.incidents === 1 ? 'incident' : 'incidents'}` : '';
  return { title: node.name, words: `${node.word || healthWord[node.state]}${incidents}`, state: node.state };
}

const clipped = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({ overflow: 'auto', maxHeight: 'calc(100vh - 280px)', minHeight: 280 }),
  svg: css({ display: 'block', margin: '0 auto' }),
  arrow: css({ fill: theme.colors.text.secondary }),
  line: css({ '&:hover path:first-of-type': { strokeWidth: 3 } }),
  label: css({
    fontSize: 11,
    fill: theme.colors.text.secondary,
    paintOrder: 'stroke',
    stroke: theme.colors.background.primary,
    strokeWidth: 4,
  }),
  strong: css({ fontWeight: theme.typography.fontWeightMedium, fill: theme.colors.text.primary }),
  node: css({
    cursor: 'pointer',
    '&:hover rect, &:focus-visible rect': { stroke: theme.colors.primary.main, strokeWidth: 2 },
    '&:focus': { outline: 'none' },
  }),
  box: css({ fill: theme.colors.background.secondary, stroke: theme.colors.border.medium }),
  folded: css({ strokeDasharray: '2 2' }),
  current: css({ '& rect': { stroke: theme.colors.primary.main, strokeWidth: 2 } }),
  dim: css({ opacity: 0.35 }),
  name: css({ fontSize: 13, fill: theme.colors.text.primary }),
  words: css({ fontSize: 11, fill: theme.colors.text.secondary }),
});
