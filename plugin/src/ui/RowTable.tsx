import { css, cx } from '@emotion/css';
import React, { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { colorManipulator, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

export interface Column<T> {
  readonly title: string;
  /** What stands above the column instead of its title: a scale. */
  readonly head?: ReactNode;
  /** A width of CSS grid: "120px", "minmax(0, 1fr)". */
  readonly width: string;
  readonly align?: 'right';
  cell(row: T): ReactNode;
}

interface Props<T> {
  label: string;
  rows: readonly T[];
  columns: ReadonlyArray<Column<T>>;
  rowHeight: number;
  keyOf(row: T): string;
  open(row: T): void;
  look?(row: T): 'hot' | 'dim' | undefined;
  /** Key of the row under the keyboard. */
  cursor?: string;
  hideHead?: boolean;
  /** Let the page scroll instead of the list: for short lists. */
  whole?: boolean;
}

const SPARE_ROWS = 8;
const HEIGHT_IF_UNKNOWN = 600;

/** A table of rows of one height, of which only those in sight exist: 5,000 cost what 30 do. */
export function RowTable<T>(props: Props<T>) {
  const { label, rows, columns, rowHeight, keyOf, cursor, hideHead, whole } = props;
  const styles = useStyles2(getStyles);
  const box = useRef<HTMLDivElement>(null);
  const { first, last, onScroll } = useWindow(box, { count: rows.length, rowHeight, whole });
  useCursorInView(box, whole || cursor === undefined ? -1 : rows.findIndex((row) => keyOf(row) === cursor), rowHeight);
  const template = { gridTemplateColumns: columns.map(({ width }) => width).join(' ') };
  return (
    <div
      ref={box}
      role="table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      tabIndex={whole ? undefined : 0}
      className={cx(styles.table, !whole && styles.scroll)}
      onScroll={onScroll}
    >
      <div role="rowgroup" className={cx(styles.head, hideHead && styles.hidden)}>
        <div role="row" aria-rowindex={1} className={styles.grid} style={template}>
          {columns.map(({ title, head, align }) => (
            <span
              key={title}
              role="columnheader"
              aria-label={head ? title : undefined}
              className={cx(styles.cell, align && styles.right)}
            >
              {head ?? title}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" style={{ paddingTop: first * rowHeight, paddingBottom: (rows.length - last) * rowHeight }}>
        {rows.slice(first, last).map((row, at) => (
          <Row key={keyOf(row)} row={row} index={first + at} template={template} table={props} />
        ))}
      </div>
    </div>
  );
}

interface RowProps<T> {
  row: T;
  index: number;
  template: { gridTemplateColumns: string };
  table: Props<T>;
}

function Row<T>({ row, index, template, table }: RowProps<T>) {
  const styles = useStyles2(getStyles);
  const current = table.cursor === table.keyOf(row);
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (current) {
      element.current?.querySelector('a')?.focus({ preventScroll: !table.whole });
    }
  }, [current, table.whole]);
  const look = table.look?.(row);
  const onClick = (event: React.MouseEvent) => {
    const onControl = event.target instanceof Element && event.target.closest('a, button, input, label');
    if (!onControl && !window.getSelection()?.toString()) {
      table.open(row);
    }
  };
  return (
    // The link inside the row is what the keyboard and screen readers use; a click anywhere on it is a convenience.
    <div
      ref={element}
      role="row"
      aria-rowindex={index + 2}
      aria-current={current || undefined}
      className={cx(styles.grid, styles.row, look && styles[look], current && styles.current)}
      style={{ ...template, height: table.rowHeight }}
      onClick={onClick}
    >
      {table.columns.map(({ title, cell, align }) => (
        <span key={title} role="cell" className={cx(styles.cell, align && styles.right)}>
          {cell(row)}
        </span>
      ))}
    </div>
  );
}

interface Extent {
  readonly count: number;
  readonly rowHeight: number;
  readonly whole?: boolean;
}

interface View {
  readonly top: number;
  readonly height: number;
}

const viewOf = (list: HTMLElement) => (before: View) => {
  const height = list.clientHeight || HEIGHT_IF_UNKNOWN;
  return before.top === list.scrollTop && before.height === height ? before : { top: list.scrollTop, height };
};

function useWindow(box: React.RefObject<HTMLDivElement | null>, { count, rowHeight, whole }: Extent) {
  const [view, setView] = useState<View>({ top: 0, height: HEIGHT_IF_UNKNOWN });
  useEffect(() => {
    const list = box.current;
    if (!list || typeof ResizeObserver === 'undefined') {
      return undefined;
    }
    const observer = new ResizeObserver(() => setView(viewOf(list)));
    observer.observe(list);
    return () => observer.disconnect();
  }, [box]);
  if (whole) {
    return { first: 0, last: count, onScroll: undefined };
  }
  const first = Math.max(0, Math.min(count, Math.floor(view.top / rowHeight) - SPARE_ROWS));
  const last = Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + SPARE_ROWS);
  const onScroll = (event: React.UIEvent<HTMLElement>) => setView(viewOf(event.currentTarget));
  return { first, last, onScroll };
}

/** Moves the list under the cursor by as little as needed; the head keeps its place above. */
function useCursorInView(box: React.RefObject<HTMLDivElement | null>, index: number, rowHeight: number) {
  useLayoutEffect(() => {
    const list = box.current;
    if (!list || index < 0) {
      return;
    }
    const top = index * rowHeight;
    const room = list.clientHeight - 2 * rowHeight;
    if (top < list.scrollTop) {
      list.scrollTo?.({ top });
    } else if (room > 0 && top > list.scrollTop + room) {
      list.scrollTo?.({ top: top - room });
    }
  }, [box, index, rowHeight]);
}

/** In light, red words on Grafana's own red tint are 4.3:1; a weaker tint keeps them readable. */
const tint = (theme: GrafanaTheme2): string =>
  theme.isDark ? theme.colors.error.transparent : colorManipulator.alpha(theme.colors.error.main, 0.07);

const getStyles = (theme: GrafanaTheme2) => ({
  /** From edge to edge of its card, so that columns begin where the card's title does. */
  table: css({ margin: theme.spacing(0, -2) }),
  scroll: css({ overflowY: 'auto', maxHeight: 'calc(100vh - 310px)', minHeight: 240, overscrollBehavior: 'contain' }),
  head: css({
    position: 'sticky',
    top: 0,
    zIndex: 1,
    background: theme.colors.background.primary,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    lineHeight: '32px',
  }),
  hidden: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
  grid: css({ display: 'grid', gap: theme.spacing(2), alignItems: 'center', padding: theme.spacing(0, 2) }),
  row: css({
    borderTop: `1px solid ${theme.colors.border.weak}`,
    fontSize: 13,
    cursor: 'pointer',
    '&:hover': { background: theme.colors.background.secondary },
    // The row shows the focus of its link: the link's own ring would be cut off by its cell.
    '&:focus-within': {
      background: theme.colors.background.secondary,
      boxShadow: `inset 3px 0 ${theme.colors.primary.main}`,
    },
    '& a:focus-visible': { outline: 'none', boxShadow: 'none', textDecoration: 'underline' },
  }),
  cell: css({ minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  right: css({ textAlign: 'right', fontVariantNumeric: 'tabular-nums' }),
  current: css({
    background: theme.colors.background.secondary,
    boxShadow: `inset 3px 0 ${theme.colors.primary.main}`,
  }),
  hot: css({ background: tint(theme), '&:hover': { background: tint(theme) } }),
  dim: css({ color: theme.colors.text.secondary }),
});
