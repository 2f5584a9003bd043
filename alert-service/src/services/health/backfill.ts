import type { HealthState } from '@tocsin/model';
import { dayKey, dayMs, dayOf, daysBetween, startOfDay } from '#core/health/days';
import type { HealthDay } from '#core/health/service-health';
import { termOf, scoreOf } from '#core/health/score';
import type { State } from '#core/state';
import type { KnownService } from '#services/catalogue/catalogue';
import type { SourceRound } from './ask-round.ts';
import { measuredOf } from './measured.ts';
import type { ValueName, Values } from './questions.ts';

/** One value each quarter of an hour: what the strips show. */
export const stepMs = 900_000;
/** No further back, whatever the source has. */
export const backfilledDays = 90;

type Rows = Pick<State, 'health' | 'healthDays'>;

/** Until when the history of a service is to be calculated: when we first saw it. Undefined: it is complete, or was done. */
export function backfillUntil(
  { health, healthDays }: Rows,
  service: string,
  now: number,
): number | undefined {
  if (!health.has(service)) return undefined;
  for (const day of daysBetween(now - backfilledDays * dayMs, now)) {
    const row = healthDays.get(dayKey(service, day));
    if (!row) continue;
    if (row.before !== undefined || row.backfilledTo !== undefined) return undefined;
    return row.changes[0]?.at;
  }
  return undefined;
}

/** What a service was, by the end of each quarter of an hour (epoch ms). */
export type Past = ReadonlyMap<number, HealthState>;

/** What it was at one time, as it is judged now, without patience: one value stands for a quarter of an hour. */
export function stateThen(service: KnownService, values: Values | undefined, at: number): HealthState {
  if (values === undefined) return 'no-data';
  const round: SourceRound = {
    at,
    values: new Map([[service.name, values]]),
    indicators: new Map(),
    failed: new Map(),
  };
  const plain = {
    ...service,
    ...(service.settings && { settings: { ...service.settings, indicators: [], probes: [] } }),
  };
  const measured = measuredOf({
    ...{ service: plain, round, probes: [], seen: new Set<string>(), rangeMs: stepMs, now: at },
  });
  // Of a quarter of an hour in which a target was away for a moment nothing is said.
  const terms = measured
    .map((each) => (each.kind === 'up' ? { ...each, found: foundOf(each.value) } : each))
    .map((each) => termOf(each, at));
  return scoreOf(terms).state;
}

const foundOf = (share = 0): 'healthy' | 'degraded' | 'failing' =>
  share < 0.5 ? 'failing' : share < 0.95 ? 'degraded' : 'healthy';

/** The days of a service up to when we first saw it; only those in which something changed, and the last. */
export function daysOf(service: string, past: Past, until: number): HealthDay[] {
  const last = dayOf(until);
  const days = new Map<string, { before?: HealthState; changes: { at: number; state: HealthState }[] }>();
  const begins = Math.min(...past.keys()) - stepMs;
  let state: HealthState = 'no-data';
  for (let at = begins; at < until; at += stepMs) {
    const next = stateIn(past, at, until);
    const day = dayOf(at);
    if (!days.has(day)) days.set(day, { ...(state !== 'no-data' && { before: state }), changes: [] });
    if (next !== state) days.get(day)?.changes.push({ at, state: next });
    state = next;
  }
  if (!days.has(last)) days.set(last, { ...(state !== 'no-data' && { before: state }), changes: [] });
  return [...days]
    .filter(([day, { changes }]) => changes.length > 0 || day === last)
    .map(([day, row]) => ({
      ...{ service, day, ...row },
      backfilledTo: Math.min(until, startOfDay(day) + dayMs),
    }));
}

/** Of the quarter in which we first saw it only a part is asked about: it is as the one before. */
const stateIn = (past: Past, at: number, until: number): HealthState =>
  past.get(at + stepMs) ?? (at + stepMs > until ? past.get(at) : undefined) ?? 'no-data';

/** Values by service and time. */
export type PastValues = Map<string, Map<number, Partial<Record<ValueName, number>>>>;

export function layPoint(
  values: PastValues,
  { service, name, at, value }: { service: string; name: ValueName; at: number; value: number },
): void {
  if (Number.isNaN(value)) return;
  const times = values.get(service) ?? new Map<number, Partial<Record<ValueName, number>>>();
  values.set(service, times);
  const known = times.get(at) ?? {};
  times.set(at, known);
  known[name] ??= value;
}
