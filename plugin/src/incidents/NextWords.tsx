import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Incident } from '@tocsin/api';
import { absoluteText, clockText, momentText } from '../ui/time';
import { useNow } from '../ui/useNow';

interface Props {
  incident: Pick<Incident, 'next' | 'nextDoes' | 'nextAt'>;
  /** The service does not answer: a countdown would be a guess. */
  past: boolean;
}

const HOUR_MS = 3_600_000;

/** "pages Mia in 4:12", ticking in place; "pages Mia at 03:22" where it is far off or the service is silent. */
export function NextWords({ incident: { next, nextDoes, nextAt }, past }: Props) {
  const styles = useStyles2(getStyles);
  const now = useNow();
  if (!nextDoes || !nextAt) {
    return <span className={styles.line}>{next}</span>;
  }
  const at = Date.parse(nextAt);
  const leftMs = at - now;
  if (past || leftMs > HOUR_MS) {
    return (
      <span className={styles.line} title={absoluteText(at)}>
        {nextDoes} at {past ? clockText(at) : momentText(at, now)}
      </span>
    );
  }
  if (leftMs <= 0) {
    return <span className={styles.line}>{nextDoes} now</span>;
  }
  return (
    <span className={styles.line} title={absoluteText(at)}>
      <Ring share={leftMs / (15 * 60_000)} />
      {nextDoes} in <strong className={styles.left}>{countdown(leftMs)}</strong>
    </span>
  );
}

/** "4:12" */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Only a glance at how much of a quarter of an hour is left: the words say it. */
function Ring({ share }: { share: number }) {
  const styles = useStyles2(getStyles);
  const round = 2 * Math.PI * 5;
  return (
    <svg width={14} height={14} viewBox="0 0 14 14" aria-hidden className={styles.ring}>
      <circle cx={7} cy={7} r={5} className={styles.rest} />
      <circle
        cx={7}
        cy={7}
        r={5}
        className={styles.done}
        strokeDasharray={`${Math.min(1, Math.max(0, share)) * round} ${round}`}
        transform="rotate(-90 7 7)"
      />
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  // In a list it has the room of two lines.
  line: css({
    display: '-webkit-box',
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: 2,
    overflow: 'hidden',
    whiteSpace: 'normal',
    lineHeight: '18px',
  }),
  left: css({ fontVariantNumeric: 'tabular-nums', fontWeight: theme.typography.fontWeightMedium }),
  ring: css({ verticalAlign: 'middle', marginRight: theme.spacing(0.75), fill: 'none', strokeWidth: 2 }),
  rest: css({ stroke: theme.colors.border.medium }),
  done: css({ stroke: theme.colors.text.secondary }),
});
