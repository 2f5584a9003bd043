import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { Objective } from '@tocsin/api';
import { healthColor } from '../ui/health';
import { budgetState } from './state';

/** How much of the error budget is left, as a bar and in words: the bar alone says nothing. */
export function Budget({ objective, words = true }: { objective: Objective; words?: boolean }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const { budget } = objective;
  const left = Math.max(0, Math.min(1, budget.remaining ?? 0));
  return (
    <div className={styles.budget}>
      <div
        className={styles.bar}
        role="meter"
        aria-label={`Error budget of ${objective.service} ${objective.name}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(left * 100)}
        aria-valuetext={budget.text}
      >
        <div style={{ width: `${left * 100}%`, background: healthColor(theme, budgetState(objective)) }} />
      </div>
      {words && <span className={styles.text}>{budget.text}</span>}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  budget: css({ display: 'grid', gap: theme.spacing(0.5), minWidth: 0 }),
  bar: css({
    height: 8,
    borderRadius: 4,
    overflow: 'hidden',
    background: theme.colors.background.secondary,
    border: `1px solid ${theme.colors.border.weak}`,
    '& > div': { height: '100%' },
  }),
  text: css({ color: theme.colors.text.secondary, fontSize: 12, overflow: 'hidden', textOverflow: 'ellipsis' }),
});
