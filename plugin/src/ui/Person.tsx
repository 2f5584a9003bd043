import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

/** People are never coloured. */
export function Person({ name }: { name?: string }) {
  const styles = useStyles2(getStyles);
  return (
    <span className={cx(styles.person, !name && styles.nobody)}>
      <span className={cx(styles.round, !name && styles.dashed)} aria-hidden>
        {name ? name.charAt(0).toUpperCase() : '?'}
      </span>
      <span className={styles.name}>{name ?? 'Nobody'}</span>
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  person: css({
    display: 'inline-flex',
    verticalAlign: 'middle',
    alignItems: 'center',
    gap: theme.spacing(1),
    minWidth: 0,
  }),
  nobody: css({ color: theme.colors.text.secondary }),
  name: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  round: css({
    width: 20,
    height: 20,
    flex: 'none',
    borderRadius: '50%',
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    fontSize: 11,
    color: theme.colors.text.primary,
    background: theme.colors.background.secondary,
    border: `1px solid ${theme.colors.border.medium}`,
  }),
  dashed: css({ borderStyle: 'dashed', background: 'none' }),
});
