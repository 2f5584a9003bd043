import { css, keyframes } from '@emotion/css';
import React, { useEffect, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface Props {
  rows: number;
  /** The height that the real rows will have, so that nothing jumps. */
  rowHeight: number;
}

/** The place is kept at once; grey bars come only when the answer takes longer than 200 ms. */
export function Skeleton({ rows, rowHeight }: Props) {
  const styles = useStyles2(getStyles);
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 200);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div aria-busy="true" aria-label="Loading" role="status">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles.row} style={{ height: rowHeight }}>
          {slow && <span className={styles.bar} style={{ width: `${[62, 48, 70, 40, 55][row % 5]}%` }} />}
          {slow && <span className={styles.bar} style={{ width: '12%', marginLeft: 'auto' }} />}
        </div>
      ))}
    </div>
  );
}

const breathe = keyframes({ '50%': { opacity: 0.5 } });

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(2),
    borderTop: `1px solid ${theme.colors.border.weak}`,
  }),
  bar: css({
    height: 10,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.action.selected,
    [theme.transitions.handleMotion('no-preference')]: { animation: `${breathe} 1.6s ease-in-out infinite` },
  }),
});
