import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { HealthState, SystemHealth } from '@tocsin/api';
import { healthOrder, healthWord } from '../ui/health';
import { HealthMark } from '../ui/HealthMark';
import { countOf } from './words';

interface Props {
  counts: SystemHealth['counts'];
  state?: HealthState;
  set(state: HealthState | undefined): void;
}

/** How many are in each state; pressed, only those are shown. States that nothing is in are absent. */
export function StateFilter({ counts, state: chosen, set }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div role="group" aria-label="Only those that are" className={styles.group}>
      {healthOrder
        .filter((state) => countOf(counts, state) > 0 || state === chosen)
        .map((state) => (
          <button
            key={state}
            type="button"
            aria-pressed={state === chosen}
            className={cx(styles.pill, state === chosen && styles.pressed)}
            onClick={() => set(state === chosen ? undefined : state)}
          >
            <HealthMark state={state} decorative />
            {healthWord[state]} <span className={styles.count}>{countOf(counts, state)}</span>
          </button>
        ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  group: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
  pill: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    height: 32,
    padding: theme.spacing(0, 1.5),
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.pill,
    background: theme.colors.background.primary,
    color: theme.colors.text.primary,
    fontSize: 13,
    '&:hover': { background: theme.colors.background.secondary },
    [theme.breakpoints.down('sm')]: { height: 44 },
  }),
  pressed: css({ borderColor: theme.colors.primary.border, background: theme.colors.background.secondary }),
  count: css({ fontVariantNumeric: 'tabular-nums', color: theme.colors.text.secondary }),
});
