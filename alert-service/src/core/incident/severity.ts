import { type Alert, compareSeverity, serviceOf, type Severity, worst, worstFirst } from '@tocsin/model';
import type { Policy } from '../policy.ts';
import type { Incident } from './incident.ts';

type Rules = Pick<Policy, 'onCall'>;

export const severityOfAll = ({ onCall }: Rules, alerts: readonly Alert[]): Severity =>
  worst(alerts.map((alert) => onCall.severityOf(alert.labels)));

/** The alert that stands for them all: the worst, and of those the one that began first. */
export function leadOf({ onCall }: Rules, alerts: readonly Alert[]): Alert | undefined {
  const all = severityOfAll({ onCall }, alerts);
  return worstFirst(alerts).find((alert) => onCall.severityOf(alert.labels) === all);
}

export function titleOf(rules: Rules, firing: readonly Alert[]): string {
  const lead = leadOf(rules, firing);
  return lead?.annotations.summary ?? lead?.labels.alertname ?? 'An alert without a name';
}

/** In the order in which they were hit. */
export const servicesOf = (alerts: readonly Alert[]): string[] => [
  ...new Set(alerts.flatMap(({ labels }) => serviceOf(labels) ?? [])),
];

/** Rows of older versions know only the first. */
export const knownServices = ({ services, service }: Incident): readonly string[] =>
  services ?? (service === undefined ? [] : [service]);

/** Its alerts are worse than it is. What a person set stands until they are worse than they were then. */
export function isRaised({ severity, severityOfAlerts }: Incident, ofAlerts: Severity): boolean {
  if (compareSeverity(ofAlerts, severity) >= 0) return false;
  return severityOfAlerts === undefined || compareSeverity(ofAlerts, severityOfAlerts) < 0;
}

/** By when somebody should have it. */
export const respondBy = ({ onCall }: Rules, severity: Severity, from: number): number =>
  from + onCall.respondWithinMs[severity];
