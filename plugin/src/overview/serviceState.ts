import type { AlertSummary, Severity } from '@tocsin/api';
import { severityRank } from '../ui/severity';
import type { ServiceNumbers } from './stats';

export interface ServiceState extends ServiceNumbers {
  readonly word: string;
  readonly kind: 'ill' | 'pending' | 'healthy' | 'unknown';
  /** The shape beside the word, for what is ill. */
  readonly severity?: Severity;
  /** The alert that says so. */
  readonly alert?: AlertSummary;
}

const words: Readonly<Record<Severity, string>> = {
  critical: 'failing',
  high: 'degraded',
  medium: 'degraded',
  low: 'worth a look',
  none: 'noted',
};

/** What is known of each service, the worst first: down is a fact of `up`, the rest is what alerts say. */
export function serviceStates(
  services: readonly ServiceNumbers[],
  alerts: readonly AlertSummary[]
): readonly ServiceState[] {
  return services
    .map((numbers) => stateOf(numbers, alerts))
    .sort((a, b) => rank(a) - rank(b) || a.service.localeCompare(b.service));
}

function stateOf(numbers: ServiceNumbers, alerts: readonly AlertSummary[]): ServiceState {
  const own = alerts
    .filter(({ service, labels }) => service === numbers.service || (!service && labels.job === numbers.job))
    .sort((a, b) => severityRank(a.severity) - severityRank(b.severity));
  const alert = own.find(({ status }) => status === 'firing' || status === 'acknowledged');
  if (numbers.values.up === 0) {
    return { ...numbers, kind: 'ill', word: 'down', severity: 'critical', alert };
  }
  if (alert) {
    return { ...numbers, kind: 'ill', word: words[alert.severity], severity: alert.severity, alert };
  }
  const pending = own.find(({ status }) => status === 'pending');
  if (pending) {
    return { ...numbers, kind: 'pending', word: 'pending', alert: pending };
  }
  return numbers.values.up === undefined
    ? { ...numbers, kind: 'unknown', word: 'not known' }
    : { ...numbers, kind: 'healthy', word: 'healthy' };
}

const order: ReadonlyArray<ServiceState['kind']> = ['ill', 'pending', 'unknown', 'healthy'];
const rank = ({ kind, severity }: ServiceState): number =>
  10 * order.indexOf(kind) + (severity ? severityRank(severity) : 0);
