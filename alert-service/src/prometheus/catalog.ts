import { isClassicLabelName, type Labels, parseDuration } from '@tocsin/model';
import { list, record } from './answer-parts.ts';
import type { PrometheusError } from './error.ts';
import { type Parameters, seconds } from './question.ts';
import { labelsOf } from './result.ts';

/** What a Prometheus has, as far as it says so. */
export type Found<Value> =
  | { readonly found: Value; readonly warnings: readonly string[]; readonly error?: undefined }
  | { readonly error: PrometheusError };

export interface AskedCatalog {
  /** Selectors; of all series where absent, except for `series`, which needs one. */
  readonly match?: readonly string[];
  /** Epoch ms; absent: as far as the server looks by itself. */
  readonly from?: number;
  readonly to?: number;
  /** At most so many; servers that do not know of it are cut short here. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

export interface BuildInfo {
  readonly version: string;
}

/** What it scrapes. */
export interface Target {
  readonly labels: Labels;
  /** Not scraped yet: unknown. */
  readonly health: 'up' | 'down' | 'unknown';
  readonly scrapeIntervalMs?: number;
}

/** Never rejects. */
export interface Catalog {
  series(asked: AskedCatalog & { readonly match: readonly string[] }): Promise<Found<readonly Labels[]>>;
  labelValues(name: string, asked?: AskedCatalog): Promise<Found<readonly string[]>>;
  /** Undefined where the server scrapes nothing itself, and has no such list. */
  targets(asked?: Pick<AskedCatalog, 'signal' | 'timeoutMs'>): Promise<Found<readonly Target[] | undefined>>;
  /** Undefined where the server does not say. */
  buildInfo(asked?: Pick<AskedCatalog, 'signal' | 'timeoutMs'>): Promise<Found<BuildInfo | undefined>>;
}

interface AskedAt {
  readonly path: string;
  readonly parameters: Parameters;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}
/** Asks, and reads the `data` of the answer; what reading throws as BadAnswer is an error too. */
export type AskFor = <Value>(asked: AskedAt, read: (data: unknown) => Value) => Promise<Found<Value>>;

export function createCatalog(ask: AskFor): Catalog {
  return {
    series: (asked) =>
      ask({ path: '/api/v1/series', ...askedAt(asked) }, (data) => cut(data, asked).map(labelsOf)),
    labelValues: (name, asked = {}) =>
      ask({ path: `/api/v1/label/${escapedName(name)}/values`, ...askedAt(asked) }, (data) =>
        cut(data, asked).map(String),
      ),
    async targets(asked = {}) {
      const parameters: Parameters = [['state', 'active']];
      const answer = await ask({ path: '/api/v1/targets', parameters, ...limitsOf(asked) }, targetsIn);
      return hasNone.has(answer.error?.status ?? 0) ? { found: undefined, warnings: [] } : answer;
    },
    async buildInfo(asked = {}) {
      const path = '/api/v1/status/buildinfo';
      const answer = await ask({ path, parameters: [], ...limitsOf(asked) }, versionIn);
      return answer.error?.status === 404 ? { found: undefined, warnings: [] } : answer;
    },
  };
}

/** How servers say that they have no such thing: a ruler, a query front end. */
const hasNone = new Set([400, 404, 405, 501]);

const targetsIn = (data: unknown): Target[] =>
  list(record(data, 'data')['activeTargets'] ?? []).map((one) => {
    const { labels, health, scrapeInterval } = record(one, 'activeTargets');
    const interval = typeof scrapeInterval === 'string' ? parseDuration(scrapeInterval) : undefined;
    return {
      labels: labelsOf(labels),
      health: health === 'up' || health === 'down' ? health : 'unknown',
      ...(interval?.ok && { scrapeIntervalMs: interval.value }),
    };
  });

function askedAt(asked: AskedCatalog): Omit<AskedAt, 'path'> {
  const { match = [], from, to, limit } = asked;
  return {
    parameters: [
      ...match.map((selector): [string, string] => ['match[]', selector]),
      ...given('start', from, seconds),
      ...given('end', to, seconds),
      ...given('limit', limit, String),
    ],
    ...limitsOf(asked),
  };
}

const given = (
  name: string,
  value: number | undefined,
  print: (value: number) => string,
): [string, string][] => (value === undefined ? [] : [[name, print(value)]]);

const limitsOf = ({ signal, timeoutMs }: Pick<AskedCatalog, 'signal' | 'timeoutMs'>) => ({
  ...(signal && { signal }),
  ...(timeoutMs !== undefined && { timeoutMs }),
});

/** Servers say null where there is nothing. */
const cut = (data: unknown, { limit }: AskedCatalog): readonly unknown[] =>
  (data === null ? [] : list(data)).slice(0, limit);

function versionIn(data: unknown): BuildInfo | undefined {
  const { version } = record(data, 'data');
  return typeof version === 'string' && version !== '' ? { version } : undefined;
}

/** Names beyond the classic ones stand in a path as Prometheus 3 escapes them: `U__`, each other character by its code. */
function escapedName(name: string): string {
  if (isClassicLabelName(name)) return name;
  const escaped = [...name].map((character) => {
    if (character === '_') return '__';
    return /[a-zA-Z0-9]/.test(character) ? character : `_${(character.codePointAt(0) ?? 0).toString(16)}_`;
  });
  return `U__${escaped.join('')}`;
}
