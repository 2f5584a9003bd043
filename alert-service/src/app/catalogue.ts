import type { Loop } from '#lib/loop';
import type { Catalogue } from '#services/catalogue/catalogue';
import { createCatalogue as createCatalogueLoop } from '#services/catalogue/catalogue-loop';
import type { Foundation } from './parts.ts';
import type { Rules } from './rules.ts';

/** `peers`: what something was seen to depend on, asked at each use. */
export function createCatalogue(
  { engine, inForce, parts: { clock, log, seed } }: Foundation,
  rules: Pick<Rules, 'sources'>,
  peers: () => readonly string[],
): Catalogue & Loop {
  return createCatalogueLoop({
    ...{ clock, log, seed, peers },
    settings: () => inForce.current().configuration.tocsin.services,
    sources: () => rules.sources(),
    earlier: () => engine.state().health.keys(),
    onSettings: (listen) => engine.onCommit(listen),
  });
}
