import { css, cx } from '@emotion/css';
import React, { type ReactNode, useId } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface Props {
  title: string;
  note?: ReactNode;
  side?: ReactNode;
  /** The page's own title says it already; the name stays for screen readers. */
  quietTitle?: boolean;
  /** The last good data of something that does not answer now. */
  past?: boolean;
  children: ReactNode;
}

export function Card({ title, note, side, quietTitle = false, past = false, children }: Props) {
  const styles = useStyles2(getStyles);
  const id = useId();
  return (
    <section className={styles.card} aria-labelledby={id}>
      <div className={quietTitle ? styles.hidden : styles.head}>
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        {note && <span className={styles.note}>{note}</span>}
        {side && <span className={styles.side}>{side}</span>}
      </div>
      <div className={cx(past && styles.past)}>{children}</div>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    padding: theme.spacing(1.5, 2),
    minWidth: 0,
  }),
  head: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', gap: theme.spacing(1), minHeight: 28 }),
  hidden: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
  title: css({ fontSize: 14, lineHeight: '22px', fontWeight: theme.typography.fontWeightMedium, margin: 0 }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  side: css({ marginLeft: 'auto', fontSize: theme.typography.bodySmall.fontSize }),
  past: css({ filter: 'grayscale(1)' }),
});
