import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { WorkflowCommand } from '@tocsin/api';
import { Card } from '../ui/Card';
import { absoluteText, momentText } from '../ui/time';
import { useNow } from '../ui/useNow';

/** Who asked for what, and what came of it. */
export function Commands({ commands }: { commands: readonly WorkflowCommand[] }) {
  const styles = useStyles2(getStyles);
  const now = useNow();
  return (
    <Card title="What was asked" note="the newest first">
      {commands.length === 0 && <p className={styles.quiet}>Nobody has paused, resumed, cancelled or retried one.</p>}
      <ul className={styles.list}>
        {commands.map(({ id, workflow, action, by, at, detail }) => (
          <li key={id}>
            <time dateTime={at} title={absoluteText(Date.parse(at))} className={styles.quiet}>
              {momentText(Date.parse(at), now)}
            </time>{' '}
            {by}: {action} {workflow}
            <div className={styles.quiet}>{detail}</div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  quiet: css({ color: theme.colors.text.secondary }),
  list: css({ listStyle: 'none', '& > li': { padding: theme.spacing(0.75, 0), fontSize: 13 } }),
});
