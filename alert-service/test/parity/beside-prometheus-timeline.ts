import { seriesKey } from '#core/rule/samples';
import type { PrometheusClient } from '#prometheus/client';
import type { QueryResult } from '#prometheus/result';

/** What the rules of one group have written, by window. */
export interface Timeline {
  /** When the group was evaluated: the times of its samples. */
  readonly slots: ReadonlyMap<number, number>;
  /** By series and window; what a query at the slot gives, so an end without a stale marker is seen. */
  readonly series: ReadonlyMap<string, ReadonlyMap<number, string>>;
}

export async function readTimeline(client: PrometheusClient, group: string, now: number): Promise<Timeline> {
  const beats = await ask(client.query({ query: `${group}:beat[30m]`, at: now }));
  const points = beats.type === 'matrix' ? (beats.series[0]?.points ?? []) : [];
  const slots = new Map(points.map(({ at, value }) => [value, at]));
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return { slots, series: new Map() };
  const all = await ask(
    client.queryRange({
      query: `{group="${group}", __name__=~".+"}`,
      from: first.at,
      to: last.at,
      stepMs: 1_000,
    }),
  );
  if (all.type !== 'matrix') throw new Error('not a matrix');
  const windowAt = (at: number): number => Math.round((at - first.at) / 1_000) + first.value;
  /** Seconds since 1970, and windows: an alert of one ruler began in the same window as that of the other. */
  const secondsAhead = Math.floor(first.at / 1_000) - first.value;
  const series = new Map<string, Map<number, string>>();
  for (const { labels, points: samples } of all.series) {
    const shift = labels.__name__ === 'ALERTS_FOR_STATE' ? secondsAhead : 0;
    series.set(
      seriesKey(labels),
      new Map(samples.map(({ at, value }) => [windowAt(at), String(value - shift)])),
    );
  }
  return { slots, series };
}

async function ask(answer: ReturnType<PrometheusClient['query']>): Promise<QueryResult> {
  const { error, ...rest } = await answer;
  if (error) throw new Error(error.message);
  if (!('result' in rest)) throw new Error('no result');
  return rest.result;
}

export interface Comparison {
  /** Windows in which both were evaluated. */
  readonly compared: readonly number[];
  /** Those of them in which no alert is left out. */
  readonly whole: readonly number[];
  readonly differences: readonly string[];
  /** Values that were compared and not nothing. */
  readonly same: number;
}

/** Alerts whose rules read the first one's. */
const readers: Readonly<Record<string, string>> = { ManyBusy: 'Busy', LongBusy: 'Busy' };

/**
 * A ruler that misses a slot, on a busy machine, knows other times of its alerts: each is left out from there on until
 * neither ruler has it active; what is recorded, until both say the same of it.
 */
export function compareTimelines(
  theirs: Timeline,
  ours: Timeline,
  isLeftOut: (window: number) => boolean,
): Comparison {
  const series = seriesOf([theirs, ours]);
  const valuesAt = ({ key }: Series, window: number): string[] =>
    [theirs, ours].map((timeline) => timeline.series.get(key)?.get(window) ?? 'nothing');
  const unlike = new Set<string>();
  const compared: number[] = [];
  const whole: number[] = [];
  const differences: string[] = [];
  let same = 0;
  for (const window of windowsOf([theirs, ours])) {
    if (![theirs, ours].every(({ slots }) => slots.has(window))) {
      for (const { alert } of series) unlike.add(alert);
      continue;
    }
    const differing = new Set(
      series.flatMap((each) => {
        const [real = '', own = ''] = valuesAt(each, window);
        const isAlike = real === own && (each.name === undefined || isNothing(real));
        return isAlike ? [] : [each.alert];
      }),
    );
    for (const alert of unlike) if (!differing.has(alert)) unlike.delete(alert);
    if (isLeftOut(window)) continue;
    compared.push(window);
    if (unlike.size === 0) whole.push(window);
    const names = new Set(series.flatMap(({ alert, name }) => (unlike.has(alert) && name ? [name] : [])));
    for (const each of series) {
      if (unlike.has(each.alert) || names.has(readers[each.name ?? ''] ?? '')) continue;
      const [real = '', own = ''] = valuesAt(each, window);
      if (real !== own) differences.push(`${window}: ${each.key}: Prometheus says ${real}, we say ${own}`);
      else if (!isNothing(real)) same++;
    }
  }
  return { compared, whole, differences, same };
}

const isNothing = (value: string): boolean => value === 'nothing';

interface Series {
  readonly key: string;
  /** The alert that it is of, whatever its state. */
  readonly alert: string;
  readonly name: string | undefined;
}

function seriesOf(timelines: readonly Timeline[]): Series[] {
  const keys = new Set(timelines.flatMap(({ series }) => [...series.keys()]));
  return [...keys].map((key) => {
    const pairs = JSON.parse(key) as [string, string][];
    const name = pairs.find(([label]) => label === 'alertname')?.[1];
    const alert = name ? pairs.filter(([label]) => label !== '__name__' && label !== 'alertstate') : pairs;
    return { key, name, alert: JSON.stringify(alert) };
  });
}

/** From the window after that in which both have begun until one is read no more. */
function windowsOf(timelines: readonly Timeline[]): number[] {
  const begin = Math.max(...timelines.map(({ slots }) => Math.min(...slots.keys())));
  const end = Math.min(...timelines.map(({ slots }) => Math.max(...slots.keys())));
  return Array.from({ length: Math.max(0, end - begin) }, (_, index) => begin + 1 + index);
}
