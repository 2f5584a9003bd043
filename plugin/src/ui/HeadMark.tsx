import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { Severity } from '@tocsin/api';
import { SeverityMark } from './SeverityMark';

/** Beside a page's sentence: how bad it is, or that it has ended. */
export function HeadMark({ severity, resolved }: { severity: Severity; resolved: boolean }) {
  const styles = useStyles2(getStyles);
  return resolved ? (
    <Icon name="check-circle" size="xl" className={styles.good} />
  ) : (
    <SeverityMark severity={severity} size={16} />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({ good: css({ color: theme.colors.success.text }) });
