import type { AlertSummary, Severity } from '@tocsin/api';
import { severityRank } from '../ui/severity';
import type { ServiceNumbers } from './stats';

export interface ServiceState extends ServiceNumbers {
  readonly word: string;
  /** The shape beside the word; absent when it is healthy. */
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
    .filter(({ status }) => status === 'firing' || status === 'acknowledged')
    .filter(({ service, labels }) => service === numbers.service || labels.job === numbers.service)
    .sort((a, b) => severityRank(a.severity) - severityRank(b.severity));
  const [alert] = own;
  if (numbers.values.up === 0) {
    return { ...numbers, word: 'down', severity: 'critical', alert };
  }
  return alert
    ? { ...numbers, word: words[alert.severity], severity: alert.severity, alert }
    : { ...numbers, word: numbers.values.up === undefined ? 'not known' : 'healthy' };
}

const rank = ({ severity }: ServiceState): number => (severity ? severityRank(severity) : 9);
