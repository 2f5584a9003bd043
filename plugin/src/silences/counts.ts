import type { SeverityCounts } from '@tocsin/api';

export const alertsText = (count: number): string => `${count} ${count === 1 ? 'alert' : 'alerts'}`;

export const criticalOf = ({ bySeverity }: SeverityCounts): number => bySeverity.critical ?? 0;

/** "3 alerts, 1 critical" */
export const countedText = (counts: SeverityCounts): string =>
  `${alertsText(counts.total)}${criticalOf(counts) > 0 ? `, ${criticalOf(counts)} critical` : ''}`;

/** "41 alerts, 2 of them critical" */
export const countedAtLength = (counts: SeverityCounts): string => {
  const critical = criticalOf(counts);
  const share = critical === 0 ? 'none of them critical' : `${critical} of them critical`;
  return counts.total === 0 ? 'no alert' : `${alertsText(counts.total)}, ${share}`;
};

/** What the button does, for which no page that has not seen the numbers may promise any. */
export const effectText = (counts: SeverityCounts | undefined): string =>
  counts && counts.total > 0 ? `Silence ${countedText(counts)}` : 'Silence what comes';
