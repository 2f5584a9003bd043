import { servicePage } from '#channels/links';
import type { Loop } from '#lib/loop';
import type { Catalogue } from '#services/catalogue/catalogue';
import { createBackfill } from '#services/health/backfill-loop';
import { createHealth as createHealthLoop } from '#services/health/health-loop';
import type { HealthView } from '#services/health/health-view';
import type { Probes } from '#services/probes/probe';
import type { TopologyView } from '#services/topology/topology-view';
import type { Foundation } from './parts.ts';
import type { Rules } from './rules.ts';

const minRangeMs = 20_000;
const noDataAfterMs = 15_000;

interface Views {
  readonly catalogue: Catalogue;
  readonly probes: Probes;
  readonly topology: TopologyView;
}

/** Watches how the services of the catalogue are. */
export function createHealth(
  { engine, inForce, parts, where }: Foundation,
  rules: Rules,
  { catalogue, probes, topology }: Views,
): HealthView & Loop {
  return createHealthLoop({
    ...{ engine, catalogue, probes, topology, minRangeMs, noDataAfterMs },
    ...{ clock: parts.clock, log: parts.log },
    sources: () => rules.sources(),
    settings: () => inForce.current().configuration.tocsin.services.health,
    linkTo: (service) => servicePage(where.externalUrl, service),
  });
}

const pauseMs = 200;
const lookEveryMs = 20_000;

/** Calculates the past of services from what their data sources have. */
export const createHealthPast = (
  { engine, parts: { clock, log } }: Foundation,
  rules: Rules,
  catalogue: Catalogue,
): Loop =>
  createBackfill({ engine, catalogue, clock, log, pauseMs, lookEveryMs, sources: () => rules.sources() });
