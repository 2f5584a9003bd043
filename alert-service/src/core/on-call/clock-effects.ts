import type { Directory } from './directory.ts';
import { objectIn } from './directory.ts';
import type { Shift } from './shift.ts';
import { type ClockChange, clockChanges, type Window } from './zone-clock.ts';

/** A clock that counts for the schedule is changed, and what that does. */
export interface ClockEffect extends ClockChange {
  /** Whose clock it is: the schedule's, or only that of people in it. */
  readonly of: 'schedule' | 'people';
  /** Of the schedule's: who is on call across it, for how long, and for how long it looks on the wall. */
  readonly across: readonly {
    readonly shift: Shift;
    readonly lastsMs: number;
    readonly onTheWallMs: number;
  }[];
  /** Who reads another time of day at each handover from then on. */
  readonly moved: readonly { readonly person: string; readonly zone: string; readonly byMs: number }[];
}

interface Found {
  readonly window: Window;
  readonly final: readonly Shift[];
}

export function clockEffects(directory: Directory, id: string, { window, final }: Found): ClockEffect[] {
  const zone = objectIn(directory, { kind: 'schedule', id })?.timeZone;
  if (zone === undefined) return [];
  const people = zonesOf(directory, final, zone);
  const own = clockChanges(zone, window).map((change) => ofSchedule(change, final, people));
  const zones = [...new Set(people.map((each) => each.zone))];
  const others = zones.flatMap((each) =>
    clockChanges(each, window)
      .filter((change) => !own.some((ours) => isAlike(ours, change)))
      .map((change) => ofPeople(change, people)),
  );
  return [...own, ...others].sort((a, b) => a.at - b.at);
}

interface Living {
  readonly person: string;
  readonly zone: string;
}

/** Of those in the schedule who say where they live: where its own clock is not theirs. */
const zonesOf = (directory: Directory, final: readonly Shift[], own: string): Living[] =>
  [...new Set(final.map(({ person }) => person))].sort().flatMap((person) => {
    const zone = objectIn(directory, { kind: 'person', id: person })?.timeZone;
    return zone === undefined || zone === own ? [] : [{ person, zone }];
  });

const isAlike = (one: ClockChange, other: ClockChange): boolean =>
  one.at === other.at && one.byMs === other.byMs;

/** A handover keeps to the schedule's wall: where another clock does not change alike, it comes at another time there. */
function ofSchedule(change: ClockChange, final: readonly Shift[], people: readonly Living[]): ClockEffect {
  const { at, byMs } = change;
  const across = final
    .filter(({ from, to }) => from < at && at < to)
    .map((shift) => ({
      shift,
      lastsMs: shift.to - shift.from,
      onTheWallMs: shift.to - shift.from + byMs,
    }));
  const moved = people
    .filter(({ zone }) => !clockChanges(zone, { from: at, to: at + 1 }).some((each) => isAlike(each, change)))
    .map((each) => ({ ...each, byMs: -byMs }));
  return { ...change, of: 'schedule', across, moved };
}

const ofPeople = (change: ClockChange, people: readonly Living[]): ClockEffect => ({
  ...change,
  of: 'people',
  across: [],
  moved: people.filter(({ zone }) => zone === change.zone).map((each) => ({ ...each, byMs: change.byMs })),
});
