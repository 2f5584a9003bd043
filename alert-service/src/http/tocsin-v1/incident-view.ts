import { type Incident as WireIncident } from '@tocsin/api';
import { compareSeverity } from '@tocsin/model';
import type { Incident } from '#core/state';
import type { TocsinContext } from './context.ts';

const iso = (at: number): string => new Date(at).toISOString();

export function wireIncident(context: TocsinContext, incident: Incident): WireIncident {
  const now = context.clock.now();
  const { alerts } = context.engine.state();
  const firing = incident.alerts.filter((each) => (alerts.get(each)?.alert.endsAt ?? 0) > now).length;
  const { words: next, does: nextDoes, at: nextAt } = context.incidents.nextOf(incident);
  const { id, status, severity, title, group, groupLabels, receiver, version = 0 } = incident;
  return {
    ...{ id, status, severity, title, group, groupLabels, receiver, version, firing, next },
    alerts: [...incident.alerts],
    ...defined({
      description: incident.description,
      service: incident.service,
      services: incident.services && [...incident.services],
      origin: incident.origin,
      assignee: incident.assignee,
      assigneeId: incident.assigneeId,
      resolvedBy: incident.resolvedBy,
      resolution: incident.resolution,
      priority: incident.priority,
      mergedInto: incident.mergedInto,
      policy: policyOf(context, incident),
      nextDoes,
    }),
    ...timesOf(incident),
    ...(nextAt !== undefined && { nextAt: iso(nextAt) }),
  };
}

function timesOf(incident: Incident) {
  const { openedAt, firstAcknowledgedAt = incident.acknowledgedAt, resolvedAt, mergedInto } = incident;
  const { handedBack, snoozed, declared } = incident;
  return {
    openedAt: iso(openedAt),
    ...defined({
      respondBy: isoOf(incident.respondBy),
      acknowledgedAt: isoOf(incident.acknowledgedAt),
      acknowledgementEndsAt: isoOf(incident.acknowledgementEndsAt),
      resolvedAt: isoOf(resolvedAt),
      timeToAcknowledgeMs: lengthOf(openedAt, firstAcknowledgedAt),
      timeToResolveMs: mergedInto === undefined ? lengthOf(openedAt, resolvedAt) : undefined,
      handedBack: handedBack && { by: handedBack.by, at: iso(handedBack.at), tookAt: iso(handedBack.tookAt) },
      snoozed: snoozed && { by: snoozed.by, at: iso(snoozed.at), until: iso(snoozed.until) },
      declared: declared && { by: declared.by, at: iso(declared.at) },
    }),
  };
}

const isoOf = (at: number | undefined): string | undefined => (at === undefined ? undefined : iso(at));

const lengthOf = (from: number, to: number | undefined): number | undefined =>
  to === undefined ? undefined : Math.max(0, to - from);

/** Without what is not there. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const found: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) Object.assign(found, { [name]: value });
  }
  return found;
}

/** What it escalates along, or would. */
const policyOf = ({ engine }: TocsinContext, { id, policy, receiver }: Incident): string | undefined =>
  engine.state().escalations.get(id)?.policy.id ?? policy ?? engine.policy().onCall.escalations.get(receiver);

export const byNeed = (a: Incident, b: Incident): number =>
  compareSeverity(a.severity, b.severity) ||
  Number(a.status !== 'triggered') - Number(b.status !== 'triggered') ||
  a.openedAt - b.openedAt;
