import { type Incident as WireIncident } from '@tocsin/api';
import { clockWords, compareSeverity } from '@tocsin/model';
import type { Incident } from '#core/state';
import type { TocsinContext } from './context.ts';
import { mutedOf } from './muted.ts';
import { integrationWords } from './words.ts';

const iso = (at: number): string => new Date(at).toISOString();

export function wireIncident(context: TocsinContext, incident: Incident): WireIncident {
  const now = context.clock.now();
  const { alerts } = context.engine.state();
  const firing = incident.alerts.filter((each) => (alerts.get(each)?.alert.endsAt ?? 0) > now).length;
  return {
    id: incident.id,
    status: incident.status,
    severity: incident.severity,
    title: incident.title,
    ...(incident.service !== undefined && { service: incident.service }),
    group: incident.group,
    groupLabels: incident.groupLabels,
    receiver: incident.receiver,
    alerts: [...incident.alerts],
    firing,
    openedAt: iso(incident.openedAt),
    ...(incident.acknowledgedAt !== undefined && { acknowledgedAt: iso(incident.acknowledgedAt) }),
    ...(incident.resolvedAt !== undefined && { resolvedAt: iso(incident.resolvedAt) }),
    ...(incident.assignee !== undefined && { assignee: incident.assignee }),
    next: nextWords(context, incident),
  };
}

/** What happens next, in words. */
function nextWords(context: TocsinContext, incident: Incident): string {
  if (incident.status === 'resolved') return 'nothing: it has ended';
  if (incident.status === 'acknowledged') return `stopped: ${incident.assignee ?? 'somebody'} has it`;
  const hidden = hiddenWords(context, incident);
  if (hidden !== undefined) return hidden;
  const integrations = context.engine.policy().receivers.get(incident.receiver) ?? [];
  if (integrations.length === 0) return `nobody is told: ${incident.receiver} has no integration`;
  const failing = integrations.find(
    (each) => context.receivers.of(`${incident.receiver}/${each.key}`).failingSince,
  );
  if (failing)
    return `${integrationWords(`${incident.receiver}/${failing.key}`)} does not answer; it is tried again`;
  const at = repeatAt(context, incident);
  return at === undefined
    ? `${incident.receiver} is being told now`
    : `${incident.receiver} is told again at ${clockWords(at, { now: context.clock.now(), timeZone: context.timeZone })}`;
}

/** Where all that fires of it is hidden, nobody is told again before that ends. */
function hiddenWords(context: TocsinContext, incident: Incident): string | undefined {
  const now = context.clock.now();
  const { alerts } = context.engine.state();
  const firing = incident.alerts
    .flatMap((each) => alerts.get(each)?.alert ?? [])
    .filter((alert) => alert.endsAt > now);
  const [first] = firing;
  const muted = first && mutedOf(context, first);
  if (!muted || !firing.every((alert) => mutedOf(context, alert))) return undefined;
  switch (muted.reason) {
    case 'silenced': {
      const [silence] = [...muted.silences].sort((a, b) => (a.endsAt < b.endsAt ? 1 : -1));
      if (!silence) return undefined;
      const until = clockWords(Date.parse(silence.endsAt), { now, timeZone: context.timeZone });
      return `nobody is told: silenced by ${silence.createdBy} until ${until}`;
    }
    case 'inhibited':
      return `nobody is told while ${muted.source.summary ?? `${muted.source.name} fires`}`;
    default:
      return `nobody is told at this time: ${muted.intervals.join(', ')}`;
  }
}

/** The earliest moment at which a repeat is due, if what is told does not change before. */
function repeatAt({ engine }: TocsinContext, { group, receiver }: Incident): number | undefined {
  const policy = engine.policy();
  const { groups, told } = engine.state();
  const route = policy.router.route(groups.get(group)?.route ?? '');
  const integrations = policy.receivers.get(receiver) ?? [];
  const times = integrations.flatMap((each) => told.get(`${group}\n${receiver}/${each.key}`)?.at ?? []);
  return route && times.length > 0 ? Math.min(...times) + route.repeatIntervalMs : undefined;
}

export const byNeed = (a: Incident, b: Incident): number =>
  compareSeverity(a.severity, b.severity) ||
  Number(a.status === 'acknowledged') - Number(b.status === 'acknowledged') ||
  a.openedAt - b.openedAt;
