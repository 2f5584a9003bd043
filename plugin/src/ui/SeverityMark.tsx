import React from 'react';
import { useTheme2 } from '@grafana/ui';
import type { Severity } from '@tocsin/api';
import { severityColor, severityWord } from './severity';

interface Props {
  severity: Severity;
  size?: number;
  /** The word stands beside it, so the mark is decoration. */
  decorative?: boolean;
  /** Without its colour: what is past, or what somebody has. */
  muted?: boolean;
}

/** Filled diamond, triangle, half-filled square, ring: told apart without colour. */
export function SeverityMark({ severity, size = 12, decorative = false, muted = false }: Props) {
  const theme = useTheme2();
  const color = muted ? theme.colors.text.secondary : severityColor(theme, severity);
  const name = decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': severityWord[severity] };
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" style={{ flex: 'none', color }} {...name}>
      {shapes[severity]}
    </svg>
  );
}

const shapes: Readonly<Record<Severity, React.ReactNode>> = {
  critical: <path d="M6 0.3 11.7 6 6 11.7 0.3 6Z" fill="currentColor" />,
  high: <path d="M6 1 11.5 11H0.5Z" fill="currentColor" />,
  medium: (
    <>
      <rect x="1.25" y="1.25" width="9.5" height="9.5" rx="1.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M1.5 6h9v3.5a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1Z" fill="currentColor" />
    </>
  ),
  low: <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.7" />,
  none: <path d="M2 6h8" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" />,
};
