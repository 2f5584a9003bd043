import type { State } from '#core/state';
import { walk } from '#core/topology/graph';
import type { ChangesView, TopologyView } from '../topology/topology-view.ts';
import { ownChanges } from './own-changes.ts';
import { inOrder, ofTold, type SomeChange, wireChange } from './some-change.ts';

export interface ChangesViewParts {
  readonly state: () => State;
  readonly topology: () => Pick<TopologyView, 'dependsOn'>;
}

/** So far a change of what a service depends on is said to be near it. */
const hops = 4;

/** What changed: as told to us, and what was done here. */
export function createChangesView({ state, topology }: ChangesViewParts): ChangesView {
  return {
    around({ services, start, startWords, from, to, limit }) {
      const now = state();
      const told = [...now.changes.values()].filter(({ at, endedAt }) => at <= to && (endedAt ?? at) >= from);
      const all = [...told.map(ofTold), ...ownChanges(now, { from, to })];
      const wanted = services && reached(services, topology());
      const near = wanted ? all.filter((change) => concerns(change, wanted)) : all;
      return inOrder(near, start)
        .slice(0, limit)
        .map((change) =>
          wireChange(change, {
            ...(start !== undefined && { start }),
            ...(startWords !== undefined && { startWords }),
          }),
        );
    },
  };
}

/** They and what they depend on. */
const reached = (
  services: readonly string[],
  { dependsOn }: Pick<TopologyView, 'dependsOn'>,
): ReadonlySet<string> =>
  new Set(services.flatMap((each) => [each, ...walk(each, dependsOn, hops).map(({ name }) => name)]));

/** Of what names no service it is not known whom it concerns; who is on call and what is silenced breaks nothing. */
const concerns = ({ services, kind }: SomeChange, wanted: ReadonlySet<string>): boolean =>
  services.length === 0
    ? kind !== 'silence' && kind !== 'on-call'
    : services.some((each) => wanted.has(each));
