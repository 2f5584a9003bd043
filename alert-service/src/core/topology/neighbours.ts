import { type HealthState, listWords, type RelateReason } from '@tocsin/model';
import type { ToldChange } from '../changes/change.ts';
import type { ServiceHealth } from '../health/service-health.ts';
import { type Graph, type Reached, walk } from './graph.ts';

/** A service that has to do with another: as evidence. */
export interface Neighbour {
  readonly service: string;
  readonly reason: RelateReason;
  /** `checkout depends on postgres, through payments`. */
  readonly words: string;
  /** How nearly: 0 is the same service. */
  readonly rank: number;
  /** Of the same change: when that was. */
  readonly changedAt?: number;
}

export interface Surroundings {
  readonly graph: Graph;
  readonly hops: number;
  readonly health: ReadonlyMap<string, Pick<ServiceHealth, 'state'>>;
  /** Of the last minutes, newest first. */
  readonly changes: readonly ToldChange[];
  /** Those whom a shared dependency could still lead to are all found: thousands may share it. */
  readonly isEnough?: () => boolean;
}

const [sharedRank, changeRank] = [1_000, 2_000];
const unwell: readonly HealthState[] = ['failing', 'degraded'];

/** Those that a failure may have come from, or gone to; the same one may be named several times, by several reasons. */
export function* neighboursOf(service: string, around: Surroundings): Generator<Neighbour> {
  const { graph, hops } = around;
  yield { service, reason: 'same-service', words: `both hit ${service}`, rank: 0 };
  const down = walk(service, (each) => graph.dependsOn(each), hops);
  for (const each of down) yield depending(each, dependsWords(service, each.name, each.via));
  for (const each of walk(service, (one) => graph.dependents(one), hops))
    yield depending(each, dependsWords(each.name, service, [...each.via].reverse()));
  for (const each of down) yield* sharing(each, around);
  for (const change of around.changes) {
    if (!change.services.includes(service)) continue;
    const words = `both began after ${change.title}`;
    for (const other of change.services)
      yield { service: other, reason: 'same-change', words, rank: changeRank, changedAt: change.at };
  }
}

const depending = ({ name, distance }: Reached, words: string): Neighbour => ({
  ...{ service: name, reason: 'depends-on', words, rank: distance },
});

const dependsWords = (from: string, to: string, via: readonly string[]): string =>
  `${from} depends on ${to}${via.length > 0 ? `, through ${listWords(via)}` : ''}`;

/** What else depends on something that is not well. */
function* sharing({ name, distance }: Reached, around: Surroundings): Generator<Neighbour> {
  const { graph, hops, health, isEnough } = around;
  const state = health.get(name)?.state;
  if (!state || !unwell.includes(state)) return;
  for (const other of sharers(graph, name, hops)) {
    if (isEnough?.()) return;
    yield {
      ...{ service: other.name, reason: 'shared-dependency' },
      words: `both depend on ${name}, which is ${state}`,
      rank: sharedRank + distance + other.distance,
    };
  }
}

/** In a storm each of thousands asks for the same. A graph is never changed in place. */
const known = new WeakMap<Graph, Map<string, readonly Reached[]>>();
const mostKnown = 50;

function sharers(graph: Graph, name: string, hops: number): readonly Reached[] {
  const of = known.get(graph) ?? new Map<string, readonly Reached[]>();
  known.set(graph, of);
  const key = `${hops} ${name}`;
  const found = of.get(key) ?? walk(name, (each) => graph.dependents(each), hops);
  if (of.size < mostKnown) of.set(key, found);
  return found;
}
