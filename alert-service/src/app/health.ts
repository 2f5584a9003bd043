import { servicePage } from '#channels/links';
import type { Loop } from '#lib/loop';
import type { Catalogue } from '#services/catalogue/catalogue';
import { createHealth as createHealthLoop } from '#services/health/health-loop';
import type { HealthView } from '#services/health/health-view';
import type { Probes } from '#services/probes/probe';
import type { Foundation } from './parts.ts';
import type { Rules } from './rules.ts';

const minRangeMs = 20_000;
const noDataAfterMs = 15_000;

/** Watches how the services of the catalogue are. */
export function createHealth(
  { engine, inForce, parts, where }: Foundation,
  rules: Rules,
  { catalogue, probes }: { readonly catalogue: Catalogue; readonly probes: Probes },
): HealthView & Loop {
  return createHealthLoop({
    ...{ engine, catalogue, probes, minRangeMs, noDataAfterMs },
    ...{ clock: parts.clock, log: parts.log },
    sources: () => rules.sources(),
    settings: () => inForce.current().configuration.tocsin.services.health,
    linkTo: (service) => servicePage(where.externalUrl, service),
  });
}
