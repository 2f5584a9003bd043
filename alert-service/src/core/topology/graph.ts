/** What depends on what, both ways. Circles are harmless: everything is visited once. */
export interface Graph {
  dependsOn(service: string): readonly string[];
  dependents(service: string): readonly string[];
  /** Every service of it, in the order in which edges name them. */
  services(): readonly string[];
}

/** A service that a walk came to. */
export interface Reached {
  readonly name: string;
  readonly distance: number;
  /** The services between, from where the walk began; of a long way the first of them. */
  readonly via: readonly string[];
}

/** Nobody reads a longer way, and those of a chain of thousands would fill the memory. */
const longestVia = 20;

type Ends = Readonly<Record<'from' | 'to', string>>;

const none: readonly string[] = [];

/** The same edge twice is one; what depends on itself does not count. */
export function graphOf(edges: Iterable<Ends>): Graph {
  const down = new Map<string, Set<string>>();
  const up = new Map<string, Set<string>>();
  const names = new Set<string>();
  const add = (map: Map<string, Set<string>>, key: string, value: string): void => {
    const known = map.get(key);
    if (known) known.add(value);
    else map.set(key, new Set([value]));
  };
  for (const { from, to } of edges) {
    if (from === to) continue;
    names.add(from).add(to);
    add(down, from, to);
    add(up, to, from);
  }
  const lists = (map: Map<string, Set<string>>): ReadonlyMap<string, readonly string[]> =>
    new Map([...map].map(([key, values]) => [key, [...values]]));
  const [dependsOn, dependents] = [lists(down), lists(up)];
  const services = [...names];
  return {
    dependsOn: (service) => dependsOn.get(service) ?? none,
    dependents: (service) => dependents.get(service) ?? none,
    services: () => services,
  };
}

/** Everything within so many steps, nearest first, each once; without the one it begins at. */
export function walk(
  start: string,
  next: (service: string) => readonly string[],
  hops = Infinity,
): readonly Reached[] {
  const seen = new Set([start]);
  const found: Reached[] = [];
  let edge: readonly Reached[] = [{ name: start, distance: 0, via: [] }];
  while (edge.length > 0) {
    const further: Reached[] = [];
    for (const { name, distance, via } of edge) {
      if (distance >= hops) continue;
      for (const each of next(name)) {
        if (seen.has(each)) continue;
        seen.add(each);
        further.push({ name: each, distance: distance + 1, via: longer(via, { name, distance }) });
      }
    }
    found.push(...further);
    edge = further;
  }
  return found;
}

const longer = (via: readonly string[], { name, distance }: Pick<Reached, 'name' | 'distance'>) =>
  distance === 0 || via.length >= longestVia ? via : [...via, name];

/** Everything that depends on it, however far, nearest first. */
export const hitBy = (graph: Graph, service: string): readonly Reached[] =>
  walk(service, (each) => graph.dependents(each));

interface Visit {
  readonly name: string;
  readonly next: readonly string[];
  at: number;
}

/**
 * Services that depend on each other in a circle, each circle sorted by name. By Tarjan's strongly connected components,
 * with a stack of its own: a chain of 5,000 services is no deeper than a short one.
 */
export function cyclesOf(graph: Graph): readonly (readonly string[])[] {
  const numbers = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const cycles: string[][] = [];
  const lower = (name: string, to: number): void =>
    void lowest.set(name, Math.min(lowest.get(name) ?? Infinity, to));
  const enter = (name: string): Visit => {
    numbers.set(name, numbers.size);
    lower(name, numbers.size - 1);
    open.push(name);
    isOpen.add(name);
    return { name, next: graph.dependsOn(name), at: 0 };
  };
  const leave = (name: string): void => {
    if (lowest.get(name) !== numbers.get(name)) return;
    const circle = open.splice(open.lastIndexOf(name));
    for (const each of circle) isOpen.delete(each);
    if (circle.length > 1) cycles.push(circle.sort());
  };
  for (const root of graph.services()) {
    if (numbers.has(root)) continue;
    const visits = [enter(root)];
    for (let visit = visits.at(-1); visit; visit = visits.at(-1)) {
      const each = visit.next[visit.at++];
      if (each === undefined) {
        visits.pop();
        leave(visit.name);
        const above = visits.at(-1);
        if (above) lower(above.name, lowest.get(visit.name) ?? Infinity);
      } else if (!numbers.has(each)) visits.push(enter(each));
      else if (isOpen.has(each)) lower(visit.name, numbers.get(each) ?? Infinity);
    }
  }
  return cycles.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}
