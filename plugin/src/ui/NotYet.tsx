import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { Skeleton } from './Skeleton';

/** Nothing has come: either it is on its way, or it could not be had, and then no bars pretend that it will. */
export function NotYet({ past, rows, rowHeight }: { past: boolean; rows: number; rowHeight: number }) {
  const styles = useStyles2(getStyles);
  return past ? <p className={styles.unknown}>Not known from here.</p> : <Skeleton rows={rows} rowHeight={rowHeight} />;
}

const getStyles = (theme: GrafanaTheme2) => ({ unknown: css({ color: theme.colors.text.secondary, margin: 0 }) });
