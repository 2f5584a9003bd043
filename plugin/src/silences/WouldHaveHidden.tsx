import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { SilencePreview } from '@tocsin/api';
import { Card } from '../ui/Card';
import { SeverityMark } from '../ui/SeverityMark';
import { absoluteText, momentText } from '../ui/time';
import { useNow } from '../ui/useNow';
import { countedAtLength } from './counts';
import { DayBars } from './DayBars';

const SHOWN = 5;

/** What the last seven days say of it. Where they are not known it says so, and never shows a zero. */
export function WouldHaveHidden({ history, past }: { history: SilencePreview['history']; past: boolean }) {
  const styles = useStyles2(getStyles);
  const now = useNow();
  const [all, setAll] = useState(false);
  const { alerts, days, complete, since } = history;
  if (!days.some(({ known }) => known)) {
    return (
      <Card title="Would have hidden in the last 7 days" past={past}>
        <p className={styles.words}>
          Not known: the history of alerts is not available. It begins with the first alert that Tocsin sees.
        </p>
      </Card>
    );
  }
  const shown = all ? alerts : alerts.slice(0, SHOWN);
  return (
    <Card
      title={complete ? 'Would have hidden in the last 7 days' : 'Would have hidden'}
      note={`${countedAtLength(history)}${complete ? '' : `, since ${momentText(Date.parse(since), now)}: no more is known`}`}
      side={
        alerts.length > SHOWN && (
          <Button fill="text" size="sm" onClick={() => setAll(!all)}>
            {all ? 'Fewer' : `All ${alerts.length} kinds`}
          </Button>
        )
      }
      past={past}
    >
      <DayBars days={days} />
      <ul className={styles.list}>
        {shown.map(({ name, severity, times, lastAt }) => (
          <li key={`${severity} ${name}`} className={styles.row}>
            <SeverityMark severity={severity} />
            <span className={styles.name}>{name}</span>
            <span className={styles.times}>{times === 1 ? 'once' : `${times} times`}</span>
            <time className={styles.last} dateTime={lastAt} title={absoluteText(Date.parse(lastAt))}>
              {times === 1 ? '' : 'last '}
              {momentText(Date.parse(lastAt), now)}
            </time>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  words: css({ color: theme.colors.text.secondary, margin: 0 }),
  list: css({ listStyle: 'none', margin: theme.spacing(0, -2, -1.5), containerType: 'inline-size' }),
  row: css({
    display: 'grid',
    gridTemplateColumns: '12px minmax(0, 1fr) auto auto',
    '@container (min-width: 481px)': { gridTemplateColumns: '12px minmax(0, 1fr) 72px 152px' },
    gap: theme.spacing(1.5),
    alignItems: 'center',
    minHeight: 36,
    padding: theme.spacing(0.5, 2),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    fontSize: 13,
  }),
  name: css({ overflowWrap: 'anywhere' }),
  times: css({ color: theme.colors.text.secondary, textAlign: 'right', whiteSpace: 'nowrap' }),
  last: css({ color: theme.colors.text.secondary, textAlign: 'right', whiteSpace: 'nowrap' }),
});
