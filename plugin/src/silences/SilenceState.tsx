import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';
import type { Silence } from '@tocsin/api';

const looks: Readonly<Record<Silence['state'], { icon: IconName; word: string }>> = {
  active: { icon: 'bell-slash', word: 'Active' },
  pending: { icon: 'clock-nine', word: 'Pending' },
  expired: { icon: 'check-circle', word: 'Ended' },
};

export function SilenceState({ state, past = false }: { state: Silence['state']; past?: boolean }) {
  const styles = useStyles2(getStyles);
  const { icon, word } = looks[state];
  return (
    <span className={styles.state}>
      <Icon name={icon} size="sm" />
      {past && state !== 'expired' ? `was ${word.toLowerCase()}` : word}
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
});
