import type { Loop } from '#lib/loop';
import { createPromiseWatch, type PromiseWatch } from '#services/promises/watch';
import type { Promises } from '#services/promises/promises';
import type { Catalogue } from '#services/catalogue/catalogue';
import type { Foundation } from './parts.ts';
import { createReporting } from './reports.ts';
import type { Rules } from './rules.ts';

export interface RunningPromises extends Promises {
  readonly loops: Readonly<Record<'promises' | 'reports', Loop>>;
}

/** Counts what was promised of services, and reports it. */
export function createPromises(foundation: Foundation, rules: Rules, catalogue: Catalogue): RunningPromises {
  const watch = promiseWatch(foundation, rules, catalogue);
  const { reports, sender } = createReporting(foundation, watch, catalogue);
  const { loop, objectives, objective, problems } = watch;
  return {
    ...{ objectives, objective, problems },
    reports: { ...reports, send: async (id, by) => (await sender.sendNow(id, by)) !== undefined },
    loops: { promises: loop, reports: sender.loop },
  };
}

function promiseWatch(
  { engine, inForce, where, parts: { clock, log } }: Foundation,
  rules: Rules,
  catalogue: Catalogue,
): PromiseWatch {
  return createPromiseWatch({
    ...{ engine, clock, log, externalUrl: where.externalUrl },
    settings: () => {
      const { services, reports } = inForce.current().configuration.tocsin;
      return {
        services: services.services,
        reported: { zone: reports.timeZone, period: reports.period },
      };
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
