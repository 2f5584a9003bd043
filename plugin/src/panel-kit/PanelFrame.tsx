import { css, cx } from '@emotion/css';
import React, { type ReactNode } from 'react';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Answered } from './useAnswer';

interface Props {
  width: number;
  height: number;
  /** For screen readers: "Active alerts". */
  label: string;
  answered: Answered<unknown>;
  /** What an empty answer means, and the next step; absent: there is something to show. */
  empty?: ReactNode;
  children: ReactNode;
}

/** The states of every panel that asks Tocsin: asking, nothing, failed with the last good answer greyed, and the content. */
export function PanelFrame({ width, height, label, answered: { data, dataAt, error }, empty, children }: Props) {
  const styles = useStyles2(getStyles);
  return (
    // Focusable, since what scrolls must be reached by the keyboard too.
    <div style={{ width, height }} className={styles.box} role="region" aria-label={label} tabIndex={0}>
      {error && (
        <p role="alert" className={styles.error}>
          {error}.{' '}
          {dataAt
            ? `Below: as of ${dateTimeFormat(dataAt, { format: 'HH:mm:ss' })}.`
            : 'How things are is not known from here.'}
        </p>
      )}
      {data === undefined && !error && <p className={styles.quiet}>Asking…</p>}
      {data !== undefined && empty !== undefined && <p className={styles.quiet}>{empty}</p>}
      {data !== undefined && empty === undefined && <div className={cx(error && styles.past)}>{children}</div>}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ overflow: 'auto' }),
  error: css({ color: theme.colors.error.text, marginBottom: theme.spacing(1) }),
  quiet: css({ color: theme.colors.text.secondary, padding: theme.spacing(2), textAlign: 'center' }),
  past: css({ filter: 'grayscale(1)', color: theme.colors.text.secondary }),
});
