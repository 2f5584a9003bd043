import { css } from '@emotion/css';
import React, { type ReactNode } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';

interface Props {
  icon?: IconName;
  title: string;
  children?: ReactNode;
}

/** What the emptiness means, and the next step in one line. */
export function Empty({ icon = 'check-circle', title, children }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.box}>
      <Icon name={icon} size="xxl" className={icon === 'check-circle' ? styles.good : styles.neutral} />
      <div className={styles.title}>{title}</div>
      {children && <div className={styles.text}>{children}</div>}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(6, 2),
    textAlign: 'center',
  }),
  good: css({ color: theme.colors.success.text }),
  neutral: css({ color: theme.colors.text.secondary }),
  title: css({ fontSize: 16, fontWeight: theme.typography.fontWeightMedium }),
  text: css({ color: theme.colors.text.secondary }),
});
