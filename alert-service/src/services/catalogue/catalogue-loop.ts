import { spokenDuration } from '@tocsin/model';
import type { ServicesSettings } from '#config/services/settings';
import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Loop } from '#lib/loop';
import type { CatalogueSource } from './ask-source.ts';
import type { Catalogue, KnownService } from './catalogue.ts';
import { merge, type Missing } from './merge.ts';
import { askAgain, newWatch, type SourceWatch } from './source-watch.ts';

export interface CatalogueParts {
  /** What is in force now: another object where it changed. */
  readonly settings: () => ServicesSettings;
  /** Data sources that are there now, in the order of the configuration. */
  readonly sources: () => readonly CatalogueSource[];
  /** Names that something was seen to depend on. */
  readonly peers: () => readonly string[];
  /** Services that were known before this start. */
  readonly earlier: () => Iterable<string>;
  /** Called when settings or sources may have changed. Returns how to stop listening. */
  readonly onSettings: (listen: () => void) => () => void;
  readonly clock: Clock;
  readonly log: Log;
  /** A number of 32 bits each time: chance is data. */
  readonly seed: () => number;
}

/** Nobody tells that data sources were replaced: looked after so often. */
const patienceMs = 5_000;
const longestMs = 120_000;
const mostProblems = 100;

/** Everything that changes while it runs. */
interface Watching {
  readonly parts: CatalogueParts;
  watches: readonly SourceWatch[];
  settings: ServicesSettings;
  labels: string;
  services: readonly KnownService[];
  byName: ReadonlyMap<string, KnownService>;
  /** What the list said when listeners were last told. */
  told: string;
  /** Known before this start, until every data source has answered. */
  earlier: readonly string[];
  readonly listeners: Set<() => void>;
}

/** Knows the services that are described and those that data sources show, and looks again all the time. */
export function createCatalogue(parts: CatalogueParts): Catalogue & Loop {
  const { clock, log } = parts;
  const watching = begin(parts);
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  let unlisten = (): void => undefined;

  const step = async (now: number): Promise<number> => {
    followSettings(watching);
    for (const watch of watching.watches.filter((one) => isDue(one, now))) {
      watch.isAsked = true;
      const chance = (): number => (parts.seed() >>> 0) / 2 ** 32;
      const round = { settings: watching.settings, now, signal: stopping.signal, log, chance, clock };
      const doing = askAgain(watch, round).finally(() => {
        watch.isAsked = false;
        underWay.delete(doing);
        if (stopping.signal.aborted) return;
        settleEarlier(watching, now);
        refresh(watching);
        ring();
      });
      underWay.add(doing);
    }
    const due = watching.watches.filter(({ isAsked }) => !isAsked).map(({ dueAt }) => dueAt);
    return Math.min(now + patienceMs, ...due);
  };
  const ring = (): void => {
    if (stopping.signal.aborted) return;
    void step(clock.now())
      .catch((error: unknown) => {
        log.error('services could not be looked for', { err: error });
        return clock.now() + patienceMs;
      })
      .then((next) => !stopping.signal.aborted && alarm.set(next));
  };
  const alarm = createAlarm(clock, ring);
  return {
    ...viewOf(watching),
    nudge: ring,
    step,
    start() {
      unlisten = parts.onSettings(() => followSettings(watching));
      ring();
    },
    async stop() {
      stopping.abort();
      unlisten();
      alarm.clear();
      await Promise.allSettled(underWay);
    },
  };
}

/** One due much later than anything is was set before the clock was set back. */
const isDue = ({ dueAt, isAsked }: SourceWatch, now: number): boolean =>
  !isAsked && (dueAt <= now || dueAt > now + longestMs);

function begin(parts: CatalogueParts): Watching {
  const watching: Watching = {
    ...{ parts, watches: [], settings: parts.settings(), labels: '', services: [], byName: new Map() },
    ...{ told: '', earlier: [...parts.earlier()], listeners: new Set<() => void>() },
  };
  followSources(watching);
  refresh(watching);
  return watching;
}

function viewOf(watching: Watching): Catalogue {
  return {
    services: () => watching.services,
    get: (name) => watching.byName.get(name),
    problems: () => problemsOf(watching),
    isAnswered: () => watching.watches.every(({ seen, failure }) => seen && !failure),
    onChange(listen) {
      watching.listeners.add(listen);
      return () => void watching.listeners.delete(listen);
    },
  };
}

/** What was reloaded is shown at once, and asked about at once. */
function followSettings(watching: Watching): void {
  const isFollowed = followSources(watching);
  const settings = watching.parts.settings();
  if (settings === watching.settings && !isFollowed) return;
  watching.settings = settings;
  for (const watch of watching.watches) watch.dueAt = 0;
  refresh(watching);
}

/** Whether they changed. With other labels services have other names, and what was known is of no use. */
function followSources(watching: Watching): boolean {
  const { health } = watching.parts.settings();
  const labels = JSON.stringify([health.labels, health.discover]);
  const kept = labels === watching.labels ? watching.watches : [];
  const sources = watching.parts.sources();
  const isSame =
    kept.length === sources.length && kept.every(({ source }, at) => source.client === sources[at]?.client);
  watching.labels = labels;
  if (isSame) return false;
  watching.watches = sources.map((source) => {
    const same = kept.find((watch) => watch.source.name === source.name);
    // Another address may show other services; until it answers, the last known stay.
    return same ? Object.assign(same, { source, dueAt: 0 }) : newWatch(source);
  });
  return true;
}

const isComplete = ({ watches }: Watching): boolean => watches.every(({ seen }) => seen !== undefined);

/** What was known before this start and is not there now went while nobody watched. */
function settleEarlier(watching: Watching, now: number): void {
  const [first] = watching.watches;
  if (watching.earlier.length === 0 || !isComplete(watching)) return;
  for (const one of earlierOnes(watching)) first?.missing.set(one.seen.name, { ...one, since: now });
  watching.earlier = [];
}

function earlierOnes({ watches, earlier, settings }: Watching): readonly Missing[] {
  const [first] = watches;
  const label = settings.health.labels[0] ?? 'service';
  const isSeen = (name: string): boolean => watches.some(({ seen }) => seen?.services.has(name));
  const source = first?.source.name;
  if (source === undefined) return [];
  return earlier
    .filter((name) => !isSeen(name))
    .map((name) => ({ source, seen: { name, label, without: [] } }));
}

function refresh(watching: Watching): void {
  const { watches, settings, parts } = watching;
  watching.services = merge({
    settings,
    seen: watches.flatMap(({ seen }) => seen ?? []),
    missing: [...watches.flatMap(({ missing }) => [...missing.values()]), ...earlierOnes(watching)],
    peers: parts.peers(),
    inSeries: new Set(watches.flatMap(({ inSeries }) => [...inSeries])),
    isComplete: isComplete(watching),
  });
  watching.byName = new Map(watching.services.map((service) => [service.name, service]));
  const said = JSON.stringify(watching.services);
  if (said === watching.told) return;
  watching.told = said;
  for (const listen of watching.listeners) listen();
}

function problemsOf({ watches, services, parts }: Watching): readonly string[] {
  const now = parts.clock.now();
  const silent = watches.flatMap(({ source, failure, seen }) => {
    if (!failure) return [];
    const since = spokenDuration(now - failure.since);
    const shown = seen ? 'services are shown as they were last seen' : 'nothing of it is known yet';
    return [`the data source ${source.name} has not answered for ${since}, ${shown}: ${failure.message}`];
  });
  const remarks = services
    .filter(({ described }) => described)
    .flatMap(({ name, remarks: own }) => own.map((remark) => `${name}: ${remark}`));
  const all = [...silent, ...remarks];
  const more = all.length - mostProblems;
  return more > 0 ? [...all.slice(0, mostProblems), `and ${more} more`] : all;
}
