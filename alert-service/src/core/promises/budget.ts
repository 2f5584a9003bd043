import type { Counts } from './hours.ts';

/** What a target leaves to go wrong, of the events until now. */
export interface Budget {
  readonly allowed: number;
  readonly spent: number;
  /** Share that is left, below 0: overspent. Absent: nothing was counted, or the target leaves nothing at all. */
  readonly remaining?: number;
}

/** Estimates may put good above all by a fraction. */
export const badOf = ({ good, total }: Counts): number => Math.max(0, total - good);

/** Per cent; undefined without any event. */
export const attainedOf = (counts: Counts): number | undefined =>
  counts.total > 0 ? 100 * (1 - badOf(counts) / counts.total) : undefined;

/** Share of events that may go wrong: 0.001 for a target of 99.9 per cent. Free of the tail that 100 - 99.9 leaves. */
export const allowance = (target: number): number => Number(((100 - target) / 100).toFixed(12));

export function budgetOf(counts: Counts, target: number): Budget {
  const allowed = counts.total * allowance(target);
  const spent = badOf(counts);
  return { allowed, spent, ...(allowed > 0 && { remaining: 1 - spent / allowed }) };
}

/** How many times faster than evenly the budget is spent; undefined without any event. */
export const burnOf = (counts: Counts, target: number): number | undefined =>
  counts.total > 0 && allowance(target) > 0 ? badOf(counts) / counts.total / allowance(target) : undefined;
