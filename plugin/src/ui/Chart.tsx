import { css } from '@emotion/css';
import React, { useLayoutEffect, useRef, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { leftMargin, type Point, segments, ticksIn, timeTicks, valueRange } from './chartScale';
import { severityColor } from './severity';
import { clockText, momentText, secondText, shortDayText, zoneOffsetMs } from './time';

export interface Band {
  readonly from: number;
  readonly to: number;
  readonly kind: 'pending' | 'firing';
}

/** Something that happened at a moment: a deployment. */
export interface Mark {
  readonly at: number;
  readonly text: string;
}

interface Props {
  /** Read aloud instead of the picture. */
  label: string;
  lines: ReadonlyArray<readonly Point[]>;
  start: number;
  end: number;
  stepMs: number;
  limit?: { readonly value: number; readonly text: string };
  bands: readonly Band[];
  marks?: readonly Mark[];
  format(value: number): string;
  unit?: string;
  height?: number;
}

const margin = { top: 20, right: 20, bottom: 22 };

/** Neutral lines, a dashed limit with its value, shaded pending and firing. Text is text: it scales and can be read. */
export function Chart(props: Props) {
  const { label, lines, start, end, limit, bands, format, unit, height = 260 } = props;
  const [box, width] = useWidth();
  const [low, high] = valueRange(lines.flat(), limit?.value);
  const ticks = ticksIn(unit, [low, high], 5);
  const plot = {
    left: leftMargin(ticks.map(format)),
    right: width - margin.right,
    top: margin.top,
    bottom: height - margin.bottom,
  };
  const x = (at: number) => plot.left + ((at - start) / (end - start)) * (plot.right - plot.left);
  const y = (value: number) => plot.bottom - ((value - low) / (high - low)) * (plot.bottom - plot.top);
  const frame: Frame = { ...props, x, y, plot, ticks };
  return (
    // Until the picture has the width of a smaller window, it is not to widen the page.
    <div ref={box} style={{ height, overflow: 'hidden' }}>
      <svg width={width} height={height} role="img" aria-label={label}>
        <Axes frame={frame} />
        {bands.map((band) => (
          <BandShade key={`${band.kind} ${band.from}`} band={band} frame={frame} />
        ))}
        <Beginning frame={frame} />
        <Lines frame={frame} />
        {limit && <Limit frame={frame} limit={limit} />}
        <Crosshair frame={frame} />
        {props.marks?.map((mark) => (
          <MarkLine key={`${mark.at} ${mark.text}`} mark={mark} frame={frame} />
        ))}
      </svg>
    </div>
  );
}

interface Frame extends Props {
  x(at: number): number;
  y(value: number): number;
  readonly plot: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly ticks: readonly number[];
}

function Axes({ frame: { x, y, plot, ticks, start, end, format } }: { frame: Frame }) {
  const styles = useStyles2(getStyles);
  const offsetMs = zoneOffsetMs(end);
  const times = timeTicks(start, end, { most: Math.max(2, Math.floor((plot.right - plot.left) / 72)), offsetMs });
  const byDay = times.every((tick) => (tick + offsetMs) % 86_400_000 === 0);
  return (
    <g aria-hidden>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className={styles.grid} x1={plot.left} x2={plot.right} y1={y(tick)} y2={y(tick)} />
          <text className={styles.text} x={plot.left - 8} y={y(tick) + 4} textAnchor="end">
            {format(tick)}
          </text>
        </g>
      ))}
      {times.map((tick) => (
        <g key={tick}>
          <line className={styles.grid} x1={x(tick)} x2={x(tick)} y1={plot.top} y2={plot.bottom} />
          <text className={styles.text} x={x(tick)} y={plot.bottom + 16} textAnchor="middle">
            {byDay ? shortDayText(tick) : clockText(tick)}
          </text>
        </g>
      ))}
    </g>
  );
}

function BandShade({ band, frame: { x, plot, start, end } }: { band: Band; frame: Frame }) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const from = Math.max(band.from, start);
  const to = Math.min(band.to, end);
  if (to <= from) {
    return null;
  }
  const left = x(from);
  const width = x(to) - left;
  const firing = band.kind === 'firing';
  return (
    <g>
      <rect
        x={left}
        y={plot.top}
        width={width}
        height={plot.bottom - plot.top}
        fill={firing ? theme.colors.error.main : severityColor(theme, 'medium')}
        fillOpacity={0.16}
      />
      {firing && <line className={styles.edge} x1={left} x2={left} y1={plot.top} y2={plot.bottom} />}
      {width > (firing ? 60 : 52) && (
        <text className={styles.strong} x={left + 6} y={firing ? plot.top + 14 : plot.bottom - 6}>
          {firing && width > 130 && band.from >= start ? `firing since ${clockText(band.from)}` : band.kind}
        </text>
      )}
    </g>
  );
}

function Lines({ frame: { lines, stepMs, x, y } }: { frame: Frame }) {
  const styles = useStyles2(getStyles);
  const [first] = lines;
  const last = lines.length === 1 ? first?.at(-1) : undefined;
  return (
    <g>
      {lines.flatMap((line, at) =>
        segments(line, stepMs).map((part, piece) => (
          <polyline
            key={`${at} ${piece}`}
            className={styles.line}
            points={part.map(({ at: when, value }) => `${x(when).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}
          />
        ))
      )}
      {last && Number.isFinite(last.value) && (
        <circle className={styles.now} cx={x(last.at)} cy={y(last.value)} r={4} />
      )}
    </g>
  );
}

/** An empty stretch is no zero: it says since when there is something. */
function Beginning({ frame: { lines, start, end, limit, x, y, plot } }: { frame: Frame }) {
  const styles = useStyles2(getStyles);
  const first = Math.min(...lines.flatMap(([point]) => (point ? [point.at] : [])));
  const words = `no data before ${clockText(first)}`;
  // The limit's own words stand there where it is high.
  const high = limit !== undefined && y(limit.value) - plot.top < 40;
  return Number.isFinite(first) && first - start > (end - start) / 4 && x(first) - plot.left > 140 ? (
    <text className={styles.text} x={plot.left + 6} y={high ? plot.top + 54 : plot.top + 14}>
      {words}
    </text>
  ) : null;
}

function Limit({ frame: { y, plot }, limit }: { frame: Frame; limit: NonNullable<Props['limit']> }) {
  const styles = useStyles2(getStyles);
  const at = y(limit.value);
  return (
    <g>
      <line className={styles.limit} x1={plot.left} x2={plot.right} y1={at} y2={at} />
      <text className={styles.strong} x={plot.left + 6} y={at - 6}>
        limit {limit.text}
      </text>
    </g>
  );
}

/** A change: a thin line with a flag below, and its words under the pointer. */
function MarkLine({ mark: { at, text }, frame: { x, plot, start, end } }: { mark: Mark; frame: Frame }) {
  const styles = useStyles2(getStyles);
  if (at < start || at > end) {
    return null;
  }
  const words = `${momentText(at, end)} ${text}`;
  return (
    <g>
      <title>{words}</title>
      <line className={styles.change} x1={x(at)} x2={x(at)} y1={plot.top} y2={plot.bottom} />
      <path className={styles.flag} d={`M${x(at)} ${plot.bottom}l-5 -9h10z`} />
    </g>
  );
}

/** The value under the pointer, in words at the top. */
function Crosshair({ frame: { lines, x, plot, start, end, format } }: { frame: Frame }) {
  const styles = useStyles2(getStyles);
  const [at, setAt] = useState<number>();
  const onPointerMove = (event: React.PointerEvent<SVGRectElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setAt(start + ((event.clientX - left) / width) * (end - start));
  };
  const [line = []] = lines;
  const point = at === undefined ? undefined : nearest(line, at);
  return (
    <g>
      {point && (
        <>
          <line className={styles.edge} x1={x(point.at)} x2={x(point.at)} y1={plot.top} y2={plot.bottom} />
          <text className={styles.strong} x={plot.right} y={12} textAnchor="end">
            {end - start > 86_400_000 ? momentText(point.at, end) : secondText(point.at)} {format(point.value)}
          </text>
        </>
      )}
      <rect
        x={plot.left}
        y={plot.top}
        width={Math.max(0, plot.right - plot.left)}
        height={plot.bottom - plot.top}
        fill="transparent"
        onPointerMove={onPointerMove}
        onPointerLeave={() => setAt(undefined)}
      />
    </g>
  );
}

const nearest = (line: readonly Point[], at: number): Point | undefined =>
  line.reduce<Point | undefined>(
    (best, point) => (!best || Math.abs(point.at - at) < Math.abs(best.at - at) ? point : best),
    undefined
  );

function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(640);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || typeof ResizeObserver === 'undefined') {
      return undefined;
    }
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.max(240, entry.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, width] as const;
}

const getStyles = (theme: GrafanaTheme2) => ({
  grid: css({ stroke: theme.colors.border.weak, shapeRendering: 'crispEdges' }),
  text: css({ fill: theme.colors.text.secondary, fontSize: 12 }),
  strong: css({ fill: theme.colors.text.primary, fontSize: 12 }),
  line: css({ fill: 'none', stroke: theme.colors.text.primary, strokeWidth: 1.75, strokeLinejoin: 'round' }),
  now: css({ fill: theme.colors.text.primary }),
  limit: css({ stroke: theme.colors.error.text, strokeWidth: 1.5, strokeDasharray: '6 4' }),
  change: css({ stroke: theme.colors.text.secondary, strokeWidth: 1, strokeDasharray: '2 3' }),
  flag: css({ fill: theme.colors.text.secondary }),
  edge: css({ stroke: theme.colors.text.secondary, strokeWidth: 1 }),
});
