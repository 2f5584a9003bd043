import { type Labels, printLabels } from '@tocsin/model';
import { compileMatchers } from '@tocsin/model/matchers';
import type { Route } from './route-tree.ts';

/** Where an alert goes: depth first, left to right, the deepest match wins, `continue` lets siblings match too. */
export interface Router {
  match(labels: Labels): readonly Route[];
  route(key: string): Route | undefined;
  readonly routes: readonly Route[];
}

interface Compiled {
  readonly route: Route;
  readonly matches: (labels: Labels) => boolean;
  readonly children: readonly Compiled[];
}

export function createRouter(root: Route): Router {
  const byKey = new Map<string, Route>();
  const compile = (route: Route): Compiled => {
    byKey.set(route.key, route);
    return { route, matches: compileMatchers(route.matchers), children: route.children.map(compile) };
  };
  const tree = compile(root);
  return {
    match: (labels) => walk(tree, labels),
    route: (key) => byKey.get(key),
    routes: [...byKey.values()],
  };
}

function walk(node: Compiled, labels: Labels): readonly Route[] {
  if (!node.matches(labels)) return [];
  const found: Route[] = [];
  for (const child of node.children) {
    const matched = walk(child, labels);
    found.push(...matched);
    if (matched.length > 0 && !child.route.continue) break;
  }
  return found.length > 0 ? found : [node.route];
}

/** The labels a route groups by; a missing one is left out. */
export function groupLabels(route: Route, labels: Labels): Labels {
  if (route.groupBy.all) return labels;
  const names = route.groupBy.labels.filter((name) => Object.hasOwn(labels, name));
  return Object.fromEntries(names.map((name) => [name, labels[name] ?? '']));
}

/** Alertmanager's group key: the route's key, a colon, the printed group labels. Unique, as route keys are. */
export const groupKey = (route: Route, labels: Labels): string => `${route.key}:${printLabels(labels)}`;
