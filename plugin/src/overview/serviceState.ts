import type { AlertSummary, Severity } from '@tocsin/api';
import { severityRank } from '../ui/severity';
import { limitOf, type Limits, type ServiceNumbers, shownStats } from './stats';

export interface ServiceState extends ServiceNumbers {
  readonly word: string;
  readonly kind: 'ill' | 'over' | 'pending' | 'healthy' | 'unknown';
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

interface Known {
  readonly alerts: readonly AlertSummary[];
  readonly limits: Limits;
}

/** What is known of each service, the worst first: down is a fact of `up`, then what alerts say, then the numbers. */
export function serviceStates(services: readonly ServiceNumbers[], known: Known): readonly ServiceState[] {
  return services
    .map((numbers) => stateOf(numbers, known))
    .sort((a, b) => rank(a) - rank(b) || a.service.localeCompare(b.service));
}

function stateOf(numbers: ServiceNumbers, { alerts, limits }: Known): ServiceState {
  const own = alerts
    .filter(({ service, labels }) => service === numbers.service || (!service && labels.job === numbers.job))
    .sort((a, b) => severityRank(a.severity) - severityRank(b.severity));
  const alert = own.find(({ status }) => status === 'firing' || status === 'acknowledged');
  if (numbers.values.up === 0) {
    return { ...numbers, kind: 'ill', word: 'down', severity: 'critical', alert };
  }
  const past = shownStats.some((name) => limitOf(numbers, name, limits).past);
  if (alert) {
    const word = past && alert.severity === 'high' ? 'failing' : words[alert.severity];
    return { ...numbers, kind: 'ill', word, severity: alert.severity, alert };
  }
  const pending = own.find(({ status }) => status === 'pending');
  if (pending) {
    return { ...numbers, kind: 'pending', word: 'pending', alert: pending };
  }
  // No alert says so yet, or no longer; a number past its limit is not health either way.
  if (past) {
    return { ...numbers, kind: 'over', word: 'over its limit' };
  }
  return numbers.values.up === undefined
    ? { ...numbers, kind: 'unknown', word: 'not known' }
    : { ...numbers, kind: 'healthy', word: 'healthy' };
}

const order: ReadonlyArray<ServiceState['kind']> = ['ill', 'over', 'pending', 'unknown', 'healthy'];
const rank = ({ kind, severity }: ServiceState): number =>
  10 * order.indexOf(kind) + (severity ? severityRank(severity) : 0);
