import type { Labels } from './labels.ts';

export const severities = ['critical', 'high', 'medium', 'low', 'none'] as const;
export type Severity = (typeof severities)[number];

const words: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  page: 'critical',
  error: 'high',
  high: 'high',
  major: 'high',
  warning: 'medium',
  medium: 'medium',
  low: 'low',
  minor: 'low',
  none: 'none',
  info: 'none',
};

/** Severity from the label of that name; absent or unknown is medium, so that a typing error hides nothing. */
export const severityOf = (labels: Labels): Severity =>
  words[(labels.severity ?? '').toLowerCase()] ?? 'medium';

/** Negative when `a` is worse than `b`. */
export const compareSeverity = (a: Severity, b: Severity): number =>
  severities.indexOf(a) - severities.indexOf(b);

export const worst = (all: readonly Severity[]): Severity =>
  all.reduce<Severity>((worstYet, next) => (compareSeverity(next, worstYet) < 0 ? next : worstYet), 'none');

/** The service an alert speaks of: the label `service`, else `job`, else nothing known. */
export const serviceOf = (labels: Labels): string | undefined => labels.service ?? labels.job;
