import type { SeverityCounts } from '@tocsin/api';
import type { Severity } from '@tocsin/model';

/** Only of the severities that there are. */
export function severityCounts(found: readonly Severity[]): SeverityCounts {
  const bySeverity: Partial<Record<Severity, number>> = {};
  for (const severity of found) bySeverity[severity] = (bySeverity[severity] ?? 0) + 1;
  return { total: found.length, bySeverity };
}
