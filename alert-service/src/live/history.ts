import type { MetricsHistory } from '@tocsin/api';
import type { PrometheusClient } from '#prometheus/client';
import type { QueryResult } from '#prometheus/result';
import type { Catalogue, KnownService } from '#services/catalogue/catalogue';
import { levelQuestions, rateQuestions, type Scope, scopeOfLabel } from '#services/health/questions';
import type { HistoryRange } from './history-range.ts';

export interface HistoryParts {
  readonly catalogue: Catalogue;
  readonly client: (source?: string) => PrometheusClient | undefined;
  /** A letter for each time, as in strips. */
  readonly statusOf: (service: string, range: HistoryRange) => string;
}

/** What is asked over time, by the names that live numbers have. */
const series = {
  responseTime: 'p95',
  requestRate: 'requests',
  cpu: 'cpu',
  memory: 'memory',
  disk: 'disk',
  errorRate: undefined,
} as const;
type SeriesName = keyof typeof series;

/** Of one scope at once; and services that have no label in common are asked one by one, so many at most. */
const mostAlone = 50;
const atOnce = 6;
const shortestRateMs = 60_000;

type Numbers = Map<string, (number | null)[]>;

/** Numbers of all services over time, or of one: a few range queries for each label that services are known by. */
export async function historyOf(
  parts: HistoryParts,
  range: HistoryRange,
  wanted: string | undefined,
): Promise<MetricsHistory> {
  const times = timesOf(range);
  const problems: string[] = [];
  const known = parts.catalogue.services().filter(({ name }) => wanted === undefined || name === wanted);
  const asked = asksOf(known, wanted !== undefined);
  if (asked.left > 0)
    problems.push(
      `${asked.left} services that are told apart by a selector of their own are left out: ask for one with ?service=.`,
    );
  const found = new Map<string, Numbers>();
  const jobs = asked.asks.flatMap((ask) =>
    questionsOf(ask.scope, range).map(([name, query]) => async () => {
      const client = parts.client(ask.source);
      if (!client) return void problems.push(`There is no data source ${ask.source ?? ''}.`);
      const answer = await client.queryRange({ query, ...range });
      if (answer.error) return void problems.push(`${name}: ${answer.error.message}`);
      put(found, { name, ask, result: answer.result, times });
    }),
  );
  await inTurns(jobs);
  return {
    from: iso(range.from),
    to: iso(range.to),
    resolutionSeconds: range.stepMs / 1000,
    times: times.map((at) => at / 1000),
    services: known.map(({ name }) => ({
      name,
      status: parts.statusOf(name, range),
      series: Object.fromEntries(found.get(name) ?? []),
    })),
    problems: [...new Set(problems)],
  };
}

const iso = (at: number): string => new Date(at).toISOString();

const timesOf = ({ from, to, stepMs }: HistoryRange): number[] =>
  Array.from({ length: Math.round((to - from) / stepMs) + 1 }, (_, index) => from + index * stepMs);

interface Ask {
  readonly source?: string;
  readonly scope: Scope;
  /** The service of each value of the label; or the one service. */
  readonly serviceOf: (value: string | undefined) => string | undefined;
}

function asksOf(
  known: readonly KnownService[],
  alone: boolean,
): { readonly asks: readonly Ask[]; readonly left: number } {
  const byScope = new Map<
    string,
    { readonly scope: Scope; readonly source?: string; readonly names: Map<string, string> }
  >();
  const single: Ask[] = [];
  for (const { name, by, selector, source } of known) {
    const of = source === undefined ? {} : { source };
    if (alone || !by) single.push({ ...of, scope: { matchers: selector }, serviceOf: () => name });
    else {
      const scope = scopeOfLabel(by.label, by.without);
      const key = `${source ?? ''}\n${scope.matchers}`;
      const together = byScope.get(key) ?? { scope, ...of, names: new Map<string, string>() };
      together.names.set(by.value, name);
      byScope.set(key, together);
    }
  }
  const together = [...byScope.values()].map(({ names, ...of }) => ({
    ...of,
    serviceOf: (value: string | undefined) => names.get(value ?? ''),
  }));
  return {
    asks: [...together, ...single.slice(0, mostAlone)],
    left: Math.max(0, single.length - mostAlone),
  };
}

function questionsOf(scope: Scope, { stepMs }: HistoryRange): (readonly [SeriesName, string])[] {
  const all = new Map([...rateQuestions(scope, Math.max(stepMs, shortestRateMs)), ...levelQuestions(scope)]);
  const [failed, classified] = [all.get('failed'), all.get('classified')];
  const questions: (readonly [SeriesName, string])[] = [];
  if (failed !== undefined && classified !== undefined)
    // Where nothing failed there is no series of failures.
    questions.push(['errorRate', `((${failed}) or 0 * (${classified})) / (${classified})`]);
  for (const name of ['responseTime', 'requestRate', 'cpu', 'memory', 'disk'] as const) {
    const query = all.get(series[name]);
    if (query !== undefined) questions.push([name, query]);
  }
  return questions;
}

interface Found {
  readonly name: SeriesName;
  readonly ask: Ask;
  readonly result: QueryResult;
  readonly times: readonly number[];
}

function put(found: Map<string, Numbers>, { name, ask, result, times }: Found): void {
  if (result.type !== 'matrix') return;
  for (const { labels, points } of result.series) {
    const { label } = ask.scope;
    const service = ask.serviceOf(label === undefined ? undefined : labels[label]);
    if (service === undefined) continue;
    const at = new Map(points.map((point) => [point.at, point.value]));
    const numbers = found.get(service) ?? new Map<string, (number | null)[]>();
    numbers.set(
      name,
      times.map((time) => finite(at.get(time))),
    );
    found.set(service, numbers);
  }
}

const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

async function inTurns(jobs: readonly (() => Promise<void>)[]): Promise<void> {
  const waiting = [...jobs];
  const worker = async (): Promise<void> => {
    for (let job = waiting.shift(); job; job = waiting.shift()) await job();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
