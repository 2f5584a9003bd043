import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { HealthState } from '@tocsin/api';
import { healthColor, healthWord } from './health';

interface Props {
  state: HealthState;
  size?: number;
  /** The word stands beside it, so the mark is decoration. */
  decorative?: boolean;
}

/** Diamond, half-filled square, check, bars, dashed ring: told apart without colour. */
export function HealthMark({ state, size = 12, decorative = false }: Props) {
  const theme = useTheme2();
  const name = decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': healthWord[state] };
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 12 12"
      style={{ flex: 'none', color: healthColor(theme, state) }}
      {...name}
    >
      {shapes[state]}
    </svg>
  );
}

/** The mark with its word, or with the word that the service says: "slow". */
export function Health({ state, word }: { state: HealthState; word?: string }) {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.health}>
      <HealthMark state={state} decorative />
      <span className={state === 'healthy' ? styles.quiet : undefined}>{word ?? healthWord[state]}</span>
    </span>
  );
}

/** Also drawn into the map, at 0 0 12 12. */
export const shapes: Readonly<Record<HealthState, React.ReactNode>> = {
  failing: <path d="M6 0.3 11.7 6 6 11.7 0.3 6Z" fill="currentColor" />,
  degraded: (
    <>
      <rect x="1.25" y="1.25" width="9.5" height="9.5" rx="1.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M1.5 6h9v3.5a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1Z" fill="currentColor" />
    </>
  ),
  healthy: (
    <path d="M1.5 6.5 4.5 9.5 10.5 2.5" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" />
  ),
  maintenance: <path d="M3 2v8M9 2v8" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
  'no-data': (
    <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.4 2" />
  ),
};

const getStyles = (theme: GrafanaTheme2) => ({
  health: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(1), whiteSpace: 'nowrap' }),
  quiet: css({ color: theme.colors.text.secondary }),
});
