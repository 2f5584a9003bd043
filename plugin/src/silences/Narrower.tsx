import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import type { SilenceMatcher, SilencePreview } from '@tocsin/api';
import { Card } from '../ui/Card';
import { alertsText, criticalOf } from './counts';

interface Props {
  narrower: NonNullable<SilencePreview['narrower']>;
  /** Whether all seven days are known. */
  complete: boolean;
  add(matcher: SilenceMatcher): void;
}

/** The same without the worst of them, with its own numbers. */
export function Narrower({ narrower, complete, add }: Props) {
  const styles = useStyles2(getStyles);
  const { now, history, text } = narrower;
  const critical = criticalOf(now) + criticalOf(history);
  return (
    <Card title="Narrower" quietTitle>
      <div className={styles.line}>
        <Icon name="filter-plus" size="lg" className={styles.icon} />
        <div className={styles.words}>
          <div>
            Narrower: add <code className={styles.code}>{text}</code>
          </div>
          <div className={styles.numbers}>
            Hides {alertsText(now.total)} now{`, ${history.total} in ${complete ? '7 days' : 'what is known before'}`}
            {critical === 0 ? ', none of them critical' : ''}.
          </div>
        </div>
        <Button variant="secondary" size="sm" onClick={() => add(narrower.add)}>
          Add it
        </Button>
      </div>
    </Card>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(2) }),
  icon: css({ color: theme.colors.text.secondary, flex: 'none' }),
  words: css({ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }),
  numbers: css({ color: theme.colors.text.secondary, fontSize: 13 }),
  code: css({ background: 'none', border: 'none', padding: 0, margin: 0, color: 'inherit' }),
});
