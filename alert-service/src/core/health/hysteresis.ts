import type { HealthState } from '@tocsin/model';
import type { TermState } from './points.ts';

export interface Patience {
  readonly worseAfterMs: number;
  readonly betterAfterMs: number;
  /** Nothing was known for so long before no data is said. */
  readonly noDataAfterMs: number;
}

/** What a service is held for, and since when (epoch ms) what was measured has been at least so bad, or so good. */
export interface Held {
  readonly state: TermState;
  readonly degradedOrWorse?: number;
  readonly failing?: number;
  readonly degradedOrBetter?: number;
  readonly healthy?: number;
  readonly unknown?: number;
  /** Nothing was ever known of it: what comes first counts at once. */
  readonly isNew?: true;
}

/** A clock that was set back makes nothing longer. */
const sinceWhen = (before: number | undefined, now: number): number => Math.min(before ?? now, now);

/**
 * Worse after `worseAfterMs`, better only after it was within its limits without a break for `betterAfterMs`; each level
 * counts by itself, so that what gets worse meanwhile is said at its own time. A break in what is known ends what was
 * good and not what was bad. The first measurement counts at once.
 */
export function hold(
  before: Held | undefined,
  measured: TermState,
  { now, ...patience }: Patience & { readonly now: number },
): Held {
  const counted = count(before, measured, now);
  if (before === undefined || (before.isNew && measured !== 'no-data'))
    return { state: measured, ...counted, ...(measured === 'no-data' && { isNew: true }) };
  if (before.isNew) return { state: 'no-data', ...counted, isNew: true };
  return { state: next(before.state, measured, { counted, now, patience }), ...counted };
}

type Counted = Omit<Held, 'state' | 'isNew'>;

function count(before: Held | undefined, measured: TermState, now: number): Counted {
  if (measured === 'no-data') {
    const { degradedOrWorse, failing } = before ?? {};
    return {
      ...(degradedOrWorse !== undefined && { degradedOrWorse }),
      ...(failing !== undefined && { failing }),
      unknown: sinceWhen(before?.unknown, now),
    };
  }
  return {
    ...(measured !== 'healthy' && { degradedOrWorse: sinceWhen(before?.degradedOrWorse, now) }),
    ...(measured === 'failing' && { failing: sinceWhen(before?.failing, now) }),
    ...(measured !== 'failing' && { degradedOrBetter: sinceWhen(before?.degradedOrBetter, now) }),
    ...(measured === 'healthy' && { healthy: sinceWhen(before?.healthy, now) }),
  };
}

interface Deciding {
  readonly counted: Counted;
  readonly now: number;
  readonly patience: Patience;
}

/** Of what is worse than no data nothing is known either once it is silent: it is said, and never hidden as healthy. */
function next(state: TermState, measured: TermState, { counted, now, patience }: Deciding): TermState {
  const lasted = (since: number | undefined, ms: number): boolean => since !== undefined && now - since >= ms;
  const { worseAfterMs, betterAfterMs, noDataAfterMs } = patience;
  if (measured === 'no-data') return lasted(counted.unknown, noDataAfterMs) ? 'no-data' : state;
  if (measured === 'failing' && lasted(counted.failing, worseAfterMs)) return 'failing';
  const isBelow = state === 'healthy' || state === 'no-data';
  if (isBelow && measured !== 'healthy' && lasted(counted.degradedOrWorse, worseAfterMs)) return 'degraded';
  const betterAfter = state === 'no-data' ? Math.min(betterAfterMs, noDataAfterMs) : betterAfterMs;
  if (lasted(counted.healthy, betterAfter)) return 'healthy';
  if (state === 'failing' && lasted(counted.degradedOrBetter, betterAfterMs)) return 'degraded';
  return state;
}

/** What a row says it was, to go on from after a start. Of maintenance nothing is known about what it covered. */
export const heldFrom = (state: HealthState): Held | undefined =>
  state === 'maintenance' ? undefined : { state };
