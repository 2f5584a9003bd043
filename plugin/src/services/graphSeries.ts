import type { ServiceGraph } from '@tocsin/api';
import { client } from '../api/client';
import type { Point } from '../ui/chartScale';
import type { ExportTable } from '../ui/export/table';

const HOUR = 3_600_000;

export const ranges = [
  { value: '1h', label: '1 h', ms: HOUR, everyMs: 15_000 },
  { value: '24h', label: '24 h', ms: 24 * HOUR, everyMs: 60_000 },
  { value: '7d', label: '7 d', ms: 7 * 24 * HOUR, everyMs: 300_000 },
  { value: '30d', label: '30 d', ms: 30 * 24 * HOUR, everyMs: 300_000 },
] as const;
export type RangeName = (typeof ranges)[number]['value'];

export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
}

export interface Drawn {
  readonly lines: readonly Line[];
  readonly start: number;
  readonly end: number;
  readonly stepMs: number;
}

const POINTS = 240;
const MOST_LINES = 12;

/** About as many points as the picture is wide. */
export async function drawnFrom({ query, source }: ServiceGraph, range: RangeName): Promise<Drawn> {
  const span = ranges.find(({ value }) => value === range)?.ms ?? HOUR;
  const stepMs = Math.max(5000, Math.round(span / POINTS / 1000) * 1000);
  const end = Date.now();
  const start = end - span;
  const result = await client.queryRange({
    query: { query, source, start: String(start / 1000), end: String(end / 1000), step: String(stepMs / 1000) },
  });
  const lines = result.resultType === 'matrix' ? result.result.slice(0, MOST_LINES) : [];
  return {
    start,
    end,
    stepMs,
    lines: lines.map(({ metric, values }) => ({
      name: nameOf(metric),
      points: values.map(([seconds, value]) => ({ at: seconds * 1000, value: Number(value) })),
    })),
  };
}

const nameOf = (metric: Readonly<Record<string, string>>): string =>
  Object.entries(metric)
    .filter(([label]) => label !== '__name__')
    .map(([label, value]) => `${label}=${value}`)
    .join(', ') || 'value';

/** A row for each moment, a column for each line. */
export function graphTable({ lines }: Drawn): ExportTable {
  const byLine = lines.map(({ points }) => new Map(points.map(({ at, value }) => [at, value])));
  const times = [...new Set(byLine.flatMap((line) => [...line.keys()]))].sort((a, b) => a - b);
  const cell = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : undefined);
  return {
    columns: ['time', ...lines.map(({ name }) => name)],
    rows: times.map((at) => [new Date(at).toISOString(), ...byLine.map((line) => cell(line.get(at)))]),
  };
}
