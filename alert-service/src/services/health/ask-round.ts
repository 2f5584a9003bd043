import type { KnownService } from '#services/catalogue/catalogue';
import type { Gate } from '#engine/evaluation/gate';
import { type AskedSource, askVector, type Asker, type NoAnswer, type Point } from './asker.ts';
import { askIndicators, chunks, type IndicatorValue, wantedOf } from './indicators.ts';
import { type Job, selectorJobs } from './jobs.ts';
import {
  levelQuestions,
  rateQuestions,
  type Scope,
  scopeOfLabel,
  type ValueName,
  type Values,
} from './questions.ts';

/** What one data source said of its services in one round. */
export interface SourceRound {
  readonly at: number;
  readonly values: ReadonlyMap<string, Values>;
  readonly indicators: ReadonlyMap<string, IndicatorValue>;
  /** Values that could not be asked, and why. */
  readonly failed: ReadonlyMap<ValueName, string>;
  /** The source itself does not answer. */
  readonly silent?: string;
}

export interface Round extends Asker {
  readonly services: readonly KnownService[];
  readonly minRangeMs: number;
  /** Indicators that cannot be asked with others; remembered between rounds. */
  readonly alone: Set<string>;
}

/** Rates are of at least four scrapes; a few lengths, so that few queries answer for all. */
const ranges = [60_000, 120_000, 240_000, 600_000];
const usualScrapeMs = 15_000;

export function rangeFor({ scrapeIntervalMs = usualScrapeMs }: KnownService, minRangeMs: number): number {
  const wanted = scrapeIntervalMs * 4;
  return wanted <= minRangeMs ? minRangeMs : (ranges.find((each) => each >= wanted) ?? wanted);
}

/** Services that one query answers for, and how a sample of its answer names its service. */
interface Group {
  readonly rangeMs: number;
  readonly services: readonly KnownService[];
  /** Absent: each by its own selector. */
  readonly label?: string;
  readonly without?: readonly string[];
}

/**
 * Asks a source all there is to ask, once it is known to answer at all: a silent one is not asked ten times. Nor is one that
 * falls silent meanwhile asked on: thousands of services would look for an hour as they were before.
 */
export async function askRound(asked: Round): Promise<SourceRound> {
  const watch = watchSource(asked);
  const { round } = watch;
  const { now, services } = round;
  const values = new Map<string, Partial<Record<ValueName, number>>>();
  const failed = new Map<ValueName, string>();
  const nothing = { at: now, values, indicators: new Map(), failed };
  if (services.length === 0) return nothing;
  const alive = await askVector(round, 'vector(1)');
  if (alive.error) return { ...nothing, silent: alive.error.why };
  const jobs = groupsOf(round).flatMap(jobsOf);
  let silent: NoAnswer | undefined;
  const uncounted: KnownService[] = [];
  const run = async ({ name, query, services: own, serviceOf }: Job): Promise<void> => {
    const asked = await askVector(round, query);
    if (!asked.error) return keepValues(values, name, { points: asked.points, serviceOf });
    failed.set(name, asked.error.why);
    if (name === 'failed') uncounted.push(...own);
    if (asked.error.silent) silent = asked.error;
  };
  const [indicators] = await Promise.all([
    askIndicators(round, services.flatMap(wantedOf), round.alone),
    ...jobs.map(run),
  ]);
  // No series of failures means that nothing failed; no answer about them means nothing.
  for (const { name } of uncounted) delete values.get(name)?.classified;
  const uncountedWhy = failed.get('failed');
  if (uncountedWhy !== undefined && !failed.has('classified')) failed.set('classified', uncountedWhy);
  const why = watch.silent() ?? (failed.has('up') ? silent?.why : undefined);
  return { ...nothing, indicators, ...(why !== undefined && { silent: why }) };
}

const noGate: Gate = { run: (work) => work() };

/** A question that is not answered may be a hard one: whether its source answers at all is asked beside the others. */
function watchSource(round: Round): { readonly round: Round; readonly silent: () => string | undefined } {
  const { client } = round.source;
  const gone = new AbortController();
  let silent: string | undefined;
  let isAsked = false;
  const look = async (): Promise<void> => {
    if (isAsked || gone.signal.aborted || round.signal.aborted) return;
    isAsked = true;
    const { error } = await askVector({ ...round, gate: noGate }, 'vector(1)');
    isAsked = false;
    if (!error?.silent) return;
    silent = error.why;
    gone.abort();
  };
  const query: AskedSource['client']['query'] = async (asked) => {
    const answer = await client.query(asked);
    if (answer.error && answer.error.kind !== 'query') await look();
    return answer;
  };
  const source = { ...round.source, client: { query, queryRange: client.queryRange } };
  const signal = AbortSignal.any([round.signal, gone.signal]);
  return { round: { ...round, source, signal }, silent: () => silent };
}

function keepValues(
  values: Map<string, Partial<Record<ValueName, number>>>,
  name: ValueName,
  { points, serviceOf }: { readonly points: readonly Point[]; readonly serviceOf: Job['serviceOf'] },
): void {
  for (const point of points) {
    const service = serviceOf(point);
    if (service === undefined || Number.isNaN(point.value)) continue;
    const known = values.get(service);
    if (known) known[name] ??= point.value;
    else values.set(service, { [name]: point.value });
  }
}

function groupsOf({ services, minRangeMs }: Round): Group[] {
  const groups = new Map<string, Group & { readonly services: KnownService[] }>();
  for (const service of services) {
    if (!service.by && service.selector === '') continue;
    const rangeMs = rangeFor(service, minRangeMs);
    const { label, without = [] } = service.by ?? {};
    const key = JSON.stringify([rangeMs, label, without]);
    const group = groups.get(key) ?? {
      rangeMs,
      services: [],
      without,
      ...(label !== undefined && { label }),
    };
    groups.set(key, group);
    group.services.push(service);
  }
  return [...groups.values()];
}

const jobsOf = (group: Group): Job[] =>
  group.label === undefined ? jobsBySelector(group) : jobsByLabel(group, group.label);

function jobsByLabel({ rangeMs, services, without }: Group, label: string): Job[] {
  const byValue = new Map(services.flatMap(({ by, name }) => (by ? [[by.value, name] as const] : [])));
  const serviceOf: Job['serviceOf'] = ({ labels: its }) => byValue.get(its[label] ?? '');
  return [...questionsOf(scopeOfLabel(label, without), rangeMs)].map(([name, query]) => ({
    ...{ name, query, services, serviceOf },
  }));
}

const questionsOf = (scope: Scope, rangeMs: number): ReadonlyMap<ValueName, string> =>
  new Map([...levelQuestions(scope), ...rateQuestions(scope, rangeMs)]);

const together = 10;

const jobsBySelector = ({ rangeMs, services }: Group): Job[] =>
  chunks(services, together).flatMap((some) => selectorJobs(some, (scope) => questionsOf(scope, rangeMs)));
