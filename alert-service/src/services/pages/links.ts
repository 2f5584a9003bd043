import type { HealthSettings } from '#config/services/settings';
import type { KnownService } from '#services/catalogue/catalogue';
import { matcherText } from '#services/catalogue/selectors';
import { exploreLink } from './explore.ts';
import type { ServiceLink } from './service-pages.ts';

/** Everything that leads on from a service: what is written, then what is known anyway. `first`: of the data sources. */
export function linksOf(
  service: KnownService,
  { health, first }: { readonly health: HealthSettings; readonly first: string | undefined },
): ServiceLink[] {
  const { settings, selector, source } = service;
  const { explore, loki } = health;
  const at = (url: string): string => (url.startsWith('/') && explore ? explore.url + url : url);
  const link = (kind: ServiceLink['kind'], title: string, url: string | undefined): ServiceLink[] =>
    url === undefined ? [] : [{ kind, title, url: at(url) }];
  // Another data source has a uid that nobody told us.
  const metrics = source === undefined || source === first ? exploreOf(health, selector) : undefined;
  return [
    ...link('dashboard', 'Dashboard', settings?.dashboard),
    ...link('runbook', 'Runbook', settings?.runbook),
    ...(settings?.links ?? []).map(({ title, url }) => ({ title, url: at(url), kind: kindOf(url) })),
    ...link('explore', 'Metrics in Explore', metrics),
    ...link('logs', 'Logs in Explore', loki && logsLink(service.name, health)),
  ];
}

const exploreOf = ({ explore }: HealthSettings, selector: string): string | undefined =>
  explore && exploreLink(explore, { type: 'prometheus', uid: explore.datasource, query: `{${selector}}` });

export const logsQuery = (name: string, label: string): string => `{${matcherText(label, name)}}`;

export function logsLink(
  name: string,
  { explore, loki }: HealthSettings,
  around?: number,
): string | undefined {
  if (!loki?.datasource) return undefined;
  const query = logsQuery(name, loki.label);
  return exploreLink(explore, {
    ...{ type: 'loki', uid: loki.datasource, query },
    ...(around !== undefined && { around }),
  });
}

const repositories = /^https?:\/\/(?:[^/]*\.)?(?:github|gitlab|bitbucket|codeberg|gitea)\b/i;
const kindOf = (url: string): ServiceLink['kind'] => (repositories.test(url) ? 'repository' : 'other');
