import type { Router } from 'express';
import { incidentPage } from '#channels/links';
import { createSafeFetch } from '#channels/safe-fetch';
import type { ChangesSettings } from '#config/changes-config';
import { hookCounter } from '#engine/metrics/hooks';
import type { Loop } from '#lib/loop';
import { createAnnotationsLoop } from '#services/changes/annotations-loop';
import type { Catalogue } from '#services/catalogue/catalogue';
import { createChangesView } from '#services/changes/changes-view';
import { createGrafana } from '#services/changes/grafana';
import { hooksRouter } from '#http/hooks-router';
import type { ChangesView, TopologyView } from '#services/topology/topology-view';
import type { Foundation } from './parts.ts';

export interface Changes {
  readonly view: ChangesView;
  /** Below `/hooks`. */
  readonly hooks: Router;
  readonly loop: Pick<Loop, 'start' | 'stop'>;
}

interface Around {
  readonly catalogue: Pick<Catalogue, 'get'>;
  readonly topology: Pick<TopologyView, 'dependsOn'>;
}

/** What changed: told to us by whom tocsin.yml names and by the API, and what was done here. */
export function createChanges(foundation: Foundation, { catalogue, topology }: Around): Changes {
  const { engine, inForce, metrics, where, parts } = foundation;
  const { clock, log } = parts;
  const settings = (): ChangesSettings => inForce.current().configuration.tocsin.changes;
  const isService = (name: string): boolean => catalogue.get(name) !== undefined;
  const fetch = createSafeFetch({ trust: 'operator', clock, maxResponseBytes: 4 * 1024 * 1024 });
  const loop = createAnnotationsLoop({
    ...{ engine, clock, log, isService, grafana: createGrafana(fetch) },
    settings: () => settings().grafana,
    linkTo: (incident) => incidentPage(where.externalUrl, incident),
  });
  return {
    view: createChangesView({ state: () => engine.state(), topology: () => topology }),
    hooks: hooksRouter({ engine, clock, log, settings, isService, count: hookCounter([metrics.registry]) }),
    loop: {
      start: () => loop.start(),
      async stop() {
        await loop.stop();
        fetch.close();
      },
    },
  };
}
