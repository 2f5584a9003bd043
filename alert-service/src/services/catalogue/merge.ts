import type { HealthSettings, ServiceSettings, ServicesSettings } from '#config/services/settings';
import type { KnownService } from './catalogue.ts';
import { kindOf } from './kind.ts';
import {
  createHint,
  dependencyRemarks,
  type Hint,
  missingRemark,
  nothingMeasures,
  twoSources,
} from './remarks.ts';
import { countOf, type Seen, type SourceSeen } from './seen.ts';
import { createSignIndex, type SignIndex, selectorOf } from './selectors.ts';

/** A service that was there, and is not any more. */
export interface Missing {
  readonly source: string;
  readonly seen: Pick<Seen, 'name' | 'label' | 'without'>;
  /** Epoch ms; absent: nobody has looked yet since the start. */
  readonly since?: number;
}

export interface Merged {
  readonly settings: ServicesSettings;
  /** What data sources show, in the order of the configuration. */
  readonly seen: readonly SourceSeen[];
  readonly missing: readonly Missing[];
  /** Names that something was seen to depend on. */
  readonly peers: readonly string[];
  /** Selectors of descriptions that no target has, and series have all the same. */
  readonly inSeries: ReadonlySet<string>;
  /** Whether every data source has answered since the start: before that, nothing is said not to exist. */
  readonly isComplete: boolean;
}

interface Found {
  readonly source: string;
  readonly seen: Seen;
  readonly others: readonly string[];
}

interface Merging extends Merged {
  readonly found: ReadonlyMap<string, Found>;
  readonly indexes: ReadonlyMap<string, SignIndex>;
  readonly names: ReadonlySet<string>;
  readonly hint: Hint;
}

/** What is described and what is seen, as one list by name. What is described never vanishes. */
export function merge(all: Merged): readonly KnownService[] {
  const { services, health } = all.settings;
  const found = foundIn(all.seen, health);
  const described = new Set(services.map(({ name }) => name));
  const names = new Set([...described, ...found.keys(), ...all.peers]);
  const merging: Merging = {
    ...all,
    found,
    indexes: new Map(all.seen.map(({ source, signs }) => [source, createSignIndex(signs)])),
    names,
    hint: createHint([...names]),
  };
  const isOurs = (name: string): boolean => !described.has(name) && !health.ignore.includes(name);
  const discovered = [...found.values()].filter(({ seen }) => isOurs(seen.name)).map(discoveredService);
  const gone = all.missing.filter(
    ({ seen: { name } }) => health.discover && isOurs(name) && !found.has(name),
  );
  const shown = new Set([...found.keys(), ...gone.map(({ seen }) => seen.name)]);
  const peers = health.discover ? all.peers.filter((name) => isOurs(name) && !shown.has(name)) : [];
  return [
    ...services.map((one) => describedService(one, merging)),
    ...discovered,
    ...gone.map(missingService),
    ...[...new Set(peers)].map((name) => peerService(name, health)),
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Of one name in several data sources, the first counts. */
function foundIn(sources: readonly SourceSeen[], { discover }: HealthSettings): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>();
  for (const { source, services } of discover ? sources : [])
    for (const [name, seen] of services) {
      const first = found.get(name);
      if (first) found.set(name, { ...first, others: [...first.others, source] });
      else found.set(name, { source, seen, others: [] });
    }
  return found;
}

function discoveredService({ source, seen, others }: Found): KnownService {
  return {
    name: seen.name,
    kind: kindOf(seen.name),
    described: false,
    discovered: true,
    source,
    ...seenAs(seen),
    remarks: others.length > 0 ? [twoSources(source, others)] : [],
  };
}

function seenAs(seen: Seen): Pick<KnownService, 'selector' | 'by' | 'targets' | 'scrapeIntervalMs'> {
  const { name, label, without, up, all, scrapeIntervalMs } = seen;
  return {
    selector: selectorOf(label, name, without),
    by: { label, value: name, ...(without.length > 0 && { without }) },
    ...(all > 0 && { targets: { up, all } }),
    ...(scrapeIntervalMs !== undefined && { scrapeIntervalMs }),
  };
}

function missingService({ source, seen: { name, label, without }, since }: Missing): KnownService {
  return {
    name,
    kind: kindOf(name),
    described: false,
    discovered: true,
    source,
    selector: selectorOf(label, name, without),
    by: { label, value: name, ...(without.length > 0 && { without }) },
    ...(since !== undefined && { missingSince: since }),
    remarks: since === undefined ? [] : [missingRemark],
  };
}

const peerService = (name: string, { labels }: HealthSettings): KnownService => ({
  name,
  kind: kindOf(name, 'external'),
  described: false,
  discovered: true,
  selector: selectorOf(labels[0] ?? 'service', name),
  remarks: [],
});

function describedService(settings: ServiceSettings, merging: Merging): KnownService {
  const { name, title, kind, owner, tier } = settings;
  const measured = measuredAs(settings, merging);
  const { source, ...rest } = measured ?? {
    source: settings.source,
    selector: settings.selector ?? selectorOf(merging.settings.health.labels[0] ?? 'service', name),
  };
  const isPeer = merging.peers.includes(name);
  return {
    name,
    ...(title !== undefined && { title }),
    kind: kind ?? kindOf(name),
    ...(owner !== undefined && { owner }),
    ...(tier !== undefined && { tier }),
    described: true,
    discovered: measured !== undefined || isPeer,
    ...(source !== undefined && { source }),
    ...rest,
    settings,
    remarks: [
      ...(measured !== undefined || isPeer || !merging.isComplete
        ? []
        : nothingMeasures(settings, merging.settings.health, merging.hint)),
      ...(merging.isComplete ? dependencyRemarks(settings, merging.names, merging.hint) : []),
    ],
  };
}

type Measured = Pick<KnownService, 'source' | 'selector' | 'by' | 'targets' | 'scrapeIntervalMs'>;

/** Where and by what it is measured; undefined where nothing measures it. */
function measuredAs(settings: ServiceSettings, merging: Merging): Measured | undefined {
  const { name, source, selector } = settings;
  if (selector !== undefined) return bySelector(settings, selector, merging);
  if (source === undefined) {
    const found = merging.found.get(name);
    if (found) return { source: found.source, ...seenAs(found.seen) };
  }
  const seen = merging.seen
    .filter((one) => source === undefined || one.source === source)
    .flatMap((one) => {
      const own = one.services.get(name);
      return own ? [{ source: one.source, ...seenAs(own) }] : [];
    });
  return seen[0];
}

function bySelector(
  { source }: ServiceSettings,
  selector: string,
  { seen, indexes, inSeries }: Merging,
): Measured | undefined {
  for (const one of seen.filter((each) => source === undefined || each.source === source)) {
    const signs = indexes.get(one.source)?.matching(selector) ?? [];
    if (signs.length === 0) continue;
    const { up, all, scrapeIntervalMs } = countOf(signs);
    return {
      source: one.source,
      selector,
      ...(all > 0 && { targets: { up, all } }),
      ...(scrapeIntervalMs !== undefined && { scrapeIntervalMs }),
    };
  }
  if (!inSeries.has(selector)) return undefined;
  return { source, selector };
}

/** Selectors that no target has: whether any series has them is to be asked. */
export function unseenSelectors(
  { services }: ServicesSettings,
  seen: readonly SourceSeen[],
): readonly { readonly source?: string; readonly selector: string }[] {
  const indexes = seen.map((one) => ({ source: one.source, index: createSignIndex(one.signs) }));
  return services.flatMap(({ selector, source }) => {
    if (selector === undefined) return [];
    const isSeen = indexes.some(
      (one) =>
        (source === undefined || one.source === source) && (one.index.matching(selector) ?? []).length > 0,
    );
    return isSeen ? [] : [{ selector, ...(source !== undefined && { source }) }];
  });
}
