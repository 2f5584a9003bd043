import type { Measured } from '#core/health/term';
import type { ConventionSettings } from '#config/services/settings';
import { numberWords, spokenDuration } from '@tocsin/model';
import type { ValueName, Values } from './questions.ts';

/** An indicator that is there by convention, wherever its metrics are. */
export interface Convention {
  readonly name: string;
  readonly title: string;
  readonly unit?: string;
  readonly degraded?: number;
  readonly failing?: number;
  readonly weight: number;
  /** What it is read from; that it was ever there makes it an indicator of the service. */
  readonly from: ValueName;
  /** Undefined: not known now; a text says why. */
  readonly read: (values: Values, rangeMs: number) => number | string | undefined;
}

/** Of fewer requests a share says nothing: one failed of three is not a service that fails. */
export const fewestRequests = 5;

const errorShare: Convention['read'] = ({ classified, failed = 0 }, rangeMs) => {
  if (classified === undefined) return undefined;
  const range = spokenDuration(rangeMs);
  const requests = Math.round((classified * rangeMs) / 1000);
  if (classified <= 0) return `no requests in the last ${range}`;
  if (requests < fewestRequests)
    return `${requests} request${requests === 1 ? '' : 's'} in the last ${range} are too few to judge by`;
  return failed / classified;
};

const p95: Convention['read'] = (values, rangeMs) => {
  const { p95: seconds, requests } = values;
  if (requests !== undefined && requests <= 0) return `no requests in the last ${spokenDuration(rangeMs)}`;
  return seconds;
};

export const conventions: readonly Convention[] = [
  {
    ...{ name: 'errors', title: 'Error rate', unit: 'ratio', degraded: 0.01, failing: 0.05, weight: 3 },
    from: 'classified',
    read: errorShare,
  },
  {
    ...{ name: 'p95', title: 'p95', unit: 'seconds', degraded: 0.5, failing: 2, weight: 2 },
    from: 'requests',
    read: p95,
  },
  {
    ...{ name: 'cpu', title: 'CPU', unit: 'ratio', degraded: 0.8, failing: 0.95, weight: 1 },
    from: 'cpu',
    read: ({ cpu }) => cpu,
  },
  {
    ...{ name: 'memory', title: 'Memory', unit: 'ratio', degraded: 0.85, failing: 0.95, weight: 1 },
    from: 'memoryShare',
    read: ({ memoryShare }) => memoryShare,
  },
  {
    ...{ name: 'disk', title: 'Disk', unit: 'ratio', degraded: 0.85, failing: 0.95, weight: 1 },
    from: 'disk',
    read: ({ disk }) => disk,
  },
  {
    ...{ name: 'queue', title: 'Queue', degraded: 1_000, failing: 10_000, weight: 1 },
    from: 'queue',
    read: ({ queue }) => queue,
  },
  {
    ...{ name: 'connections', title: 'Connections', unit: 'ratio', degraded: 0.8, failing: 0.95, weight: 2 },
    from: 'connectionShare',
    read: ({ connectionShare }) => connectionShare,
  },
];

/** Bytes of memory: only where a limit in bytes is written, for a process does not say what it may use. */
const memoryBytes: Convention = {
  ...{ name: 'memory', title: 'Memory', unit: 'bytes', weight: 1 },
  from: 'memory',
  read: ({ memory }) => memory,
};

/** With the limits that are written for this service; undefined: it is switched off. */
export function conventionFor(convention: Convention, written?: ConventionSettings): Convention | undefined {
  if (written?.off) return undefined;
  if (!written) return convention;
  const limit = written.failing ?? written.degraded;
  const inBytes = convention.name === 'memory' && limit !== undefined && limit > 1;
  const { degraded, failing, weight } = written;
  const limits =
    limit === undefined
      ? {}
      : { ...(degraded !== undefined && { degraded }), ...(failing !== undefined && { failing }) };
  const { degraded: usualDegraded, failing: usualFailing, ...rest } = inBytes ? memoryBytes : convention;
  const usual = {
    ...(usualDegraded !== undefined && { degraded: usualDegraded }),
    ...(usualFailing !== undefined && { failing: usualFailing }),
  };
  return {
    ...rest,
    ...withoutContradiction(usual, limits),
    ...(weight !== undefined && { weight }),
  };
}

interface Pair {
  readonly degraded?: number;
  readonly failing?: number;
}

/** Where one limit is written, the usual other one stays only as long as it is on its side of it. */
function withoutContradiction(usual: Pair, written: Pair): Pair {
  const both = { ...usual, ...written };
  if (both.degraded === undefined || both.failing === undefined || both.degraded <= both.failing) return both;
  return written;
}

/** What a value is, or why it is not known. */
export function readConvention(
  convention: Convention,
  {
    values,
    rangeMs,
    why,
  }: { readonly values: Values | undefined; readonly rangeMs: number; readonly why: string },
): Pick<Measured, 'value' | 'why'> {
  const read = values && convention.read(values, rangeMs);
  if (typeof read === 'number') return { value: read };
  return { why: read ?? why };
}

export const seriesWords = (series: number): string => `the worst of ${numberWords(series)} series`;
