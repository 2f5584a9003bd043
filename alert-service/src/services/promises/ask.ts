import type { WindowName } from '#core/promises/burn';
import type { CountedHours } from '#core/promises/input';
import { type Counts, hourMs } from '#core/promises/hours';
import type { Counted } from '#core/promises/promise';
import type { PrometheusClient } from '#prometheus/client';
import { over } from './counted.ts';

export type Answered<T> = { readonly found: T; readonly error?: undefined } | { readonly error: string };

/** Asked each time; the day and the three days come from the hours that are kept. */
export const askedWindows = ['5m', '30m', '1h', '2h', '6h'] as const satisfies readonly WindowName[];

export interface LiveCounts {
  readonly windows: ReadonlyMap<string, Counts>;
  /** Since the last hour that is kept. */
  readonly running?: Counts;
}

const part = (query: string, name: string): string =>
  `label_replace(${query}, "tocsin_part", "${name}", "", "")`;

/** What goes on now, of one objective, in one query. */
export async function askLive(
  client: PrometheusClient,
  counted: Counted,
  { now, since }: { readonly now: number; readonly since: number | undefined },
): Promise<Answered<LiveCounts>> {
  const seconds = since === undefined ? 0 : Math.round((now - since) / 1000);
  const spans = [
    ...askedWindows.map((name): [string, string] => [name, name]),
    ...(seconds >= 1 ? [['running', `${seconds}s`] as const] : []),
  ];
  const query = spans
    .flatMap(([name, window]) => [
      part(over(counted.good, window), `good ${name}`),
      part(over(counted.total, window), `total ${name}`),
    ])
    .join(' or ');
  const answer = await client.query({ query, at: now });
  if (answer.error) return { error: answer.error.message };
  const samples = answer.result.type === 'vector' ? answer.result.samples : [];
  const values = new Map(samples.map(({ labels, value }) => [labels.tocsin_part ?? '', value]));
  const of = (name: string): Counts | undefined =>
    countsOf(values.get(`good ${name}`), values.get(`total ${name}`));
  const running = of('running');
  return {
    found: {
      windows: new Map(askedWindows.flatMap((name) => withCounts(name, of(name)))),
      ...(running && { running }),
    },
  };
}

const withCounts = (name: string, counts: Counts | undefined): [string, Counts][] =>
  counts ? [[name, counts]] : [];

/** No series of good ones while others are counted: none was good. */
function countsOf(good: number | undefined, total: number | undefined): Counts | undefined {
  if (total === undefined || !Number.isFinite(total) || total < 0) return undefined;
  const well = good === undefined || !Number.isFinite(good) ? 0 : good;
  return { good: Math.min(Math.max(0, well), total), total };
}

export interface Hours {
  /** Whole hours; epoch ms. */
  readonly from: number;
  readonly to: number;
}

/** The hours of a span, each counted at its end. What the source does not have is null. */
export async function askHours(
  client: PrometheusClient,
  counted: Counted,
  { from, to }: Hours,
): Promise<Answered<Omit<CountedHours, 'objective'>>> {
  const asked = { from: from + hourMs, to, stepMs: hourMs };
  const good = await client.queryRange({ ...asked, query: over(counted.good, '1h') });
  if (good.error) return { error: good.error.message };
  const total = await client.queryRange({ ...asked, query: over(counted.total, '1h') });
  if (total.error) return { error: total.error.message };
  const goodAt = byTime(good.result);
  const totalAt = byTime(total.result);
  const length = Math.round((to - from) / hourMs);
  const hours = Array.from({ length }, (_, index) => {
    const end = from + (index + 1) * hourMs;
    return countsOf(goodAt.get(end), totalAt.get(end));
  });
  return {
    found: {
      at: from,
      good: hours.map((counts) => (counts ? rounded(counts.good) : null)),
      total: hours.map((counts) => (counts ? rounded(counts.total) : null)),
    },
  };
}

/** Estimates: more digits would say nothing, and are kept for ever. */
const rounded = (count: number): number => Math.round(count * 100) / 100;

type Result = Extract<Awaited<ReturnType<PrometheusClient['queryRange']>>, { result: unknown }>['result'];

function byTime(result: Result): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  if (result.type !== 'matrix') return sums;
  for (const { points } of result.series)
    for (const { at, value } of points) sums.set(at, (sums.get(at) ?? 0) + value);
  return sums;
}
