import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { Objective } from '@tocsin/api';
import { healthColor } from '../ui/health';
import { targetText } from './state';

type Day = NonNullable<Objective['days']>[number];

const HEIGHT = 64;
const SMALLEST = 3;

/** A bar for each day: how much of its own share of the budget it spent; past the line it spent more than its share. */
export function BudgetDays({ days, target }: { days: readonly Day[]; target: number }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  return (
    <figure className={styles.figure}>
      <ol className={styles.days} aria-label="By day: the share of requests that failed, against what is allowed">
        {days.map((day) => {
          const burn = burnOf(day, target);
          const words = `${day.day}: ${wordsOf(day)}`;
          const height = burn === undefined ? SMALLEST : Math.max(SMALLEST, Math.min(1, burn / 2) * HEIGHT);
          const color =
            burn === undefined ? healthColor(theme, 'no-data') : healthColor(theme, burn > 1 ? 'failing' : 'healthy');
          return (
            <li key={day.day} title={words}>
              <span className={styles.words}>{words}</span>
              <span aria-hidden style={{ height, background: color }} />
            </li>
          );
        })}
      </ol>
      <figcaption className={styles.caption}>
        {days[0]?.day} to {days.at(-1)?.day}. Half the height is what a day may spend; a day above it spends the share
        of others.
      </figcaption>
    </figure>
  );
}

/** 1: the day spent just its share. */
function burnOf({ good, total }: Day, target: number): number | undefined {
  const allowed = total * (1 - target / 100);
  return total === 0 || allowed === 0 ? undefined : (total - good) / allowed;
}

const wordsOf = ({ good, total }: Day): string =>
  total === 0 ? 'nothing to count' : `${targetText((100 * good) / total)} good, ${Math.round(total - good)} failed`;

const getStyles = (theme: GrafanaTheme2) => ({
  figure: css({ margin: theme.spacing(2, 0, 0) }),
  days: css({
    listStyle: 'none',
    display: 'flex',
    alignItems: 'flex-end',
    gap: 2,
    height: HEIGHT,
    background: `linear-gradient(${theme.colors.border.medium}, ${theme.colors.border.medium}) 0 50% / 100% 1px no-repeat`,
    '& > li': { flex: '1 1 0', minWidth: 2, display: 'flex', alignItems: 'flex-end', height: '100%' },
    '& > li > span:last-of-type': { width: '100%', borderRadius: '1px 1px 0 0' },
  }),
  words: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
  caption: css({ color: theme.colors.text.secondary, fontSize: 12, marginTop: theme.spacing(0.5) }),
});
