import React from 'react';
import { colorManipulator, type GrafanaTheme2 } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import type { State } from './services';

/** Each state has its own shape, so that colour is never alone. */
export function StateMark({ state }: { state: State }) {
  const theme = useTheme2();
  return (
    <svg width={12} height={12} viewBox="0 0 12 12" aria-hidden style={{ flex: 'none', color: colorOf(theme, state) }}>
      {shapes[state]}
    </svg>
  );
}

function colorOf(theme: GrafanaTheme2, state: State): string {
  const color = theme.visualization.getColorByName;
  switch (state) {
    case 'failing':
      return color(theme.isDark ? 'red' : 'dark-red');
    case 'degraded':
      return theme.isDark ? color('yellow') : colorManipulator.darken(color('dark-yellow'), 0.2);
    case 'healthy':
      return theme.colors.success.text;
    case 'unknown':
      return theme.colors.text.secondary;
  }
}

const shapes: Readonly<Record<State, React.ReactNode>> = {
  failing: <path d="M6 0.3 11.7 6 6 11.7 0.3 6Z" fill="currentColor" />,
  degraded: (
    <>
      <rect x="1.25" y="1.25" width="9.5" height="9.5" rx="1.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M1.5 6h9v3.5a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1Z" fill="currentColor" />
    </>
  ),
  healthy: <path d="M1.5 6.5 4.5 9.5 10.5 3" fill="none" stroke="currentColor" strokeWidth="1.7" />,
  unknown: <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2 2" />,
};
