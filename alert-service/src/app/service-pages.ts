import type { HealthSettings } from '#config/services/settings';
import { graphsOf } from '#services/pages/graphs';
import { linksOf, logsLink } from '#services/pages/links';
import { linesAround } from '#services/pages/loki';
import { createRequestsView } from '#services/pages/requests';
import type { ServicePages } from '#services/pages/service-pages';
import type { Foundation } from './parts.ts';
import type { Rules } from './rules.ts';

export function createServicePages(
  { inForce, parts }: Foundation,
  rules: Pick<Rules, 'client' | 'sources'>,
): ServicePages {
  const { clock } = parts;
  const health = (): HealthSettings => inForce.current().configuration.tocsin.services.health;
  const requests = createRequestsView({ clock, client: (source) => rules.client(source) });
  return {
    graphs: async (service, live) => graphsOf(service, live, await requests.of(service)),
    availability: async (service) => (await requests.of(service))?.availability,
    links: (service) => linksOf(service, { health: health(), first: rules.sources()[0]?.name }),
    async logs({ name }, at) {
      const settings = health();
      const explore = logsLink(name, settings, at);
      const link = explore === undefined ? {} : { explore };
      if (!settings.loki) return { configured: false, lines: [], ...link };
      const found = await linesAround({ name, at }, settings.loki, clock);
      return { configured: true, lines: [], ...found, ...link };
    },
  };
}
