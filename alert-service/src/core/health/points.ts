import type { HealthState } from '@tocsin/model';
import type { Limits } from './term.ts';

export type TermState = Exclude<HealthState, 'maintenance'>;

/** Within its limit again is one that is so far on the good side of it: a value that swings around its limit stays past it. */
const margin = 0.05;

/** The limit as it counts for a value that was past it. */
const withMargin = (limit: number, below: boolean): number =>
  below ? limit + Math.abs(limit) * margin : limit - Math.abs(limit) * margin;

const isPast = (value: number, limit: number | undefined, below: boolean): boolean =>
  limit !== undefined && (below ? value < limit : value > limit);

/** What is no number is not known. `before`: what it was held for, which it leaves only with a margin. */
export function stateOf(value: number | undefined, limits: Limits, before?: HealthState): TermState {
  if (value === undefined || Number.isNaN(value)) return 'no-data';
  const { degraded, failing, below = false } = limits;
  const held = (limit: number | undefined): number | undefined =>
    limit === undefined ? undefined : withMargin(limit, below);
  if (isPast(value, before === 'failing' ? held(failing) : failing, below)) return 'failing';
  const wasPast = before === 'failing' || before === 'degraded';
  return isPast(value, wasPast ? held(degraded) : degraded, below) ? 'degraded' : 'healthy';
}

/** Infinite limits may come to no number. */
const clamp = (points: number): number => (Number.isNaN(points) ? 0 : Math.min(100, Math.max(0, points)));

/**
 * 100 up to half of the degraded limit, 50 at it, 0 at the failing limit and beyond; straight lines between. Of what
 * should be large: 100 from double the degraded limit on. With one limit only: 50 at that of degraded and 0 at double
 * (or half) of it; 0 at that of failing.
 */
export function pointsOf(value: number, { degraded, failing, below = false }: Limits): number {
  if (Number.isNaN(value)) return 0;
  if (!Number.isFinite(value)) return value > 0 === below ? 100 : 0;
  return clamp(below ? pointsBelow(value, degraded, failing) : pointsAbove(value, degraded, failing));
}

function pointsAbove(value: number, degraded?: number, failing?: number): number {
  if (degraded === undefined && failing === undefined) return 100;
  const middle = degraded ?? (failing ?? 0) / 2;
  if (value <= middle) return middle <= 0 ? (value < middle ? 100 : 50) : 150 - (100 * value) / middle;
  const end = failing ?? middle * 2;
  return end <= middle ? 0 : 50 - (50 * (value - middle)) / (end - middle);
}

function pointsBelow(value: number, degraded?: number, failing?: number): number {
  if (degraded === undefined && failing === undefined) return 100;
  const middle = degraded ?? (failing ?? 0) * 2;
  if (value >= middle) return middle <= 0 ? (value > middle ? 100 : 50) : (50 * value) / middle;
  const end = failing ?? middle / 2;
  return end >= middle ? 0 : (50 * (value - end)) / (middle - end);
}
