import type { ServiceSummary } from '@tocsin/api';
import { healthRank } from '@tocsin/model';
import type { KnownService } from '#services/catalogue/catalogue';
import type { LiveHealth } from '#services/health/health-view';
import type { TocsinContext } from './context.ts';
import { stripOf } from './service-health.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** A service in a list. One that was not measured yet has no data. */
export function serviceSummary(
  context: TocsinContext,
  known: KnownService,
  {
    strip = false,
    incidents = incidentsByService(context),
  }: {
    readonly strip?: boolean;
    readonly incidents?: ReadonlyMap<string, readonly string[]>;
  } = {},
): ServiceSummary {
  const { name, title, owner, tier, kind, described, discovered, remarks } = known;
  const live = context.services.health.of(name);
  return {
    ...{ name, kind, described, discovered },
    ...(title !== undefined && { title }),
    ...(owner !== undefined && { owner }),
    ...(tier !== undefined && { tier }),
    ...(live ? ofLive(live) : notMeasured(context, known)),
    ...(strip && { strip: stripOf(context, name) }),
    incidents: [...(incidents.get(name) ?? [])],
    ...(remarks.length > 0 && { remarks: [...remarks] }),
  };
}

const ofLive = ({ state, word, score, since, sentence, numbers }: LiveHealth) => ({
  ...{ state, word, sentence, numbers },
  since: iso(since),
  ...(score !== undefined && { score }),
});

function notMeasured({ engine, clock }: TocsinContext, { name }: KnownService) {
  return {
    ...{ state: 'no-data' as const, word: 'no data', numbers: {} },
    since: iso(engine.state().health.get(name)?.since ?? clock.now()),
    sentence: `${name} has not been measured yet.`,
  };
}

/** Open incidents by the services that they hit. */
export function incidentsByService({ engine }: TocsinContext): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { id, status, service, services = [], origin } of engine.state().incidents.values()) {
    if (status === 'resolved' || origin?.kind === 'test') continue;
    for (const name of new Set([...(service === undefined ? [] : [service]), ...services]))
      found.set(name, [...(found.get(name) ?? []), id]);
  }
  return found;
}

/** Worst first: by state, then by tier, then by score; alike ones by name. */
export function worstServicesFirst({ services }: TocsinContext): KnownService[] {
  const ranked = services.catalogue.services().map((known) => {
    const live = services.health.of(known.name);
    return { known, rank: healthRank(live?.state ?? 'no-data'), score: live?.score ?? 0 };
  });
  return ranked
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        (a.known.tier ?? 2) - (b.known.tier ?? 2) ||
        a.score - b.score ||
        (a.known.name < b.known.name ? -1 : 1),
    )
    .map(({ known }) => known);
}
