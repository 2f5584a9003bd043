import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { BEAT_MS } from '../api/live';
import { useLiveState } from '../api/LiveProvider';
import { clockText } from './time';
import { useNow } from './useNow';

/** "Live", or since when not: the dot is filled or hollow, so colour is not all that tells. */
export function LiveMark() {
  const styles = useStyles2(getStyles);
  const { connected, staleSince, nextTryAt, me } = useLiveState();
  if (connected) {
    return (
      <span className={styles.live} role="status">
        <span className={styles.dot} aria-hidden />
        {me ? 'Live' : 'Connecting'}
      </span>
    );
  }
  return (
    <span className={styles.stale} role="status">
      <span className={styles.hollow} aria-hidden />
      <span>
        {staleSince ? `Stale since ${clockText(staleSince)}` : 'Not connected'}
        {nextTryAt && <NextTry at={nextTryAt} />}
      </span>
    </span>
  );
}

/** Hidden from readers of screens: a live region that counts down would never be silent. */
function NextTry({ at }: { at: number }) {
  const now = useNow();
  return (
    <span aria-hidden style={{ fontVariantNumeric: 'tabular-nums' }}>
      , trying again in {Math.max(0, Math.min(BEAT_MS / 1000, Math.ceil((at - now) / 1000)))} s
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const dot = { width: 8, height: 8, borderRadius: '50%', flex: 'none' };
  const line = {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
  } as const;
  return {
    live: css({ ...line, color: theme.colors.text.secondary }),
    stale: css({ ...line, color: theme.colors.warning.text }),
    dot: css({ ...dot, background: theme.colors.success.text }),
    hollow: css({ ...dot, border: `2px solid ${theme.colors.warning.text}` }),
  };
};
