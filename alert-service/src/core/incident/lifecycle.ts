import {
  type Alert,
  compareSeverity,
  serviceOf,
  type Severity,
  severityOf,
  worst,
  worstFirst,
} from '@tocsin/model';
import type { GroupBatch } from '../group/batch.ts';
import type { Group, Incident, State } from '../state.ts';
import type { Turn } from '../turn.ts';

/** Firing again within this time reopens the incident; later opens a new one. */
const reopenWithinMs = 5 * 60_000;

/**
 *   (nothing) --first flush with an unmuted firing alert--> TRIGGERED --acknowledge--> ACKNOWLEDGED
 *   TRIGGERED, ACKNOWLEDGED --all its alerts ended--> RESOLVED --fires again within 5 min--> TRIGGERED
 * It belongs to the group of the first matching route; other groups of the same alerts refer to it. A silence opens
 * none, and ends none: what it hides still fires.
 */
export function followIncident(turn: Turn, group: Group, { batch, muted }: Flushed): void {
  const belonging = batch.firing.filter((alert) => belongsTo(turn, alert, group));
  const firing = belonging.filter((alert) => !muted.has(alert.fingerprint));
  const latest = turn.state.incidents.get(turn.state.incidentOfGroup.get(group.key) ?? '');
  if (firing.length === 0) {
    if (!latest || latest.status === 'resolved') return;
    const its = alertsOf(latest);
    if (!belonging.some((alert) => its.has(alert.fingerprint))) resolveIncident(turn, latest);
    return;
  }
  if (!latest) return openIncident(turn, group, firing);
  if (latest.status !== 'resolved') return joinIncident(turn, latest, firing);
  if (mayChange(latest, turn.now)) reopenIncident(turn, latest, firing);
  else openIncident(turn, group, firing);
}

interface Flushed {
  readonly batch: GroupBatch;
  /** By fingerprint. */
  readonly muted: ReadonlyMap<string, unknown>;
}

/** It is open, or may be reopened: its times still decide something. */
export const mayChange = ({ status, resolvedAt = 0 }: Incident, now: number): boolean =>
  status !== 'resolved' || now - resolvedAt <= reopenWithinMs;

const belongsTo = (turn: Turn, alert: Alert, group: Group): boolean =>
  turn.state.alerts.get(alert.fingerprint)?.groups[0] === group.key &&
  !turn.policy.withoutIncident(alert.labels);

function openIncident(turn: Turn, group: Group, firing: readonly Alert[]): void {
  turn.state.incidentCount += 1;
  const [lead] = worstFirst(firing);
  const service = lead && serviceOf(lead.labels);
  const incident: Incident = {
    id: `INC-${turn.state.incidentCount}`,
    group: group.key,
    groupLabels: group.labels,
    receiver: group.receiver,
    status: 'triggered',
    severity: severityOfAll(firing),
    title: titleOf(firing),
    ...(service !== undefined && { service }),
    alerts: firing.map((alert) => alert.fingerprint),
    openedAt: turn.now,
  };
  put(turn, incident, { change: 'opened', alerts: incident.alerts });
}

function joinIncident(turn: Turn, incident: Incident, firing: readonly Alert[]): void {
  const known = new Set(incident.alerts);
  const joined = firing.map((alert) => alert.fingerprint).filter((each) => !known.has(each));
  const severity = severityOfAll(firing);
  const raised = compareSeverity(severity, incident.severity) < 0;
  if (joined.length === 0 && !raised) return;
  const next = {
    ...incident,
    alerts: [...incident.alerts, ...joined],
    ...(raised && { severity, title: titleOf(firing) }),
  };
  if (joined.length > 0) put(turn, next, { change: 'joined', alerts: joined });
  if (raised) put(turn, next, { change: 'severity-raised' });
}

/** A reopened incident is nobody's: whoever had it believes it is over. */
function reopenIncident(turn: Turn, incident: Incident, firing: readonly Alert[]): void {
  const { resolvedAt: _ended, acknowledgedAt: _took, assignee: _had, handedBack: _gave, ...kept } = incident;
  const alerts = [...new Set([...incident.alerts, ...firing.map((alert) => alert.fingerprint)])];
  const next: Incident = { ...kept, status: 'triggered', alerts, severity: severityOfAll(firing) };
  put(turn, next, { change: 'reopened', alerts: firing.map((alert) => alert.fingerprint) });
}

function resolveIncident(turn: Turn, incident: Incident): void {
  put(turn, { ...incident, status: 'resolved', resolvedAt: turn.now }, { change: 'resolved' });
}

/** The configuration took its group away: it goes on where its alerts are now, or ends. */
export function moveIncident(turn: Turn, from: string): void {
  const { incidents, incidentOfGroup, alerts, groups } = turn.state;
  const incident = incidents.get(incidentOfGroup.get(from) ?? '');
  if (!incident || incident.status === 'resolved') return;
  const firing = incident.alerts.find((each) => (alerts.get(each)?.alert.endsAt ?? 0) > turn.now);
  const home = groups.get(alerts.get(firing ?? '')?.groups[0] ?? '');
  if (!home || incidentOfGroup.has(home.key)) return resolveIncident(turn, incident);
  const next = { ...incident, group: home.key, groupLabels: home.labels, receiver: home.receiver };
  put(turn, next, { change: 'joined', alerts: incident.alerts });
}

interface Change {
  readonly change: 'opened' | 'joined' | 'severity-raised' | 'reopened' | 'resolved';
  readonly alerts?: readonly string[];
}

function put(turn: Turn, incident: Incident, { change, alerts }: Change): void {
  turn.putIncident(incident);
  turn.record({
    kind: 'incident',
    incident: incident.id,
    group: incident.group,
    change,
    severity: incident.severity,
    ...(alerts && { alerts }),
  });
}

const severityOfAll = (alerts: readonly Alert[]): Severity =>
  worst(alerts.map((alert) => severityOf(alert.labels)));

/** In the words of the alert that stands for the group: the worst, and of those the one that began first. */
function titleOf(firing: readonly Alert[]): string {
  const [lead] = worstFirst(firing);
  return lead?.annotations.summary ?? lead?.labels.alertname ?? 'An alert without a name';
}

/** The incident that an alert belongs to: that of the group of its first matching route. */
export function incidentOfAlert(state: State, fingerprint: string): Incident | undefined {
  const group = state.alerts.get(fingerprint)?.groups[0];
  const incident =
    group === undefined ? undefined : state.incidents.get(state.incidentOfGroup.get(group) ?? '');
  return incident && alertsOf(incident).has(fingerprint) ? incident : undefined;
}

/** Incidents are never changed in place; a list of alerts asks for each of them. */
const sets = new WeakMap<Incident, ReadonlySet<string>>();

function alertsOf(incident: Incident): ReadonlySet<string> {
  const known = sets.get(incident) ?? new Set(incident.alerts);
  sets.set(incident, known);
  return known;
}

export function incidentOfAlerts(state: State, alerts: readonly Alert[]): Incident | undefined {
  for (const alert of alerts) {
    const incident = incidentOfAlert(state, alert.fingerprint);
    if (incident) return incident;
  }
  return undefined;
}

/** Somebody has the incidents of all these alerts. */
export function acknowledgedFor(state: State, firing: readonly Alert[]): boolean {
  const groups = new Set(firing.map((alert) => state.alerts.get(alert.fingerprint)?.groups[0] ?? ''));
  if (groups.size === 0) return false;
  return [...groups].every(
    (group) => state.incidents.get(state.incidentOfGroup.get(group) ?? '')?.status === 'acknowledged',
  );
}
