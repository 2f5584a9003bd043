import { type Alert, compareSeverity } from '@tocsin/model';
import { wantedPolicy } from '../escalate/begin.ts';
import type { CommandInput } from '../input.ts';
import type { Turn } from '../turn.ts';
import { changeIncident } from './change.ts';
import type { CommandAnswer } from './command.ts';
import { alertsOf } from './home.ts';
import { type Incident, ownGroup } from './incident.ts';
import { ended } from './lifecycle.ts';
import { partOf, takeOut } from './part.ts';
import { knownServices, leadOf, respondBy, servicesOf, severityOfAll, titleOf } from './severity.ts';

type Asked<C extends CommandInput['command']> = Extract<CommandInput, { command: C }>;

const refused = (detail: string): CommandAnswer => ({ kind: 'conflict', detail });

/** It ends as a part of the other one: its alerts count there, and those to come of its group follow. */
export function merge(turn: Turn, incident: Incident, asked: Asked<'merge'>): CommandAnswer {
  const { into } = asked;
  const other = turn.state.incidents.get(into);
  if (!other) return { kind: 'not-found', detail: `There is no incident ${into} to merge it into.` };
  if (other.id === incident.id) return refused(`${into} cannot be merged into itself.`);
  if (other.mergedInto !== undefined)
    return refused(`${into} is part of ${other.mergedInto} now: merge it into that one.`);
  if (other.status === 'resolved') return refused(`${into} has already ended: reopen it first.`);
  const tried = [incident, other].find(({ origin }) => origin?.kind === 'test');
  if (tried) return refused(`${tried.id} is a test, and ends by itself: merge something else.`);
  const part: Incident = { ...ended(turn, incident), mergedInto: into, resolvedBy: asked.by };
  changeIncident(turn, part, { change: 'merged', actor: asked, to: into });
  return { kind: 'incident', incident: takeIn(turn, other, { part, asked }) };
}

function takeIn(
  turn: Turn,
  other: Incident,
  { part, asked }: { readonly part: Incident; readonly asked: Asked<'merge'> },
): Incident {
  const known = alertsOf(other);
  const alerts = part.alerts.filter((each) => !known.has(each));
  const services = [...new Set([...knownServices(other), ...knownServices(part)])];
  const reached = services.slice(knownServices(other).length);
  const { heldOpen: _, ...fires } = other;
  // Who is paged for the part is paged for the whole, where nobody else would be.
  const along = wantedPolicy(turn, other) ?? wantedPolicy(turn, part);
  const base = alerts.length > 0 && !other.origin ? fires : other;
  let next: Incident = {
    ...base,
    ...{ alerts: [...other.alerts, ...alerts], services },
    ...(along !== undefined && wantedPolicy(turn, other) === undefined && { policy: along }),
  };
  next = changeIncident(turn, next, { change: 'joined', actor: asked, to: part.id, alerts });
  if (compareSeverity(part.severity, next.severity) < 0)
    next = changeIncident(turn, raised(turn, next, part), { change: 'severity-raised' });
  if (reached.length > 0)
    next = changeIncident(turn, next, { change: 'service-joined', to: reached.join(', ') });
  return next;
}

function raised({ policy, now }: Turn, incident: Incident, { severity }: Incident): Incident {
  const { severityOfAlerts: _set, ...kept } = incident;
  const due = respondBy(policy, severity, now);
  return { ...kept, severity, respondBy: Math.min(incident.respondBy ?? due, due) };
}

/** Some of its alerts become an incident of their own, which is as it was: had, put off, or nobody's. */
export function split(turn: Turn, incident: Incident, asked: Asked<'split'>): CommandAnswer {
  const { id } = incident;
  const its = alertsOf(incident);
  const alerts = [...new Set(asked.alerts)];
  const foreign = alerts.find((each) => !its.has(each));
  if (foreign !== undefined) return refused(`${foreign} is no alert of ${id}.`);
  if (alerts.length === 0) return refused(`Say which alerts of ${id} are to be split off.`);
  if (alerts.length === its.size && !incident.origin)
    return refused(`These are all alerts of ${id}: leave at least one with it.`);
  const firing = firingOf(turn, alerts);
  if (firing.length === 0) return refused('None of these alerts fires: there is nothing to split off.');
  const part = partOf(turn, incident, alerts);
  if (part) {
    const taken = takeOut(turn, incident, { part, actor: asked, firing, title: asked.title });
    return { kind: 'incident', incident: taken };
  }
  leaveParts(turn, id, new Set(alerts));
  turn.state.incidentCount += 1;
  const made = `INC-${turn.state.incidentCount}`;
  const rest: Incident = { ...incident, alerts: incident.alerts.filter((each) => !alerts.includes(each)) };
  changeIncident(turn, rest, { change: 'split', actor: asked, to: made, alerts });
  const opened = openedOf(turn, incident, { id: made, alerts, firing, title: asked.title });
  return { kind: 'incident', incident: begin(turn, opened, { incident, asked }) };
}

interface Made {
  readonly id: string;
  readonly alerts: readonly string[];
  readonly firing: readonly Alert[];
  readonly title?: string | undefined;
}

function openedOf({ policy, now }: Turn, from: Incident, { id, alerts, firing, title }: Made): Incident {
  const services = servicesOf(firing);
  const service = servicesOf([leadOf(policy, firing)].flatMap((lead) => lead ?? []))[0];
  const severity = severityOfAll(policy, firing);
  return {
    ...{ id, alerts, severity },
    ...{ group: ownGroup(id), groupLabels: from.groupLabels, receiver: from.receiver },
    status: 'triggered',
    title: title ?? titleOf(policy, firing),
    ...(service !== undefined && { service }),
    ...(services.length > 0 && { services }),
    openedAt: now,
    respondBy: respondBy(policy, severity, now),
    ...(from.policy !== undefined && { policy: from.policy }),
    related: [{ id: from.id, why: `split off ${from.id}` }],
  };
}

/** Nobody is called for what somebody has already. */
function begin(
  turn: Turn,
  opened: Incident,
  { incident, asked }: { readonly incident: Incident; readonly asked: Asked<'split'> },
): Incident {
  const { status, assignee, assigneeId, acknowledgedAt, acknowledgementEndsAt, snoozed } = incident;
  const next = changeIncident(turn, opened, { change: 'opened', actor: asked, alerts: opened.alerts });
  if (status !== 'acknowledged' && status !== 'snoozed') return next;
  const until = snoozed?.until ?? acknowledgementEndsAt;
  const held: Incident = {
    ...next,
    status,
    ...(assignee !== undefined && { assignee }),
    ...(assigneeId !== undefined && { assigneeId }),
    ...(acknowledgedAt !== undefined && { acknowledgedAt, firstAcknowledgedAt: acknowledgedAt }),
    ...(acknowledgementEndsAt !== undefined && { acknowledgementEndsAt }),
    ...(snoozed && { snoozed }),
  };
  return changeIncident(turn, held, {
    change: status,
    actor: asked,
    ...(until !== undefined && { until }),
  });
}

/** A part that a person had split off, and merged since, leads its alerts here: these it leads nowhere any more. */
function leaveParts({ state, putIncident }: Turn, id: string, alerts: ReadonlySet<string>): void {
  const parts = new Set([...alerts].flatMap((each) => state.movedAlerts.get(each) ?? []));
  for (const each of parts) {
    const part = state.incidents.get(each);
    if (part && part.id !== id)
      putIncident({ ...part, alerts: part.alerts.filter((alert) => !alerts.has(alert)) });
  }
}

const firingOf = ({ state, now }: Turn, alerts: readonly string[]): Alert[] =>
  alerts.flatMap((each) => {
    const alert = state.alerts.get(each)?.alert;
    return alert && alert.endsAt > now ? [alert] : [];
  });
