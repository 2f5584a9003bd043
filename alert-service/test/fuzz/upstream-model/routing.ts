import type { CaseRoute } from '../fuzz-case.ts';
import { type LabelSet, matches, printSortedMatchers } from './labels.ts';

/** dispatch/route.go: a node with what it inherits filled in. */
export interface ModelRoute {
  readonly index: number;
  readonly key: string;
  readonly receiver: string;
  readonly groupBy: 'all' | readonly string[];
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
  readonly mute: readonly string[];
  readonly active: readonly string[];
  readonly continue: boolean;
  readonly own: CaseRoute;
  readonly children: readonly ModelRoute[];
}

type Inherited = Pick<
  ModelRoute,
  'receiver' | 'groupBy' | 'groupWaitMs' | 'groupIntervalMs' | 'repeatIntervalMs'
>;

const defaults: Inherited = {
  receiver: '',
  groupBy: [],
  groupWaitMs: 30_000,
  groupIntervalMs: 300_000,
  repeatIntervalMs: 14_400_000,
};

export function buildRoutes(root: CaseRoute, uniqueKeys: boolean): ModelRoute {
  let index = 0;
  const build = (own: CaseRoute, parent: Inherited, key: string): ModelRoute => {
    const mine: Inherited = {
      receiver: own.receiver ?? parent.receiver,
      groupBy: own.groupBy ? (own.groupBy[0] === '...' ? 'all' : own.groupBy) : parent.groupBy,
      groupWaitMs: own.groupWaitMs ?? parent.groupWaitMs,
      groupIntervalMs: own.groupIntervalMs ?? parent.groupIntervalMs,
      repeatIntervalMs: own.repeatIntervalMs ?? parent.repeatIntervalMs,
    };
    const seen: string[] = [];
    const children = own.routes.map((child) => {
      const printed = printSortedMatchers(child.matchers);
      const before = seen.filter((each) => each === printed).length;
      seen.push(printed);
      return build(child, mine, `${key}/${printed}${uniqueKeys && before > 0 ? `#${before + 1}` : ''}`);
    });
    const { mute, active } = own;
    return { index: index++, key, ...mine, mute, active, continue: own.continue, own, children };
  };
  return build(root, defaults, '{}');
}

export function routesFor(route: ModelRoute, labels: LabelSet): ModelRoute[] {
  if (route.key !== '{}' && !matches(route.own.matchers, labels)) return [];
  const found: ModelRoute[] = [];
  for (const child of route.children) {
    const some = routesFor(child, labels);
    found.push(...some);
    if (some.length > 0 && !child.continue) break;
  }
  return found.length > 0 ? found : [route];
}

export const groupLabelsOf = ({ groupBy }: ModelRoute, labels: LabelSet): LabelSet =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => groupBy === 'all' || groupBy.includes(name)));
