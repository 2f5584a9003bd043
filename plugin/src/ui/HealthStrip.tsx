import { css } from '@emotion/css';
import React, { memo, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Portal, useStyles2, useTheme2 } from '@grafana/ui';
import type { HealthState, HealthStrip as Strip } from '@tocsin/api';
import { healthColor, healthOrder } from './health';
import { cellHeight, stateOfCell, stretchesOf, stripWords, timesText, wordOf } from './strip';

interface Props {
  /** Whose time it is. */
  name: string;
  strip: Strip;
  height?: number;
  /** The keyboard walks its cells: for one strip on a page, not for many in a list. */
  walk?: boolean;
}

const GAP = 0.22;
const HIGH = 20;

/**
 * States over time: each cell by colour and height, and in words under the pointer or the keyboard. All cells of a state
 * are one path, so that a thousand strips are five thousand shapes and not a hundred thousand.
 */
export const HealthStrip = memo(
  function HealthStrip({ name, strip, height = HIGH, walk = false }: Props) {
    const styles = useStyles2(getStyles);
    const count = strip.cells.length;
    const [shown, setShown] = useState<Shown>();
    const at = (cell: number, box: DOMRect): Shown => ({
      cell,
      left: box.left + ((cell + 0.5) / count) * box.width,
      top: box.bottom + 4,
    });
    const show = (cell: number, element: Element) =>
      setShown(at(Math.max(0, Math.min(count - 1, cell)), element.getBoundingClientRect()));
    const keyboard = {
      tabIndex: 0,
      onFocus: (event: React.FocusEvent<SVGSVGElement>) => show(count - 1, event.currentTarget),
      onBlur: () => setShown(undefined),
      onKeyDown: (event: React.KeyboardEvent<SVGSVGElement>) => {
        const step = steps[event.key];
        if (step !== undefined) {
          event.preventDefault();
          show((shown?.cell ?? count - 1) + step, event.currentTarget);
        }
      },
    };
    return (
      <>
        <svg
          viewBox={`0 0 ${Math.max(1, count)} ${HIGH}`}
          preserveAspectRatio="none"
          className={styles.strip}
          style={{ height }}
          role="img"
          aria-label={`${name}, ${stripWords(strip)}`}
          onPointerMove={(event) => {
            const { left, width } = event.currentTarget.getBoundingClientRect();
            show(Math.floor(((event.clientX - left) / width) * count), event.currentTarget);
          }}
          onPointerLeave={() => setShown(undefined)}
          {...(walk ? keyboard : {})}
        >
          <Cells strip={strip} />
          {shown && <rect className={styles.here} x={shown.cell} y={0} width={1} height={HIGH} />}
        </svg>
        {shown && (
          <Portal>
            <div
              role={walk ? 'status' : 'tooltip'}
              className={styles.words}
              style={{ left: shown.left, top: shown.top }}
            >
              {cellWords(strip, shown.cell)}
            </div>
          </Portal>
        )}
      </>
    );
  },
  // A list is loaded anew each few seconds, and most strips are the same then.
  (before, after) =>
    before.strip.cells === after.strip.cells &&
    before.strip.from === after.strip.from &&
    before.strip.backfilled === after.strip.backfilled &&
    before.name === after.name
);

interface Shown {
  readonly cell: number;
  readonly left: number;
  readonly top: number;
}

const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, Home: -10_000, End: 10_000 };

function cellWords(strip: Strip, cell: number): string {
  const after = cell < (strip.backfilled ?? 0) ? ', calculated afterwards' : '';
  return `${timesText(strip, { from: cell, to: cell + 1 })} ${wordOf(stateOfCell(strip.cells[cell]))}${after}`;
}

function Cells({ strip }: { strip: Strip }) {
  const theme = useTheme2();
  const drawn: Partial<Record<HealthState, string>> = {};
  for (const { state, from, to } of stretchesOf(strip)) {
    const high = HIGH * cellHeight[state];
    for (let cell = from; cell < to; cell++) {
      drawn[state] = `${drawn[state] ?? ''}M${cell + GAP / 2} ${HIGH}v${-high}h${1 - GAP}v${high}z`;
    }
  }
  return (
    <>
      {healthOrder.map((state) => drawn[state] && <path key={state} d={drawn[state]} fill={cellColor(theme, state)} />)}
    </>
  );
}

/** Healthy is the ground that the rest stands out from. */
const cellColor = (theme: GrafanaTheme2, state: HealthState): string =>
  state === 'healthy'
    ? theme.visualization.getColorByName(theme.isDark ? 'dark-green' : 'semi-dark-green')
    : healthColor(theme, state);

/** What the heights and colours mean, and how much time a cell is. */
export function StripLegend({ cell }: { cell?: string }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  return (
    <div className={styles.legend}>
      {legend.map((state) => (
        <span key={state} className={styles.entry}>
          <svg width={6} height={14} viewBox="0 0 6 14" aria-hidden>
            <rect
              x={0}
              y={14 - Math.max(1.5, 14 * cellHeight[state])}
              width={6}
              height={Math.max(1.5, 14 * cellHeight[state])}
              fill={cellColor(theme, state)}
            />
          </svg>
          {wordOf(state)}
        </span>
      ))}
      {cell && <span className={styles.side}>{cell}</span>}
    </div>
  );
}

const legend: readonly HealthState[] = ['healthy', 'degraded', 'failing', 'maintenance', 'no-data'];

const getStyles = (theme: GrafanaTheme2) => ({
  strip: css({ display: 'block', width: '100%', minWidth: 0, overflow: 'visible' }),
  here: css({ fill: 'none', stroke: theme.colors.text.primary, strokeWidth: 1, vectorEffect: 'non-scaling-stroke' }),
  words: css({
    position: 'fixed',
    zIndex: theme.zIndex.tooltip,
    transform: 'translateX(-50%)',
    padding: theme.spacing(0.5, 1),
    borderRadius: theme.shape.radius.default,
    border: `1px solid ${theme.colors.border.medium}`,
    background: theme.colors.background.secondary,
    color: theme.colors.text.primary,
    boxShadow: theme.shadows.z2,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
    pointerEvents: 'none',
  }),
  legend: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 2),
    paddingTop: theme.spacing(1),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  entry: css({ display: 'inline-flex', alignItems: 'flex-end', gap: theme.spacing(0.75) }),
  side: css({ marginLeft: 'auto' }),
});
