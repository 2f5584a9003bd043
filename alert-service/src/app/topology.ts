import type { Loop } from '#lib/loop';
import type { Catalogue } from '#services/catalogue/catalogue';
import { type CausesParts, createCauses } from '#services/topology/causes';
import { createTopology } from '#services/topology/topology-loop';
import type { Causes, TopologyView } from '#services/topology/topology-view';
import type { Foundation } from './parts.ts';
import type { Rules } from './rules.ts';

/** What depends on what: declared by the files, and discovered from what services say of their calls. */
export function topologyOf(
  { parts: { clock, log }, inForce, engine }: Foundation,
  rules: Rules,
  catalogue: Catalogue,
): TopologyView & Loop {
  return createTopology({
    ...{ clock, log, catalogue },
    sources: () => rules.sources(),
    settings: () => inForce.current().configuration.tocsin.services.health,
    declared: () => engine.policy().services,
    kept: () => engine.state().topology,
    keep: (input) => engine.submit(input),
  });
}

/** Names that were seen to call something, or to be called: services, whether anything measures them or not. */
export function peersOf({ engine }: Pick<Foundation, 'engine'>): readonly string[] {
  const edges = engine.state().topology?.edges ?? [];
  return [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
}

export const causesOf = (
  { engine, parts: { timeZone } }: Foundation,
  views: Omit<CausesParts, 'state' | 'timeZone'>,
): Causes => createCauses({ ...views, timeZone, state: () => engine.state() });
