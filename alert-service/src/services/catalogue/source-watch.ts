import type { ServicesSettings } from '#config/services/settings';
import type { Log } from '#lib/log';
import { type AskingSource, type CatalogueSource, seriesHave, signsOf } from './ask-source.ts';
import { type Missing, unseenSelectors } from './merge.ts';
import { seenIn, type SourceSeen } from './seen.ts';

/** What is known of one data source, and when it is asked again. Times in epoch ms. */
export interface SourceWatch {
  source: CatalogueSource;
  seen?: SourceSeen;
  inSeries: ReadonlySet<string>;
  readonly missing: Map<string, Missing>;
  dueAt: number;
  isAsked: boolean;
  failures: number;
  failure?: { readonly since: number; readonly message: string };
}

export const newWatch = (source: CatalogueSource): SourceWatch => ({
  source,
  inSeries: new Set(),
  missing: new Map(),
  dueAt: 0,
  isAsked: false,
  failures: 0,
});

/** What is gone stays in sight for so long. */
export const keepMs = 3_600_000;

const usualMs = 15_000;
/** Thousands of targets are megabytes each time. */
const largeMs = 60_000;
const large = 1_000;
const firstAgainMs = 5_000;
const latestAgainMs = 60_000;
const mostSelectors = 50;

export interface Round {
  readonly settings: ServicesSettings;
  readonly now: number;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** In [0, 1). */
  readonly chance: () => number;
  readonly clock: { now(): number };
}

/** Asks one data source once. What was known stays where it does not answer. */
export async function askAgain(watch: SourceWatch, round: Round): Promise<void> {
  const { log, clock, now } = round;
  const source = watch.source.name;
  try {
    await takeUp(watch, round);
    if (watch.failure) log.info('services are looked for in this data source again', { source });
    delete watch.failure;
    watch.failures = 0;
  } catch (error) {
    if (round.signal.aborted) return;
    const message = error instanceof Error ? error.message : String(error);
    if (!watch.failure)
      log.warn('services cannot be looked for in this data source', { source, why: message });
    watch.failure = { since: watch.failure?.since ?? now, message };
    watch.failures += 1;
  } finally {
    // Many of us that began together drift apart.
    watch.dueAt = clock.now() + pauseOf(watch) * (0.9 + 0.2 * round.chance());
  }
}

function pauseOf({ failures, seen }: SourceWatch): number {
  if (failures > 0) return Math.min(firstAgainMs * 2 ** (failures - 1), latestAgainMs);
  const signs = seen?.signs.length ?? 0;
  // One that shows nothing has perhaps only begun itself.
  if (signs === 0) return firstAgainMs;
  return signs > large ? largeMs : usualMs;
}

async function takeUp(watch: SourceWatch, { settings, now, signal }: Round): Promise<void> {
  const { labels, discover } = settings.health;
  // Nothing is looked for, and nothing is described: no question.
  if (!discover && settings.services.length === 0) return;
  const asking: AskingSource = { source: watch.source, labels, now, signal };
  const seen = seenIn(watch.source.name, await signsOf(asking), labels);
  const unseen = unseenSelectors(settings, [seen]).filter(
    ({ source }) => source === undefined || source === watch.source.name,
  );
  const asked = unseen.slice(0, mostSelectors).map(({ selector }) => selector);
  watch.inSeries = await seriesHave(asked, asking);
  if (discover) noteMissing(watch, seen, now);
  watch.seen = seen;
}

function noteMissing(
  { seen: before, missing }: SourceWatch,
  { source, services }: SourceSeen,
  now: number,
): void {
  for (const [name, seen] of before?.services ?? [])
    if (!services.has(name)) missing.set(name, { source, seen, since: now });
  for (const [name, { since }] of missing)
    if (services.has(name) || (since ?? now) + keepMs <= now) missing.delete(name);
}
