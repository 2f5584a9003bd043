import type { Severity } from '@tocsin/model';
import type { Facts } from '../facts.ts';

const bySeverity: Readonly<Record<Severity, string>> = {
  critical: '#c4162a',
  high: '#e0560b',
  medium: '#c99a00',
  low: '#1f60c4',
  none: '#7b8087',
};
const owned = '#7b8087';
const over = '#37872d';

/** What somebody has loses its colour; what is over is green. */
export function colourOf({ state, severity }: Pick<Facts, 'state' | 'severity'>): string {
  if (state === 'resolved') return over;
  return state === 'acknowledged' ? owned : bySeverity[severity];
}
