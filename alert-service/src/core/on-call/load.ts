import { windowsOf } from './hours.ts';
import { clipped } from './lane.ts';
import type { Shift } from './shift.ts';
import { hourMs, type Window } from './zone-clock.ts';

/** What being on call takes from a person. */
export interface Load {
  readonly person: string;
  readonly ms: number;
  /** Nights of which an hour or more, between 22:00 and 06:00 where they live, is theirs. */
  readonly nights: number;
}

const lengthOf = (windows: readonly Window[]): number =>
  windows.reduce((sum, { from, to }) => sum + to - from, 0);

const night = [{ fromMinute: 22 * 60, toMinute: 6 * 60 }];

/** Of the shifts of a window, whoever has most first. `zoneOf`: where a person lives. */
export function loadOf(shifts: readonly Shift[], window: Window, zoneOf: (person: string) => string): Load[] {
  const people = [...new Set(shifts.map(({ person }) => person))];
  return people
    .map((person) => {
      const own = clipped(
        shifts.filter((shift) => shift.person === person),
        window,
      );
      const isTheirs = (each: Window): boolean => lengthOf(clipped(own, each)) >= hourMs;
      return {
        person,
        ms: lengthOf(own),
        nights: windowsOf(night, zoneOf(person), window).filter(isTheirs).length,
      };
    })
    .sort((a, b) => b.ms - a.ms || (a.person < b.person ? -1 : 1));
}
