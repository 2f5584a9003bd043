import { type Alert, serviceOf } from '@tocsin/model';
import type { ToldChange } from '../changes/change.ts';
import { knownGraph } from '../topology/known.ts';
import { type Neighbour, neighboursOf, type Surroundings } from '../topology/neighbours.ts';
import type { Turn } from '../turn.ts';
import type { Because } from './change.ts';
import { alertsOf, followed } from './home.ts';
import { endsByPeopleOnly, type Incident, incidentNumber } from './incident.ts';
import { knownServices, servicesOf } from './severity.ts';

/** An incident that another has to do with, and how nearly. */
export interface Relation extends Because {
  readonly incident: string;
  readonly rank: number;
}

/** A change counts as what both began after for so long. */
const changeWithinMs = 10 * 60_000;

/**
 * What a relation is looked for in, once for each turn: a storm opens hundreds of incidents in one commit. All of it is
 * in an order of its own: that of the rows differs after a recovery.
 */
interface Nearby {
  /** Open incidents, by service. */
  readonly byService: Map<string, Set<string>>;
  /** Those of them that began so lately that what begins now may have to do with them. */
  readonly lately: Set<string>;
  /** Of incidents that others have become part of: whatever group an alert is in after a reload, it is in them. */
  readonly ofAlert: Map<string, string>;
  readonly changes: readonly ToldChange[];
}

const found = new WeakMap<Turn, Nearby>();

function nearbyOf(turn: Turn): Nearby {
  const before = found.get(turn);
  if (before) return before;
  const { incidents, changes } = turn.state;
  const recent = [...changes.values()].filter(({ at }) => at <= turn.now && turn.now - at <= changeWithinMs);
  const nearby: Nearby = {
    byService: new Map(),
    lately: new Set(),
    ofAlert: new Map(),
    changes: recent.sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1)),
  };
  found.set(turn, nearby);
  for (const incident of [...incidents.values()].sort((a, b) => incidentNumber(a) - incidentNumber(b))) {
    noticeIncident(turn, incident);
    const whole = incident.relatedBy && followed(turn.state, incident.id);
    if (!whole || whole.id === incident.id || whole.status === 'resolved') continue;
    for (const each of whole.alerts) nearby.ofAlert.set(each, whole.id);
  }
  return nearby;
}

/** It opened in this turn, or has reached further services. */
export function noticeIncident(turn: Turn, incident: Incident): void {
  const { relate } = turn.policy.services;
  if (!relate || !takesIn(incident)) return;
  const { byService, lately } = nearbyOf(turn);
  if (Math.abs(turn.now - incident.openedAt) <= relate.withinMs) lately.add(incident.id);
  for (const service of knownServices(incident))
    byService.set(service, (byService.get(service) ?? new Set()).add(incident.id));
}

/** What only people end takes nothing in by itself; nor does what somebody has put off without knowing of it. */
const takesIn = (incident: Incident): boolean =>
  (incident.status === 'triggered' || incident.status === 'acknowledged') && !endsByPeopleOnly(incident);

/** Open incidents that one which begins now has to do with, each with its nearest reason, the likeliest first. */
export function relationsOf(turn: Turn, opened: Incident, firing: readonly Alert[]): readonly Relation[] {
  if (!turn.policy.services.relate) return [];
  const each = servicesOf(firing).map((service) => relationsOfService(turn, opened, { service, firing }));
  const [first = new Map<string, Relation>(), ...others] = each;
  // Alerts of one group may hit several services: all of them must have to do with it.
  const shared = [...first].flatMap(([id, relation]) => {
    const all = [relation, ...others.flatMap((one) => one.get(id) ?? [])];
    return all.length === each.length ? [all.reduce((a, b) => (b.rank > a.rank ? b : a))] : [];
  });
  const before = partAlready(turn, opened);
  return [
    ...(before ? [before] : []),
    ...shared.filter(({ incident }) => incident !== before?.incident),
  ].sort(
    (a, b) => a.rank - b.rank || incidentNumber({ id: a.incident }) - incidentNumber({ id: b.incident }),
  );
}

/** A configuration gave its alerts another group: they are part of that one as before. */
function partAlready(turn: Turn, opened: Incident): Relation | undefined {
  const { ofAlert } = nearbyOf(turn);
  for (const each of opened.alerts) {
    const whole = turn.state.incidents.get(ofAlert.get(each) ?? '');
    if (!whole || whole.status === 'resolved' || !alertsOf(whole).has(each)) continue;
    const words = `its alerts are part of ${whole.id} already`;
    return { incident: whole.id, rank: -1, reason: 'same-service', words };
  }
  return undefined;
}

interface Hit {
  readonly service: string;
  readonly firing: readonly Alert[];
}

function relationsOfService(turn: Turn, opened: Incident, hit: Hit): Map<string, Relation> {
  const { service } = hit;
  const relations = new Map<string, Relation>();
  const { byService, lately } = nearbyOf(turn);
  const isEnough = (): boolean =>
    relations.size >= lately.size && lately.isSubsetOf(new Set(relations.keys()));
  for (const neighbour of neighboursOf(service, { ...surroundingsOf(turn), isEnough })) {
    for (const id of byService.get(neighbour.service) ?? []) {
      const incident = turn.state.incidents.get(id);
      if (!incident || !beganTogether(turn, incident, neighbour) || isApart(turn, opened, incident)) continue;
      const { reason, words, rank } = neighbour;
      if (reason === 'same-service' && !isSamePlace(turn, incident, hit)) continue;
      if (rank < (relations.get(id)?.rank ?? Infinity))
        relations.set(id, { incident: id, reason, words, rank });
    }
  }
  return relations;
}

/**
 * A service that is known by its job only may be hundreds of machines: two of them that fail have nothing to do with each
 * other for that. What names no instance speaks of all of them.
 */
function isSamePlace({ state }: Turn, incident: Incident, { service, firing }: Hit): boolean {
  const places = (alerts: readonly Alert[]): readonly (string | undefined)[] =>
    alerts
      .filter(({ labels }) => serviceOf(labels) === service)
      .map(({ labels }) => (labels.service === undefined ? labels['instance'] : undefined));
  const here = places(firing);
  const there = places(incident.alerts.flatMap((each) => state.alerts.get(each)?.alert ?? []));
  return here.includes(undefined) || there.includes(undefined) || here.some((each) => there.includes(each));
}

const surroundingsOf = (turn: Turn): Surroundings => ({
  graph: knownGraph(turn.policy.services, turn.state.topology),
  hops: turn.policy.services.relate?.hops ?? 0,
  health: turn.state.health,
  changes: nearbyOf(turn).changes,
});

function beganTogether(turn: Turn, incident: Incident, { changedAt }: Neighbour): boolean {
  const { relate } = turn.policy.services;
  if (!relate || !takesIn(incident)) return false;
  const { openedAt } = incident;
  if (changedAt !== undefined) return openedAt >= changedAt && openedAt - changedAt <= changeWithinMs;
  return Math.abs(turn.now - openedAt) <= relate.withinMs;
}

/** A person took one of them out of the other; what is over of its group counts too. */
function isApart({ state }: Turn, { group }: Incident, other: Incident): boolean {
  const last = state.incidents.get(state.incidentOfGroup.get(group) ?? '');
  return last?.apart?.includes(other.id) === true || (last && other.apart?.includes(last.id)) === true;
}
