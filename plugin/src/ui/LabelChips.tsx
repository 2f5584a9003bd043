import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

export function LabelChips({ labels }: { labels: Readonly<Record<string, string>> }) {
  const styles = useStyles2(getStyles);
  const entries = Object.entries(labels);
  if (entries.length === 0) {
    return <span className={styles.none}>No labels</span>;
  }
  return (
    <ul className={styles.list}>
      {entries.map(([name, value]) => (
        <li key={name} className={styles.chip}>
          <span className={styles.name}>{name}=</span>
          {value}
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), listStyle: 'none' }),
  chip: css({
    padding: theme.spacing(0.25, 1),
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: 12,
    borderRadius: theme.shape.radius.default,
    border: `1px solid ${theme.colors.border.weak}`,
    background: theme.colors.background.secondary,
    overflowWrap: 'anywhere',
  }),
  name: css({ color: theme.colors.text.secondary }),
  none: css({ color: theme.colors.text.secondary }),
});
