import type { Alert } from '@tocsin/model';
import type { GroupBatch } from '../group/batch.ts';
import type { Group } from '../state.ts';
import type { Turn } from '../turn.ts';
import { changeIncident } from './change.ts';
import { followed, homeOf, mayChange, movedHome } from './home.ts';
import { endsByPeopleOnly, type Incident } from './incident.ts';
import { joinIncident } from './join.ts';
import { openedOf } from './opened.ts';
import { beginIncident, isAnotherMatter } from './part.ts';
import { reopened } from './reopened.ts';
import { isRaised, servicesOf, severityOfAll } from './severity.ts';

interface Flushed {
  readonly batch: GroupBatch;
  /** By fingerprint. */
  readonly muted: ReadonlyMap<string, unknown>;
}

/**
 *   (nothing) --first flush with an unmuted firing alert--> TRIGGERED --acknowledge--> ACKNOWLEDGED
 *   (nothing) --the same, and it has to do with an open one--> RESOLVED as a part of that (part.ts)
 *   TRIGGERED, ACKNOWLEDGED --snooze--> SNOOZED --its time is over--> TRIGGERED
 *   all of these --all its alerts ended, or a person ends it--> RESOLVED --fires again within 5 min--> TRIGGERED
 * It belongs to the group of the first matching route; other groups of the same alerts refer to it. A silence opens
 * none, and ends none: what it hides still fires. What a person ended stays so while the same alerts fire on: it is
 * reopened by an alert that begins, or a worse one.
 */
export function followIncident(turn: Turn, group: Group, { batch, muted }: Flushed): void {
  const { state } = turn;
  const isHeard = (alert: Alert): boolean => !muted.has(alert.fingerprint);
  const belonging = batch.firing.filter((alert) => belongsTo(turn, alert, group));
  const stays = (alert: Alert): boolean => !movedHome(state, alert.fingerprint);
  const own = state.movedAlerts.size === 0 ? belonging : belonging.filter(stays);
  followOwn(turn, group, { firing: own.filter(isHeard), fires: own.length > 0 });
  if (state.movedAlerts.size === 0) return;
  const homes = new Map<string, Alert[]>();
  for (const alert of [...belonging, ...batch.resolved]) {
    const home = movedHome(state, alert.fingerprint);
    if (!home) continue;
    const firing = homes.get(home.id) ?? [];
    homes.set(home.id, firing);
    if (alert.endsAt > batch.at && isHeard(alert)) firing.push(alert);
  }
  for (const [id, firing] of homes) {
    const home = state.incidents.get(id);
    if (home) follow(turn, home, firing);
  }
}

/** The alerts of a group that nobody has moved. */
function followOwn(
  turn: Turn,
  group: Group,
  { firing, fires }: { readonly firing: readonly Alert[]; readonly fires: boolean },
): void {
  const latest = followed(turn.state, turn.state.incidentOfGroup.get(group.key));
  const another = isAnotherMatter(turn, group, fires);
  if (latest && !another && (firing.length === 0 || mayChange(latest, turn.now)))
    return follow(turn, latest, firing);
  if (firing.length > 0) beginIncident(turn, openedOf(turn, group, firing), firing);
}

/** `firing`: what fires of it in one group, and is not muted. */
function follow(turn: Turn, incident: Incident, firing: readonly Alert[]): void {
  if (incident.status === 'resolved') return followEnded(turn, incident, firing);
  if (firing.length > 0) joinIncident(turn, incident, firing);
  else if (!endsByPeopleOnly(incident) && !stillFires(turn, incident)) resolveIncident(turn, incident);
}

function followEnded(turn: Turn, incident: Incident, firing: readonly Alert[]): void {
  const { stillFiring = {}, resolvedAt = 0 } = incident;
  const before = Object.entries(stillFiring);
  // While an alert fires on, what it says of its begin comes no later.
  const left = before.filter(([each, startedAt]) => {
    const alert = turn.state.alerts.get(each)?.alert;
    return alert && alert.endsAt > turn.now && alert.startsAt <= Math.max(startedAt, resolvedAt);
  });
  const known = new Set(left.map(([each]) => each));
  const isNews = ({ fingerprint }: Alert): boolean => !known.has(fingerprint);
  const raised = firing.length > 0 && isRaised(incident, severityOfAll(turn.policy, firing));
  if (firing.some(isNews) || raised) return reopenIncident(turn, incident, firing);
  if (left.length < before.length) turn.putIncident({ ...incident, stillFiring: Object.fromEntries(left) });
}

const belongsTo = (turn: Turn, alert: Alert, group: Group): boolean =>
  turn.state.alerts.get(alert.fingerprint)?.groups[0] === group.key &&
  !turn.policy.withoutIncident(alert.labels);

/** Some alert of it fires, in whatever group, muted or not. */
export const stillFires = ({ state, policy, now }: Turn, incident: Incident): boolean =>
  incident.alerts.some((each) => {
    const alert = state.alerts.get(each)?.alert;
    if (!alert || alert.endsAt <= now || policy.withoutIncident(alert.labels)) return false;
    return homeOf(state, each)?.id === incident.id;
  });

/** A reopened incident is nobody's: whoever had it believes it is over. */
function reopenIncident(turn: Turn, incident: Incident, firing: readonly Alert[]): void {
  const alerts = firing.map((alert) => alert.fingerprint);
  const severity = severityOfAll(turn.policy, firing);
  const next: Incident = {
    ...reopened(turn, incident, severity),
    alerts: [...new Set([...incident.alerts, ...alerts])],
    services: [...new Set([...(incident.services ?? []), ...servicesOf(firing)])],
  };
  changeIncident(turn, next, { change: 'reopened', alerts });
}

export function resolveIncident(turn: Turn, incident: Incident): void {
  changeIncident(turn, ended(turn, incident), { change: 'resolved' });
}

/** What waits for it waits no more. */
export function ended(turn: Turn, incident: Incident): Incident {
  const { acknowledgementEndsAt: _, snoozed: __, heldOpen: ___, ...kept } = incident;
  return { ...kept, status: 'resolved', resolvedAt: turn.now };
}

/** The configuration sends its group to another receiver: from now on that one's policy counts. */
export function followReceiver(turn: Turn, { key, receiver }: Pick<Group, 'key' | 'receiver'>): void {
  const incident = turn.state.incidents.get(turn.state.incidentOfGroup.get(key) ?? '');
  if (incident && incident.status !== 'resolved' && incident.receiver !== receiver)
    turn.putIncident({ ...incident, receiver });
}

/** The configuration took its group away: it goes on where its alerts are now, or ends. */
export function moveIncident(turn: Turn, from: string): void {
  const { incidents, incidentOfGroup, alerts, groups } = turn.state;
  const incident = incidents.get(incidentOfGroup.get(from) ?? '');
  if (!incident || incident.status === 'resolved') return;
  const firing = incident.alerts.find((each) => (alerts.get(each)?.alert.endsAt ?? 0) > turn.now);
  const home = groups.get(alerts.get(firing ?? '')?.groups[0] ?? '');
  if (endsByPeopleOnly(incident) || (firing !== undefined && isHomeOf(turn, incident, firing))) return;
  if (!home || incidentOfGroup.has(home.key)) return resolveIncident(turn, incident);
  const next = { ...incident, group: home.key, groupLabels: home.labels, receiver: home.receiver };
  changeIncident(turn, next, { change: 'joined', alerts: incident.alerts });
}

/** Its alerts lead to it all the same: moved by hand, or through an incident that was merged into it. */
const isHomeOf = ({ state }: Turn, incident: Incident, alert: string): boolean =>
  homeOf(state, alert)?.id === incident.id;
