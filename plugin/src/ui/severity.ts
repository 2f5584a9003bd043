import { colorManipulator, type GrafanaTheme2 } from '@grafana/data';
import type { Severity } from '@tocsin/api';

export const severityWord: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  none: 'None',
};

const order: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'none'];
export const severityRank = (severity: Severity): number => order.indexOf(severity);

/** A mark may stand without its word, so in light each keeps 3:1 on white. */
export function severityColor(theme: GrafanaTheme2, severity: Severity): string {
  const color = theme.visualization.getColorByName;
  switch (severity) {
    case 'critical':
      return color(theme.isDark ? 'red' : 'dark-red');
    case 'high':
      return color(theme.isDark ? 'orange' : 'dark-orange');
    case 'medium':
      return theme.isDark ? color('yellow') : colorManipulator.darken(color('dark-yellow'), 0.2);
    case 'low':
      return color(theme.isDark ? 'blue' : 'semi-dark-blue');
    case 'none':
      return theme.colors.text.secondary;
  }
}
