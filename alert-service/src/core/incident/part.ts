import type { Alert } from '@tocsin/model';
import { tellAlso, wouldWait } from '../escalate/also.ts';
import { begin, wantedPolicy } from '../escalate/begin.ts';
import type { Group } from '../state.ts';
import type { Turn } from '../turn.ts';
import { type Because, changeIncident, type ChangedBy } from './change.ts';
import { alertsOf, followed, movedHome } from './home.ts';
import type { Incident } from './incident.ts';
import { noticeIncident, type Relation, relationsOf } from './relate.ts';
import { isRaised, knownServices, respondBy, servicesOf, severityOfAll, titleOf } from './severity.ts';

/** So many others are said to have to do with one that opens. */
const mostLinked = 5;

/**
 * An incident begins. Where it has to do with an open one it is a part of that from the first moment: a row of its own,
 * so that its group leads there and a person can take it out again, and nobody is paged for it anew. Others that it has
 * to do with are linked.
 */
export function beginIncident(turn: Turn, opened: Incident, firing: readonly Alert[]): void {
  const relations = relationsOf(turn, opened, firing);
  const whole = relations.find((relation) => mayJoin(turn, opened, relation));
  const incident = whole
    ? joinWhole(turn, opened, whole)
    : changeIncident(turn, opened, { change: 'opened', alerts: opened.alerts });
  noticeIncident(turn, incident);
  const others = relations.filter((each) => each.incident !== incident.id);
  linkAll(turn, incident, others.slice(0, mostLinked));
}

/** Where other people are responsible who would not be told now, it stays by itself: their policy calls them later. */
function mayJoin(turn: Turn, opened: Incident, { incident: id }: Relation): boolean {
  const whole = turn.state.incidents.get(id);
  const wanted = wantedPolicy(turn, opened);
  if (!whole) return false;
  return wanted === undefined || wanted === wantedPolicy(turn, whole) || !wouldWait(turn, opened, wanted);
}

function joinWhole(turn: Turn, opened: Incident, { incident: id, ...because }: Relation): Incident {
  const { alerts } = opened;
  const part: Incident = {
    ...opened,
    ...{ status: 'resolved', resolvedAt: turn.now, mergedInto: id, relatedBy: because.reason },
  };
  changeIncident(turn, part, { change: 'merged', to: id, because, alerts });
  const whole = turn.state.incidents.get(id) ?? part;
  const others = owedTo(turn, whole, part);
  const known = alertsOf(whole);
  const fresh = alerts.filter((each) => !known.has(each));
  const held = whole.status === 'acknowledged';
  let next: Incident = {
    ...whole,
    alerts: [...whole.alerts, ...fresh],
    ...(others && !held && wantedPolicy(turn, whole) === undefined && { policy: others }),
    // Whoever has it works on the cause: that more depends on it is no call of its own.
    ...(held && { services: withServices(whole, part) }),
  };
  next = changeIncident(turn, next, { change: 'joined', to: part.id, because, alerts: fresh });
  next = raise(turn, next, part);
  next = reach(turn, next, part);
  if (others !== undefined && next.policy !== others) tellAlso(turn, next, others);
  if (fresh.length > 0) callAgain(turn, next);
  return turn.state.incidents.get(id) ?? next;
}

/** All steps were tried and nobody has answered: nobody would be called for what joins it. They begin once more. */
function callAgain(turn: Turn, whole: Incident): void {
  const { status } = turn.state.escalations.get(whole.id) ?? {};
  if (whole.status === 'triggered' && status === 'finished') begin(turn, whole, {});
}

/** The policy of the part, where the whole goes along another one: its people are told as well, once for each. */
function owedTo(turn: Turn, whole: Incident, part: Incident): string | undefined {
  const [mine, its] = [wantedPolicy(turn, whole), wantedPolicy(turn, part)];
  if (its === undefined || its === mine) return undefined;
  const told = [...turn.state.incidents.values()].some(
    (each) => each.mergedInto === whole.id && each.id !== part.id && wantedPolicy(turn, each) === its,
  );
  return told ? undefined : its;
}

const withServices = (whole: Incident, part: Incident): readonly string[] => [
  ...new Set([...knownServices(whole), ...knownServices(part)]),
];

/** As any alert that is worse. It keeps its title: that of what was first. */
function raise(turn: Turn, whole: Incident, { severity }: Incident): Incident {
  if (!isRaised(whole, severity)) return whole;
  const { severityOfAlerts: _set, ...kept } = whole;
  const due = respondBy(turn.policy, severity, turn.now);
  const next = { ...kept, severity, respondBy: Math.min(whole.respondBy ?? due, due) };
  return changeIncident(turn, next, { change: 'severity-raised' });
}

function reach(turn: Turn, whole: Incident, part: Incident): Incident {
  const services = withServices(whole, part);
  const fresh = services.slice(knownServices(whole).length);
  if (fresh.length === 0) return whole;
  const change = { change: 'service-joined', to: fresh.join(', '), alerts: part.alerts } as const;
  return changeIncident(turn, { ...whole, services }, change);
}

function linkAll(turn: Turn, incident: Incident, others: readonly Relation[]): void {
  let next = incident;
  for (const { incident: id, ...because } of others) {
    const related = next.related ?? [];
    if (related.some((each) => each.id === id)) continue;
    next = changeIncident(
      turn,
      { ...next, related: [...related, { id, why: because.words }] },
      { change: 'related', to: id, because: reasonOf(because) },
    );
  }
}

const reasonOf = ({ reason, words }: Because): Because => ({ reason, words });

/** The group of a part was quiet for long: what fires there now is another matter, and leads there no more. */
export function isAnotherMatter(turn: Turn, group: Group, fires: boolean): boolean {
  const part = turn.state.incidents.get(turn.state.incidentOfGroup.get(group.key) ?? '');
  if (part?.relatedBy === undefined || part.mergedInto === undefined) return false;
  const { quietAt, ...busy } = part;
  if (!fires) {
    if (quietAt === undefined) turn.putIncident({ ...part, quietAt: turn.now });
    return false;
  }
  if (quietAt === undefined) return false;
  if (turn.now - quietAt <= (turn.policy.services.relate?.withinMs ?? 0)) {
    turn.putIncident(busy);
    return false;
  }
  release(turn, part);
  return true;
}

/** An alert is in one open incident only. */
function release(turn: Turn, part: Incident): void {
  const whole = followed(turn.state, part.id);
  if (!whole || whole.id === part.id || whole.status === 'resolved') return;
  const its = new Set(alertsOfPart(turn, whole, part));
  turn.putIncident({ ...whole, alerts: whole.alerts.filter((each) => !its.has(each)) });
}

/** Those of its alerts that are in the whole because of this part. */
function alertsOfPart({ state }: Turn, whole: Incident, part: Incident): readonly string[] {
  return whole.alerts.filter((each) => {
    if (movedHome(state, each)) return false;
    const group = state.alerts.get(each)?.groups[0];
    return group === undefined ? part.alerts.includes(each) : group === part.group;
  });
}

/** The part that these alerts are all of, which became one by itself: a person who splits them off takes it out again. */
export function partOf(turn: Turn, whole: Incident, alerts: readonly string[]): Incident | undefined {
  const { state, now } = turn;
  const asked = new Set(alerts);
  const fires = (each: string): boolean => (state.alerts.get(each)?.alert.endsAt ?? 0) > now;
  for (const group of new Set(alerts.map((each) => state.alerts.get(each)?.groups[0] ?? ''))) {
    const part = state.incidents.get(state.incidentOfGroup.get(group) ?? '');
    if (part?.relatedBy === undefined || followed(state, part.id)?.id !== whole.id) continue;
    const its = new Set(alertsOfPart(turn, whole, part));
    const all = [...its].every((each) => asked.has(each) || !fires(each));
    if (all && alerts.every((each) => its.has(each))) return part;
  }
  return undefined;
}

interface TakingOut {
  readonly part: Incident;
  readonly actor: ChangedBy;
  readonly firing: readonly Alert[];
  readonly title?: string | undefined;
}

/** It is an incident of its own again, nobody's, along its own policy; and does not become a part of that one again. */
export function takeOut(turn: Turn, whole: Incident, { part, actor, firing, title }: TakingOut): Incident {
  const alerts = alertsOfPart(turn, whole, part);
  const left = whole.alerts.filter((each) => !alerts.includes(each));
  const own = servicesOf(left.flatMap((each) => turn.state.alerts.get(each)?.alert ?? []));
  const itsOnly = knownServices(part).filter((each) => each !== whole.service && !own.includes(each));
  const services = knownServices(whole).filter((each) => !itsOnly.includes(each));
  changeIncident(
    turn,
    { ...whole, alerts: left, ...(whole.services && { services }) },
    { change: 'split', actor, to: part.id, alerts },
  );
  const { resolvedAt: _then, mergedInto: _into, relatedBy: _why, quietAt: _quiet, ...kept } = part;
  const severity = severityOfAll(turn.policy, firing);
  const next: Incident = {
    ...kept,
    ...{ alerts, severity, status: 'triggered' },
    title: title ?? titleOf(turn.policy, firing),
    receiver: turn.state.groups.get(part.group)?.receiver ?? part.receiver,
    respondBy: respondBy(turn.policy, severity, turn.now),
    apart: [...new Set([...(part.apart ?? []), part.mergedInto ?? whole.id, whole.id])],
    related: [...(part.related ?? []), { id: whole.id, why: `split off ${whole.id}`, by: actor.by }],
  };
  return changeIncident(turn, next, { change: 'opened', actor, alerts });
}
