import type { HealthState } from '@tocsin/model';
import type { State } from '../state.ts';
import { dayKey, dayOf, daysBetween, startOfDay } from './days.ts';
import type { HealthDay } from './service-health.ts';

/** Time in one state, `[from, to)` in epoch ms. What is not known is no data. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly state: HealthState;
}

export interface History {
  /** In order, without gaps, neighbours differ. */
  readonly spans: readonly Span[];
  /** Until then it was calculated afterwards. */
  readonly backfilledTo?: number;
}

type Rows = Pick<State, 'health' | 'healthDays' | 'unwatched'>;

/** What a service was in `[from, to)`: from its days, and where none of them says so, from what it is. */
export function historyOf(
  state: Rows,
  service: string,
  { from, to }: { readonly from: number; readonly to: number },
): History {
  const days = daysBetween(from, to);
  const rows = days.flatMap((day) => state.healthDays.get(dayKey(service, day)) ?? []);
  const changes = rows.length > 0 ? changesOf(rows, from) : changesOfRow(state, service, from);
  const gaps = days.flatMap((day) => state.unwatched.get(day)?.spans ?? []);
  const backfilledTo = rows.reduce((latest, { backfilledTo = 0 }) => Math.max(latest, backfilledTo), 0);
  return {
    spans: spansOf(covered(changes, gaps), from, to),
    ...(backfilledTo > from && { backfilledTo }),
  };
}

interface Change {
  readonly at: number;
  readonly state: HealthState;
}

function changesOf(rows: readonly HealthDay[], from: number): Change[] {
  const begins = Math.min(from, startOfDay(rows[0]?.day ?? dayOf(from)));
  return [{ at: begins, state: rows[0]?.before ?? 'no-data' }, ...rows.flatMap(({ changes }) => changes)];
}

/** Nothing changed in these days: it is as it has been since before them, or was not known. */
function changesOfRow({ health }: Rows, service: string, from: number): Change[] {
  const row = health.get(service);
  if (!row) return [{ at: from, state: 'no-data' }];
  if (row.since <= from) return [{ at: from, state: row.state }];
  return [
    { at: from, state: 'no-data' },
    { at: row.since, state: row.state },
  ];
}

/** While nobody watched, nothing is known, whatever it was before; after it, it is what it was last found to be. */
function covered(
  changes: readonly Change[],
  gaps: readonly { readonly from: number; readonly to: number }[],
): Change[] {
  if (gaps.length === 0) return [...changes];
  const stateAt = (at: number): HealthState => changes.findLast((each) => each.at <= at)?.state ?? 'no-data';
  const isIn = (at: number): boolean => gaps.some(({ from, to }) => at >= from && at < to);
  return [
    ...changes.filter(({ at }) => !isIn(at)),
    ...gaps.flatMap(({ from, to }): Change[] => [
      { at: from, state: 'no-data' },
      { at: to, state: isIn(to) ? 'no-data' : stateAt(to) },
    ]),
  ].sort((a, b) => a.at - b.at);
}

/** The last of several changes at one time counts. */
function spansOf(changes: readonly Change[], from: number, to: number): Span[] {
  const spans: Span[] = [];
  for (const [index, { at, state }] of changes.entries()) {
    const begins = Math.max(at, from);
    const ends = Math.min(changes[index + 1]?.at ?? to, to);
    if (ends <= begins) continue;
    const last = spans.at(-1);
    if (last?.state === state) spans[spans.length - 1] = { ...last, to: ends };
    else spans.push({ from: begins, to: ends, state });
  }
  return spans;
}

const letters = { healthy: 'h', degraded: 'd', failing: 'f', maintenance: 'm', 'no-data': 'n' } as const;

/** Of a cell so much must be known for it to say what it was; else it says that nothing is known. */
const knownShare = 1 / 3;

/**
 * A letter for each cell; one that has not begun is left out. What was bad in it is always said, however short. Else the
 * worst that is known of it, where enough is known; the time before anything was known at all does not count.
 */
export function cellsOf(
  spans: readonly Span[],
  { from, stepMs, count }: { readonly from: number; readonly stepMs: number; readonly count: number },
): string {
  const cells = Array.from({ length: count }, () => new Map<HealthState, number>());
  const begins = spans.find(({ state }) => state !== 'no-data')?.from ?? Infinity;
  for (const span of spans) {
    const first = Math.max(0, Math.floor((span.from - from) / stepMs));
    const last = Math.min(count - 1, Math.ceil((span.to - from) / stepMs) - 1);
    for (let cell = first; cell <= last; cell++) {
      const lasted =
        Math.min(span.to, from + (cell + 1) * stepMs) - Math.max(span.from, from + cell * stepMs);
      const isBefore = span.to <= begins && begins < from + (cell + 1) * stepMs;
      const states = cells[cell];
      if (!isBefore) states?.set(span.state, (states.get(span.state) ?? 0) + lasted);
    }
  }
  return cells.map(letterOf).join('');
}

function letterOf(lasted: ReadonlyMap<HealthState, number>): string {
  if (lasted.size === 0) return '';
  if (lasted.has('failing')) return letters.failing;
  if (lasted.has('degraded')) return letters.degraded;
  const unknown = lasted.get('no-data') ?? 0;
  const known = (lasted.get('healthy') ?? 0) + (lasted.get('maintenance') ?? 0);
  if (known === 0 || known < (known + unknown) * knownShare) return letters['no-data'];
  return lasted.has('maintenance') ? letters.maintenance : letters.healthy;
}
