import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { ScheduleNow } from '@tocsin/api';

/** Whether somebody is on call now. */
export function NowMark({ schedule: { gap }, past }: { schedule: ScheduleNow; past: boolean }) {
  const styles = useStyles2(getStyles);
  return gap ? (
    <Icon name="exclamation-triangle" size="xl" className={past ? undefined : styles.gap} title="Nobody is on call" />
  ) : (
    <Icon name="users-alt" size="xl" title="Somebody is on call" />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({ gap: css({ color: theme.colors.error.text }) });
