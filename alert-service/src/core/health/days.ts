import type { HealthState } from '@tocsin/model';
import type { State } from '../state.ts';
import type { Turn } from '../turn.ts';
import type { HealthDay } from './service-health.ts';

/** Days are those of UTC: one history for readers in all zones. */
export const dayMs = 86_400_000;
/** History is kept for so many days: the 90 that are shown, and what of them is cut. */
export const daysKept = 92;

export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
export const startOfDay = (day: string): number => Date.parse(`${day}T00:00:00.000Z`);
export const dayKey = (service: string, day: string): string => `${service}\n${day}`;

/** All days that have a part in `[from, to)`, in order. */
export function daysBetween(from: number, to: number): string[] {
  const days: string[] = [];
  for (let at = startOfDay(dayOf(from)); at < to; at += dayMs) days.push(dayOf(at));
  return days;
}

/** Writes a change of state into the day of now. `before`: what the service was until now, if it was known. */
export function writeChange(
  turn: Turn,
  { service, before, after }: { service: string; before: HealthState | undefined; after: HealthState },
): void {
  const day = dayOf(turn.now);
  const key = dayKey(service, day);
  const row = turn.state.healthDays.get(key) ?? { service, day, changes: [], ...(before && { before }) };
  // A clock that went back a little: what comes after now has not been.
  const earlier = row.changes.filter(({ at }) => at < turn.now);
  turn.put('health-day', key, { ...row, changes: [...earlier, { at: turn.now, state: after }] });
}

/**
 * Days calculated afterwards: only the time before a service was first seen is taken, what we saw ourselves stands.
 * A day without a row of ours is taken whole.
 */
export function takeBackfill(turn: Turn, backfill: readonly HealthDay[]): void {
  for (const given of backfill) {
    const key = dayKey(given.service, given.day);
    const own = turn.state.healthDays.get(key);
    if (!own) turn.put('health-day', key, given);
    else if (own.before === undefined && own.backfilledTo === undefined)
      turn.put('health-day', key, joined(own, given));
  }
}

function joined(own: HealthDay, given: HealthDay): HealthDay {
  const begins = own.changes[0]?.at ?? Infinity;
  const changes = [...given.changes.filter(({ at }) => at < begins), ...own.changes];
  return {
    ...own,
    changes,
    ...(given.before && { before: given.before }),
    backfilledTo: Math.min(begins, given.backfilledTo ?? begins),
  };
}

/** Nobody watched from `from` until now. Nothing is kept while no service is known. */
export function noteUnwatched(turn: Turn, from: number): void {
  if (turn.state.health.size === 0 && turn.state.healthDays.size === 0) return;
  for (const day of daysBetween(from, turn.now)) {
    const begins = startOfDay(day);
    const span = { from: Math.max(from, begins), to: Math.min(turn.now, begins + dayMs) };
    const spans = turn.state.unwatched.get(day)?.spans ?? [];
    turn.put('unwatched', day, { day, spans: [...spans, span] });
  }
}

/** The clock went back: what is written of the time after now moves to now, and the state of now stands. */
export function setBack(turn: Turn): void {
  const { state, now } = turn;
  const today = dayOf(now);
  for (const [service, health] of state.health)
    if (health.since > now || (health.changedAt ?? 0) > now)
      turn.put('health', service, {
        ...health,
        since: Math.min(health.since, now),
        ...(health.changedAt !== undefined && { changedAt: Math.min(health.changedAt, now) }),
      });
  for (const [key, row] of [...state.healthDays]) setBackDay(turn, key, row);
  for (const [day, row] of [...state.unwatched]) {
    if (day < today) continue;
    const spans = row.spans
      .filter(({ from }) => from < now)
      .map(({ from, to }) => ({ from, to: Math.min(to, now) }));
    if (spans.length > 0) turn.put('unwatched', day, { day, spans });
    else turn.drop('unwatched', day);
  }
}

function setBackDay(turn: Turn, key: string, row: HealthDay): void {
  const { state, now } = turn;
  const today = dayOf(now);
  if (row.day < today || (row.day === today && row.changes.every(({ at }) => at <= now))) return;
  if (row.day > today) turn.drop('health-day', key);
  const own = state.healthDays.get(dayKey(row.service, today));
  const changes = (own?.changes ?? []).filter(({ at }) => at < now);
  const known = state.health.get(row.service)?.state ?? 'no-data';
  const before = own ? own.before : row.before;
  turn.put('health-day', dayKey(row.service, today), {
    ...own,
    service: row.service,
    day: today,
    ...(before && { before }),
    changes: [...changes, { at: now, state: known }],
  });
}

export const hasForgettableHealth = (state: State, before: string): boolean => {
  for (const { day } of state.healthDays.values()) if (day < before) return true;
  for (const day of state.unwatched.keys()) if (day < before) return true;
  return false;
};

export function forgetDays(turn: Turn, before: string): void {
  for (const [key, { day }] of [...turn.state.healthDays]) if (day < before) turn.drop('health-day', key);
  for (const day of [...turn.state.unwatched.keys()]) if (day < before) turn.drop('unwatched', day);
}
