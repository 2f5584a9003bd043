import type { Change, Evidence, LikelyCause } from '@tocsin/api';
import { clock, listWords } from '@tocsin/model';
import type { Incident } from '#core/incident/incident';
import { knownServices } from '#core/incident/severity';
import { type Reached, walk } from '#core/topology/graph';
import { distanceWords } from '../changes/some-change.ts';
import { type Began, beganOf } from './began.ts';
import type { Causes, ChangesView, EvidenceLines, TopologyView } from './topology-view.ts';
import { graceMs, type HealthSources, type Sign, signsOf } from './unwell.ts';

export interface CausesParts extends HealthSources {
  readonly topology: Pick<TopologyView, 'dependsOn' | 'dependents' | 'hitBy'>;
  readonly changes: ChangesView;
}

/** So far is looked along dependencies, and into the past for changes. */
const hops = 3;
const changesWithinMs = 2 * 3_600_000;
const mostServices = 200;
const mostChanges = 10;
const mostShown = 8;
const mostSigns = 5;
const leastScore = 0.1;

interface Suspect {
  readonly service: string;
  /** From the service that is hit; 0: it is that one. */
  readonly distance: number;
  /** `payments depends on it, through api`; absent: it is the one that is hit. */
  readonly how?: string;
}

/** What may have to do with an incident: what is not well, what began nearby and what changed before. Never a verdict. */
export function createCauses(parts: CausesParts): Causes {
  const of = (incident: Incident, timeZone = parts.timeZone): readonly LikelyCause[] =>
    causesOf({ ...parts, timeZone }, incident);
  return {
    of,
    impactOf: (incident) => impactWords(parts, knownServices(incident)),
    linesOf: (incident, timeZone) => linesOf(of(incident, timeZone), incident),
    ofService(service) {
      const since = parts.health.of(service)?.since ?? parts.state().health.get(service)?.since;
      return of({
        ...{ id: '', group: '', groupLabels: {}, receiver: '', status: 'triggered', severity: 'none' },
        ...{ title: service, service, services: [service], alerts: [] },
        openedAt: since ?? parts.state().now,
      });
    },
  };
}

function causesOf(parts: CausesParts, incident: Incident): readonly LikelyCause[] {
  const began = beganOf(parts.state(), incident);
  const suspects = suspectsOf(parts, knownServices(incident).slice(0, mostServices));
  const others = othersOf(parts, incident, began);
  const found = suspects.map((suspect) => ({
    suspect,
    signs: [
      ...signsOf(parts, suspect.service, began.at),
      ...alertSigns(parts, incident, suspect),
      ...incidentSigns(parts, others, suspect),
    ].filter(({ at }) => at <= began.at + graceMs),
  }));
  return ranked([
    ...found.flatMap((each) => serviceCause(parts, { ...each, began, unwell: unwellIn(found) })),
    ...changeCauses(parts, { suspects, began, openedAt: incident.openedAt }),
  ]);
}

/** The nearest change, and what speaks most for something that is not the incident's own service. */
function linesOf(causes: readonly LikelyCause[], { service }: Incident): EvidenceLines {
  const changed = causes.find(({ change }) => change !== undefined)?.sentence;
  const evidence = causes.find((cause) => cause.change === undefined && cause.service !== service)?.sentence;
  return { ...(changed !== undefined && { changed }), ...(evidence !== undefined && { evidence }) };
}

const ranked = (causes: readonly LikelyCause[]): LikelyCause[] =>
  causes
    .filter(({ score }) => score >= leastScore)
    .sort((a, b) => b.score - a.score || (a.sentence < b.sentence ? -1 : 1))
    .slice(0, mostShown);

/** The services that are hit, then what they depend on, nearest first. */
function suspectsOf({ topology }: CausesParts, services: readonly string[]): Suspect[] {
  const found = new Map<string, Suspect>();
  for (const service of services) found.set(service, { service, distance: 0 });
  const next = (each: string): readonly string[] => topology.dependsOn(each);
  for (const service of services)
    for (const reached of walk(service, next, hops)) {
      const before = found.get(reached.name);
      if (before && before.distance <= reached.distance) continue;
      found.set(reached.name, {
        service: reached.name,
        distance: reached.distance,
        how: howWords(service, reached),
      });
    }
  return [...found.values()].sort((a, b) => a.distance - b.distance).slice(0, mostServices);
}

const howWords = (service: string, { via }: Reached): string =>
  `${service} depends on it${via.length > 0 ? `, through ${listWords(via)}` : ''}`;

/** Alerts of the incident itself that hit what others of it depend on. */
function alertSigns({ state, timeZone }: CausesParts, incident: Incident, { service }: Suspect): Sign[] {
  if (service === incident.service) return [];
  return incident.alerts
    .flatMap((each) => state().alerts.get(each)?.alert ?? [])
    .filter(({ labels }) => (labels['service'] ?? labels['job']) === service)
    .slice(0, mostSigns)
    .map(({ labels, startsAt }) => ({
      ...{ kind: 'alert', service, at: startsAt, state: 'failing' },
      text: `${service}: ${labels['alertname'] ?? 'an alert'} fires since ${clock(startsAt, timeZone)}`,
    }));
}

/** Other incidents that were open at that moment, the oldest first. */
const othersOf = ({ state }: CausesParts, { id }: Incident, { at }: Began): Incident[] =>
  [...state().incidents.values()]
    .filter(
      (other) =>
        other.id !== id &&
        other.mergedInto === undefined &&
        other.origin?.kind !== 'test' &&
        other.openedAt <= at + graceMs &&
        (other.resolvedAt ?? Infinity) >= at,
    )
    .sort((a, b) => a.openedAt - b.openedAt);

const incidentSigns = (
  { timeZone }: CausesParts,
  others: readonly Incident[],
  { service }: Suspect,
): Sign[] =>
  others
    .filter((other) => knownServices(other).includes(service))
    .slice(0, mostSigns)
    .map(({ id, title, openedAt }) => ({
      ...{ kind: 'incident', service, at: openedAt, state: 'failing', incident: id },
      text: `${id} hits ${service} since ${clock(openedAt, timeZone)}: ${title}`,
    }));

interface Found {
  readonly suspect: Suspect;
  readonly signs: readonly Sign[];
}

const unwellIn = (found: readonly Found[]): ReadonlySet<string> =>
  new Set(found.filter(({ signs }) => signs.length > 0).map(({ suspect }) => suspect.service));

function serviceCause(
  { topology }: CausesParts,
  { suspect, signs, began, unwell }: Found & { readonly began: Began; readonly unwell: ReadonlySet<string> },
): LikelyCause[] {
  const { service, distance, how } = suspect;
  const first = signs.toSorted((a, b) => a.at - b.at)[0];
  const [worst] = signs;
  if (!first || !worst) return [];
  const dependency = distance > 0;
  const isLast = !topology.dependsOn(service).some((each) => unwell.has(each));
  const near = dependency ? 0.8 - 0.05 * (distance - 1) : 0.4;
  const score =
    near * (worst.state === 'failing' ? 1 : 0.8) * (0.4 + 0.6 * nearness(began.at - first.at)) +
    (dependency && isLast ? 0.15 : 0);
  const told = `${worst.text}, ${distanceWords(worst.at - began.at, began.words)}`;
  return [
    {
      service,
      score,
      sentence: how === undefined ? `${told}.` : `${told}; ${how}.`,
      evidence: signs.slice(0, mostSigns).map((sign) => evidenceOf(sign, { dependency, began })),
    },
  ];
}

/** 1 at the moment itself, half of it half an hour before. */
const nearness = (beforeMs: number): number => (beforeMs < 0 ? 0.6 : 1 / (1 + beforeMs / 1_800_000));

function evidenceOf(
  { kind, at, service, text, incident }: Sign,
  { dependency, began }: { readonly dependency: boolean; readonly began: Began },
): Evidence {
  return {
    ...{ kind: dependency && kind === 'indicator' ? 'dependency' : kind, at: iso(at), service, text },
    distance: distanceWords(at - began.at, began.words),
    ...(incident !== undefined && { incident }),
  };
}

const iso = (at: number): string => new Date(at).toISOString();

const weightOfKind: Readonly<Partial<Record<Change['kind'], number>>> = {
  rule: 0.3,
  route: 0.2,
  silence: 0.1,
  'on-call': 0.1,
};

/**
 * What is known to concern one of them, and what nobody said of whom it concerns. Who deploys tells of it when it is done,
 * and by then it may fail already: what came before the incident counts.
 */
function changeCauses(
  { changes }: CausesParts,
  {
    suspects,
    began,
    openedAt,
  }: { readonly suspects: readonly Suspect[]; readonly began: Began; readonly openedAt: number },
): LikelyCause[] {
  const distances = new Map(suspects.map(({ service, distance }) => [service, distance]));
  const around = changes.around({
    ...{ services: suspects.map(({ service }) => service), start: began.at, startWords: began.words },
    ...{ from: began.at - changesWithinMs, to: Math.max(began.at, openedAt), limit: mostChanges },
  });
  return around.map((change) => {
    const { id, at, title, kind, services } = change;
    const known = services.flatMap((each) => distances.get(each) ?? []);
    const near = services.length === 0 ? 0.3 : 0.9 - 0.05 * Math.min(...known, hops);
    const distance = change.distance ?? distanceWords(Date.parse(at) - began.at, began.words);
    return {
      change: id,
      ...(services[0] !== undefined && { service: services[0] }),
      score: near * nearness(began.at - Date.parse(at)) * (weightOfKind[kind] ?? 1),
      sentence: `${title}, ${distance}.`,
      evidence: [
        {
          ...{ kind: 'change', at, text: title, distance, change: id },
          ...(services[0] !== undefined && { service: services[0] }),
        },
      ],
    };
  });
}

const mostNamed = 4;

/** `checkout, search and 3 more depend on it; of these search is failing.` Undefined: nothing is known to. */
export function impactWords(
  { topology, state }: Pick<CausesParts, 'topology' | 'state'>,
  services: readonly string[],
): string | undefined {
  const own = new Set(services);
  const hit = [...new Set(services.flatMap((each) => topology.hitBy(each).map(({ name }) => name)))];
  const others = hit.filter((name) => !own.has(name));
  if (others.length === 0) return undefined;
  const { health } = state();
  const bad = others.filter((name) => ['failing', 'degraded'].includes(health.get(name)?.state ?? ''));
  const verb = others.length === 1 ? 'depends' : 'depend';
  const all = `${named(others)} ${verb} on ${services.length === 1 ? 'it' : 'them'}`;
  if (bad.length === 0) return `${all}.`;
  return `${all}; of these ${named(bad)} ${bad.length === 1 ? 'is' : 'are'} not well.`;
}

const named = (names: readonly string[]): string => {
  const more = names.length - mostNamed;
  return more > 1 ? listWords([...names.slice(0, mostNamed), `${more} more`]) : listWords(names);
};
