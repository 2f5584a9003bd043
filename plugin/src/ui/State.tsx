import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';
import type { AlertSummary, Incident } from '@tocsin/api';

/** What hides an alert stands in the place of "firing". */
export type StateName = AlertSummary['status'] | Incident['status'] | 'silenced' | 'inhibited' | 'muted';

const looks: Readonly<Record<StateName, { icon: IconName; word: string }>> = {
  pending: { icon: 'clock-nine', word: 'Pending' },
  firing: { icon: 'fire', word: 'Firing' },
  triggered: { icon: 'bell', word: 'Triggered' },
  acknowledged: { icon: 'check', word: 'Acknowledged' },
  snoozed: { icon: 'pause', word: 'Snoozed' },
  resolved: { icon: 'check-circle', word: 'Resolved' },
  silenced: { icon: 'bell-slash', word: 'Silenced' },
  inhibited: { icon: 'bell-slash', word: 'Inhibited' },
  muted: { icon: 'bell-slash', word: 'Muted' },
};

const quiet: readonly StateName[] = ['silenced', 'inhibited', 'muted'];

interface Props {
  state: StateName;
  /** Red only for critical or high that nobody has. */
  hot?: boolean;
  past?: boolean;
}

export function State({ state, hot = false, past = false }: Props) {
  const styles = useStyles2(getStyles);
  const { icon, word } = looks[state];
  return (
    <span
      className={cx(
        styles.state,
        hot && styles.hot,
        state === 'resolved' && styles.resolved,
        quiet.includes(state) && styles.quiet
      )}
    >
      <Icon name={icon} size="sm" />
      {past ? `was ${word.toLowerCase()}` : word}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  state: css({
    display: 'inline-flex',
    verticalAlign: 'middle',
    alignItems: 'center',
    gap: theme.spacing(1),
    whiteSpace: 'nowrap',
  }),
  quiet: css({ color: theme.colors.text.secondary }),
  hot: css({ color: theme.colors.error.text }),
  resolved: css({ color: theme.colors.text.secondary, '& svg': { color: theme.colors.success.text } }),
});
