import type { ServiceGraph } from '@tocsin/api';
import type { KnownService } from '#services/catalogue/catalogue';
import type { LiveHealth, Numbers, Term } from '#services/health/health-view';
import { levelQuestions, rateQuestions, type Scope } from '#services/health/questions';
import type { Requests } from './requests.ts';

const rangeMs = 300_000;
const mostGraphs = 16;

/** A graph for each number that is known of the service, with the limit that it is held against. */
export function graphsOf(
  { selector, source }: KnownService,
  live: LiveHealth | undefined,
  requests: Requests | undefined,
): readonly ServiceGraph[] {
  const scope: Scope = { matchers: selector };
  const rates = rateQuestions(scope, rangeMs);
  const levels = levelQuestions(scope);
  const terms = new Map((live?.terms ?? []).map((term) => [term.name, term]));
  const one = (
    name: string,
    title: string,
    { query, unit }: { query?: string | undefined; unit?: string },
  ) => {
    const limit = limitOf(terms.get(name));
    if (query === undefined) return [];
    return [
      {
        ...{ name, title, query },
        ...(unit !== undefined && { unit }),
        ...(source !== undefined && { source }),
        ...(limit !== undefined && { limit }),
      },
    ];
  };
  const has = (number: keyof Numbers, name: string = number): boolean =>
    live?.numbers[number] !== undefined || terms.get(name)?.kind === 'indicator';
  const when = (isThere: boolean, query: string | undefined): string | undefined =>
    isThere ? query : undefined;
  const share = terms.get('memory')?.unit === 'ratio';
  const own = (live?.terms ?? []).filter(({ kind, query }) => kind === 'indicator' && query !== undefined);
  return [
    ...one('requests', 'Requests', {
      query: requests ? perSecond(requests.total) : when(has('requestRate'), rates.get('requests')),
      unit: 'req/s',
    }),
    ...one('errors', 'Error rate', { query: requests && errorShare(requests), unit: 'ratio' }),
    ...one('p95', 'p95', { query: when(has('p95'), rates.get('p95')), unit: 'seconds' }),
    ...own.flatMap(({ name, title, query, unit }) =>
      one(name, title, { query, ...(unit !== undefined && { unit }) }),
    ),
    ...one('cpu', 'CPU', { query: when(has('cpu'), rates.get('cpu')), unit: 'ratio' }),
    ...one('memory', 'Memory', {
      query: when(has('memory'), levels.get(share ? 'memoryShare' : 'memory')),
      unit: share ? 'ratio' : 'bytes',
    }),
    ...one('disk', 'Disk', { query: when(has('disk'), levels.get('disk')), unit: 'ratio' }),
    ...one('queue', 'Queue', { query: when(has('queueDepth', 'queue'), levels.get('queue')) }),
    ...one('connections', 'Connections', {
      query: when(has('connections'), levels.get('connectionShare')),
      unit: 'ratio',
    }),
  ]
    .filter(isFirst)
    .slice(0, mostGraphs);
}

/** An indicator of the service's own stands in the place of the one by convention. */
const isFirst = (graph: ServiceGraph, at: number, all: readonly ServiceGraph[]): boolean =>
  all.findIndex(({ name }) => name === graph.name) === at;

const limitOf = (term: Term | undefined): number | undefined => term?.failing ?? term?.degraded;

const within = (query: string): string => query.replaceAll('$window', `${rangeMs / 1000}s`);
/** Counted over five minutes: so many each second. */
const perSecond = (total: string): string => `(${within(total)}) / ${rangeMs / 1000}`;
/** Where no request was good there is no series of good ones. */
const errorShare = ({ good, total }: Requests): string =>
  `1 - ((${within(good)}) or (${within(total)}) * 0) / (${within(total)})`;
