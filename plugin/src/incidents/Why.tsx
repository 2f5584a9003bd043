import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { WhySentence } from '@tocsin/api';
import { Card } from '../ui/Card';

/** Why these people were told, why others were not: a sentence each. */
export function Why({ why, past }: { why: readonly WhySentence[]; past: boolean }) {
  const styles = useStyles2(getStyles);
  return (
    <Card title="Why?" note="from the ledger" past={past}>
      {why.length === 0 && <p className={styles.none}>Nobody was to be told yet.</p>}
      <dl className={styles.list} id="why">
        {why.map(({ question, sentence, reason, negative, at }) => (
          <div key={`${at} ${question}`} className={styles.row}>
            <dt className={styles.question}>
              <Icon name={negative ? 'bell-slash' : 'bell'} size="sm" /> {question}
            </dt>
            <dd>
              {sentence} <code className={styles.reason}>{reason}</code>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  none: css({ color: theme.colors.text.secondary, margin: 0 }),
  list: css({ margin: 0 }),
  row: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 180px) minmax(0, 1fr)',
    gap: theme.spacing(2),
    padding: theme.spacing(1, 0),
    '&:not(:first-child)': { borderTop: `1px solid ${theme.colors.border.weak}` },
    [theme.breakpoints.down('sm')]: { gridTemplateColumns: 'minmax(0, 1fr)', gap: 0 },
  }),
  question: css({ color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular }),
  reason: css({
    color: theme.colors.text.secondary,
    background: 'none',
    border: 'none',
    padding: 0,
    fontSize: 12,
    whiteSpace: 'nowrap',
  }),
});
