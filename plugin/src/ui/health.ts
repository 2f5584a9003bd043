import type { GrafanaTheme2 } from '@grafana/data';
import type { HealthState } from '@tocsin/api';
import { severityColor } from './severity';

export const healthWord: Readonly<Record<HealthState, string>> = {
  healthy: 'healthy',
  degraded: 'degraded',
  failing: 'failing',
  maintenance: 'maintenance',
  'no-data': 'no data',
};

/** Colours of severity for what needs somebody; healthy is green, what is not known or meant is grey. */
export function healthColor(theme: GrafanaTheme2, state: HealthState): string {
  switch (state) {
    case 'failing':
      return severityColor(theme, 'critical');
    case 'degraded':
      return severityColor(theme, 'medium');
    case 'healthy':
      return theme.colors.success.text;
    case 'maintenance':
    case 'no-data':
      return theme.colors.text.secondary;
  }
}

/** Worst first. */
export const healthOrder: readonly HealthState[] = ['failing', 'degraded', 'no-data', 'maintenance', 'healthy'];
export const healthRank = (state: HealthState): number => healthOrder.indexOf(state);
