import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { useMayAct } from '../api/LiveProvider';

interface Props {
  find?: boolean;
  /** Further letters, and what they do. */
  more?: ReadonlyArray<readonly [key: string, does: string]>;
}

export function KeyHints({ find = false, more = [] }: Props) {
  const styles = useStyles2(getStyles);
  const mayAct = useMayAct();
  return (
    <div className={styles.hints}>
      <span>
        <kbd className={styles.key}>j</kbd> <kbd className={styles.key}>k</kbd> move
      </span>
      <span>
        <kbd className={styles.key}>↵</kbd> open
      </span>
      {mayAct && (
        <span>
          <kbd className={styles.key}>a</kbd> acknowledge
        </span>
      )}
      {mayAct &&
        more.map(([key, does]) => (
          <span key={key}>
            <kbd className={styles.key}>{key}</kbd> {does}
          </span>
        ))}
      {find && (
        <span>
          <kbd className={styles.key}>/</kbd> find
        </span>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  hints: css({
    display: 'flex',
    gap: theme.spacing(2),
    padding: theme.spacing(1, 0),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    [theme.breakpoints.down('md')]: { display: 'none' },
  }),
  key: css({
    padding: theme.spacing(0, 0.75),
    borderRadius: theme.shape.radius.default,
    border: `1px solid ${theme.colors.border.medium}`,
    background: theme.colors.background.secondary,
    color: theme.colors.text.primary,
    boxShadow: 'none',
  }),
});
