import { listWords, spokenDuration } from '@tocsin/model';
import { knownServices } from '#core/incident/severity';
import { type Incident, incidentNumber } from '#core/incident/incident';
import type { State } from '#core/state';

export interface Evidence {
  readonly incident: Incident;
  /** `the same service, 4 min earlier` */
  readonly why: string;
  readonly by?: string;
}

const withinMs = 60 * 60_000;
const mostShown = 20;
/** What says least of where an alert comes from, and labels that all of an installation carry. */
const tellNothing = new Set(['alertname', 'severity', 'prometheus', 'monitor', 'replica']);

/** Incidents that may have to do with it, those that people linked first. Evidence, never a verdict. */
export function relatedTo(state: State, incident: Incident): Evidence[] {
  const found = new Map<string, Evidence>();
  const all = [...state.incidents.values()];
  for (const other of all) {
    const evidence = other.id === incident.id ? undefined : linked(incident, other);
    if (evidence) found.set(other.id, evidence);
  }
  const near = all
    .filter(({ id, openedAt }) => id !== incident.id && Math.abs(openedAt - incident.openedAt) <= withinMs)
    .sort((a, b) => distance(incident, a) - distance(incident, b) || incidentNumber(a) - incidentNumber(b));
  for (const other of near) {
    if (found.size >= mostShown) break;
    const why = found.has(other.id) ? undefined : sharedWords(state, incident, other);
    if (why !== undefined) found.set(other.id, { incident: other, why });
  }
  return [...found.values()];
}

const distance = (a: Incident, b: Incident): number => Math.abs(a.openedAt - b.openedAt);

/** By a person, in either direction; merged. */
function linked(incident: Incident, other: Incident): Evidence | undefined {
  if (other.mergedInto === incident.id) return { incident: other, why: 'it is part of this one' };
  if (incident.mergedInto === other.id) return { incident: other, why: 'this one is part of it' };
  const mine = incident.related?.find(({ id }) => id === other.id);
  const theirs = other.related?.find(({ id }) => id === incident.id);
  const link = mine ?? theirs;
  return link && { incident: other, why: link.why, ...(link.by !== undefined && { by: link.by }) };
}

function sharedWords(state: State, incident: Incident, other: Incident): string | undefined {
  const theirs = new Set(knownServices(other));
  const services = knownServices(incident).filter((each) => theirs.has(each));
  const labels = sharedLabels(state, incident, other);
  if (services.length === 0 && labels.length < 2) return undefined;
  const what =
    services.length > 0 ? `the same service ${listWords(services)}` : `the same ${listWords(labels)}`;
  const length = spokenDuration(distance(incident, other));
  if (other.openedAt === incident.openedAt) return `${what}, at the same time`;
  return `${what}, ${length} ${other.openedAt < incident.openedAt ? 'earlier' : 'later'}`;
}

/** Names of labels that all alerts of both have in common, with the same value. */
function sharedLabels(state: State, incident: Incident, other: Incident): string[] {
  const [mine, theirs] = [commonLabels(state, incident), commonLabels(state, other)];
  return Object.keys(mine)
    .filter((name) => !tellNothing.has(name) && mine[name] === theirs[name])
    .sort();
}

/** What all of its alerts that are still known carry; else what its group has in common. */
export function commonLabels(
  state: State,
  { alerts, groupLabels }: Incident,
): Readonly<Record<string, string>> {
  const known = alerts.flatMap((each) => state.alerts.get(each) ?? []);
  const [first, ...others] = known.map(({ alert }) => alert.labels);
  if (!first) return groupLabels;
  const shared = Object.entries(first).filter(([name, value]) =>
    others.every((each) => each[name] === value),
  );
  return Object.fromEntries(shared);
}
