import type { Layer } from './schedule.ts';
import { dayMs, hourMs, momentOf, momentOfText, wallAt, wallOf, type Window } from './zone-clock.ts';

/** How long each turn is, in wall-clock terms: a day is one date to the next, also when the clock changes. */
export interface Rotation {
  readonly every: number;
  /**
   * Days, weeks and months count dates, and the handover keeps its time of day on the wall. Hours count real hours
   * from the first handover: after a change of the clock they hand over at another time of day.
   */
  readonly unit: 'hours' | 'days' | 'weeks' | 'months';
}

/** One turn of a layer, whole. */
export interface TurnOf extends Window {
  /** From 0. */
  readonly index: number;
  readonly people: readonly string[];
}

type Rotating = Pick<Layer, 'rotation' | 'startsOn' | 'endsOn' | 'turns'>;

/** When turn `index` begins, and about which turn it is at a moment: never counted up from the first one. */
interface Handovers {
  readonly at: (index: number) => number;
  readonly guess: (at: number) => number;
}

function handoversOf({ rotation, startsOn }: Rotating, zone: string): Handovers {
  const every = Math.max(1, rotation.every);
  switch (rotation.unit) {
    case 'hours':
      return byHours(momentOfText(zone, startsOn), every * hourMs);
    case 'days':
      return byDays(zone, wallOf(startsOn), every * dayMs);
    case 'weeks':
      return byDays(zone, wallOf(startsOn), 7 * every * dayMs);
    case 'months':
      return byMonths(zone, startsOn, every);
  }
}

const byHours = (start: number, lengthMs: number): Handovers => ({
  at: (index) => start + index * lengthMs,
  guess: (at) => Math.floor((at - start) / lengthMs),
});

const byDays = (zone: string, start: number, lengthMs: number): Handovers => ({
  at: (index) => momentOf(zone, start + index * lengthMs),
  guess: (at) => Math.floor((wallAt(zone, at) - start) / lengthMs),
});

/** A day that a month does not have is its last one: always counted from the first handover, so the 31st comes back. */
function byMonths(zone: string, startsOn: string, every: number): Handovers {
  const first = Temporal.PlainDateTime.from(startsOn);
  return {
    at: (index) => momentOf(zone, wallOf(first.add({ months: index * every }).toString())),
    guess(at) {
      const { year, month } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
      return Math.floor(((year - first.year) * 12 + month - first.month) / every);
    },
  };
}

/** The last turn that has begun at a moment; negative: none has. */
function turnAt({ at, guess }: Handovers, moment: number): number {
  let index = Math.max(-1, guess(moment));
  while (at(index + 1) <= moment) index += 1;
  while (index >= 0 && at(index) > moment) index -= 1;
  return index;
}

/** Whole turns that touch `[from, to)`, in order. The layer's end cuts the last one. */
export function turnsOf(layer: Rotating, zone: string, { from, to }: Window): TurnOf[] {
  if (layer.turns.length === 0) return [];
  const handovers = handoversOf(layer, zone);
  const end = layer.endsOn === undefined ? Infinity : momentOfText(zone, layer.endsOn);
  const limit = Math.min(to, end);
  const found: TurnOf[] = [];
  let index = Math.max(0, turnAt(handovers, from));
  let begin = handovers.at(index);
  while (begin < limit) {
    const next = handovers.at(index + 1);
    const turn = { index, from: begin, to: Math.min(next, end) };
    if (turn.to > Math.max(from, begin))
      found.push({ ...turn, people: layer.turns[index % layer.turns.length] ?? [] });
    [begin, index] = [next, index + 1];
  }
  return found;
}
