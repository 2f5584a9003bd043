import { type ClockEffect, clockEffects } from './clock-effects.ts';
import type { Directory } from './directory.ts';
import { type Gap, shiftsBetween } from './shift.ts';
import { type UnknownPerson, unknownPeople } from './unknown-people.ts';
import { dayMs, type Window } from './zone-clock.ts';

/** What is to be known of a schedule before it happens. Nothing is sampled: all of it follows from the lane. */
export interface LookAhead extends Window {
  readonly gaps: readonly Gap[];
  /** Each with the first time of theirs. */
  readonly unknown: readonly UnknownPerson[];
  readonly clockChanges: readonly ClockEffect[];
}

/** As far as is asked for, else 90 days. */
export function lookAhead(
  directory: Directory,
  schedule: string,
  { from, days = 90 }: { readonly from: number; readonly days?: number },
): LookAhead {
  const window = { from, to: from + days * dayMs };
  const { final, gaps } = shiftsBetween(directory, schedule, window);
  return {
    ...window,
    gaps,
    unknown: unknownPeople(directory, schedule, window),
    clockChanges: clockEffects(directory, schedule, { window, final }),
  };
}
