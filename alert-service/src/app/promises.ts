import { createPromiseWatch, type PromiseWatch } from '#services/promises/watch';
import type { Catalogue } from '#services/catalogue/catalogue';
import type { Foundation } from './parts.ts';
import type { Rules } from './rules.ts';

/** Counts what was promised of services. */
export function createPromises(
  { engine, inForce, where, parts: { clock, log } }: Foundation,
  rules: Rules,
  catalogue: Catalogue,
): PromiseWatch {
  return createPromiseWatch({
    ...{ engine, clock, log, externalUrl: where.externalUrl },
    settings: () => {
      const { services } = inForce.current().configuration.tocsin;
      return { services: services.services, reported: { zone: 'UTC', period: 'month' } };
    },
    counting: () => ({
      client: (source) => rules.client(source),
      firstSource: rules.sources()[0]?.name,
      selectorOf: (service) => catalogue.get(service)?.selector,
    }),
    rulesOf: (listed) => rules.promises.of(listed),
    onCounted: () => rules.promises.changed(),
  });
}
