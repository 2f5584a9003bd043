import type { Alert } from '@tocsin/model';
import type { Group } from '../state.ts';
import type { Turn } from '../turn.ts';
import type { Incident } from './incident.ts';
import { leadOf, respondBy, servicesOf, severityOfAll, titleOf } from './severity.ts';

/** The next incident, of these alerts of a group. */
export function openedOf({ state, policy, now }: Turn, group: Group, firing: readonly Alert[]): Incident {
  state.incidentCount += 1;
  const services = servicesOf(firing);
  const service = servicesOf([leadOf(policy, firing)].flatMap((lead) => lead ?? []))[0];
  const severity = severityOfAll(policy, firing);
  return {
    id: `INC-${state.incidentCount}`,
    group: group.key,
    groupLabels: group.labels,
    receiver: group.receiver,
    status: 'triggered',
    severity,
    title: titleOf(policy, firing),
    ...(service !== undefined && { service }),
    ...(services.length > 0 && { services }),
    alerts: firing.map((alert) => alert.fingerprint),
    openedAt: now,
    respondBy: respondBy(policy, severity, now),
  };
}
