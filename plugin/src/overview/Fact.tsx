import { css } from '@emotion/css';
import React, { type ReactNode } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';

interface Props {
  icon: IconName;
  name: ReactNode;
  good?: boolean;
  /** The state in words, beside its icon. */
  word: ReactNode;
  detail?: ReactNode;
}

/** One line of what is known: a name, a state by icon and word, and what there is to say of it. */
export function Fact({ icon, name, good, word, detail }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <li className={styles.fact}>
      <Icon name={icon} size="sm" className={styles.icon} />
      <span className={styles.name}>{name}</span>
      <span className={styles.word}>
        {good !== undefined && (
          <Icon name={good ? 'check' : 'exclamation-triangle'} size="sm" className={good ? styles.good : styles.bad} />
        )}
        <span>{word}</span>
      </span>
      {detail && <span className={styles.detail}>{detail}</span>}
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fact: css({
    display: 'grid',
    gridTemplateColumns: '16px minmax(0, 1fr) auto',
    gap: theme.spacing(0.25, 1),
    alignItems: 'center',
    padding: theme.spacing(1, 0),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    fontSize: 13,
    listStyle: 'none',
  }),
  icon: css({ color: theme.colors.text.secondary }),
  name: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  word: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    color: theme.colors.text.secondary,
  }),
  good: css({ color: theme.colors.success.text }),
  bad: css({ color: theme.colors.warning.text }),
  detail: css({
    gridColumn: '2 / -1',
    color: theme.colors.text.secondary,
    fontSize: 12,
    overflowWrap: 'anywhere',
  }),
});
