import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { Age } from '../ui/Age';

interface Props {
  kept: {
    readonly source: 'file' | 'app';
    readonly version: number;
    readonly changedAt: string;
    readonly changedBy: string;
    readonly comment?: string;
    readonly problems: readonly string[];
  };
}

/** Where it stands and who changed it, and what is wrong with it. */
export function Origin({ kept: { source, version, changedAt, changedBy, comment, problems } }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <>
      {problems.map((problem) => (
        <p key={problem} className={styles.problem}>
          <Icon name="exclamation-triangle" size="sm" /> {problem}
        </p>
      ))}
      <p className={styles.quiet}>
        {source === 'file' ? (
          <>From {changedBy}: change it there.</>
        ) : (
          <>
            Made here: version {version}, by {changedBy} <Age since={changedAt} suffix=" ago" />
            {comment ? `: ${comment}` : ''}
          </>
        )}
      </p>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  problem: css({
    color: theme.colors.warning.text,
    fontSize: 13,
    margin: theme.spacing(0, 0, 1),
    overflowWrap: 'anywhere',
  }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: 12, margin: 0, overflowWrap: 'anywhere' }),
});
