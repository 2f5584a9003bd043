import type { AlertDetail, QueryResult } from '@tocsin/api';
import type { Band } from '../ui/Chart';
import type { Point } from '../ui/chartScale';

export const ranges = { '15m': 15, '1h': 60, '6h': 360, '24h': 1440 } as const;
export type RangeName = keyof typeof ranges;
const names: readonly RangeName[] = ['15m', '1h', '6h', '24h'];
export const isRange = (text: string | null): text is RangeName => text !== null && Object.hasOwn(ranges, text);

/** As much of the past as shows how it began. */
export function rangeFor(startsAt: string, now: number): RangeName {
  const minutes = (now - Date.parse(startsAt)) / 60_000;
  return names.find((name) => minutes < ranges[name] * 0.7) ?? '24h';
}

/** How much of the span must hold data for a line to be one: less is a dot at its edge. */
const LEAST_SHARE = 1 / 3;

interface Filled {
  readonly lines: ReadonlyArray<readonly Point[]>;
  readonly range: RangeName;
  readonly end: number;
}

/** The next shorter span where the data fill too little of this one: the data source may know less than the alert. */
export function shorterFor({ lines, range, end }: Filled): RangeName | undefined {
  const first = Math.min(...lines.flatMap(([point]) => (point ? [point.at] : [])));
  const share = (end - first) / (ranges[range] * 60_000);
  return Number.isFinite(first) && share < LEAST_SHARE ? names[names.indexOf(range) - 1] : undefined;
}

/** About 240 points, and never finer than a scrape. */
export const stepSeconds = (range: RangeName): number => Math.max(5, Math.round((ranges[range] * 60) / 240));

const MOST_LINES = 12;

/** The series of this alert where it can be told: what the series says of itself must not contradict the alert. */
export function linesOf(
  result: QueryResult,
  labels: Readonly<Record<string, string>>
): ReadonlyArray<readonly Point[]> {
  if (result.resultType !== 'matrix') {
    return [];
  }
  const belongs = (metric: Readonly<Record<string, string>>) =>
    Object.entries(metric).every(([name, value]) => name === '__name__' || labels[name] === value);
  const own = result.result.filter(({ metric }) => belongs(metric));
  return (own.length > 0 ? own : result.result)
    .slice(0, MOST_LINES)
    .map(({ values }) => values.map(([seconds, value]) => ({ at: seconds * 1000, value: Number(value) })));
}

/** Errors of its evaluation do not change what it is. */
const transitions = new Set(['pending', 'firing', 'resolved', 'dropped']);

/** When it was pending and when it fired, as the ledger has it; the alert's own start where the ledger is silent. */
export function bandsOf(alert: AlertDetail, now: number): readonly Band[] {
  const changes = alert.timeline
    .filter(({ kind, reason }) => kind === 'rule' && transitions.has(reason))
    .map(({ at, reason }) => ({ at: Date.parse(at), reason }))
    .sort((a, b) => a.at - b.at);
  const bands: Band[] = [];
  changes.forEach(({ at, reason }, index) => {
    if (reason === 'pending' || reason === 'firing') {
      bands.push({ kind: reason, from: at, to: changes[index + 1]?.at ?? now });
    }
  });
  if (bands.length === 0 && alert.status !== 'resolved') {
    const kind = alert.status === 'pending' ? 'pending' : 'firing';
    bands.push({ kind, from: Date.parse(alert.startsAt), to: now });
  }
  return bands;
}
