import { clipped, filled, nobody, type OnDuty, type Stretch } from './lane.ts';
import { type TurnOf, turnsOf } from './rotation.ts';
import type { ImportedShift, Layer } from './schedule.ts';
import { windowsOf } from './hours.ts';
import { dayMs, momentOfText, type Window } from './zone-clock.ts';

/** Whether there is such a person at that time. */
export type Known = (person: string) => boolean;

/** Of a turn that is longer than this, only so much is looked at on each side. */
const reachMs = 400 * dayMs;

/** Where a layer has turns within its restrictions: whole, also where they reach beyond the window. */
export function stretchesOfLayer(
  layer: Layer,
  { zone, window, isKnown }: { readonly zone: string; readonly window: Window; readonly isKnown: Known },
): Stretch[] {
  const turns = turnsOf(layer, zone, window);
  const whole = {
    from: Math.max(turns[0]?.from ?? window.from, window.from - reachMs),
    to: Math.min(turns.at(-1)?.to ?? window.to, window.to + reachMs),
  };
  const open = layer.restrictions ? windowsOf(layer.restrictions, zone, whole) : undefined;
  return within(turns, open).flatMap((turn) => stretchOf(turn, layer, isKnown));
}

function within(turns: readonly TurnOf[], open: readonly Window[] | undefined): TurnOf[] {
  if (!open) return [...turns];
  const found: TurnOf[] = [];
  let next = 0;
  for (const turn of turns) {
    while ((open[next]?.to ?? Infinity) <= turn.from) next += 1;
    for (let index = next; ; index += 1) {
      const window = open[index];
      if (!window || window.from >= turn.to) break;
      found.push(...clipped([turn], window));
    }
  }
  return found;
}

function stretchOf({ from, to, index, people }: TurnOf, layer: Layer, isKnown: Known): Stretch {
  const present = [...new Set(people)].filter(isKnown);
  if (present.length === 0)
    return nobody({ from, to }, people.length === 0 ? 'empty-turn' : 'person-unknown');
  const by = { kind: 'layer', layer: layer.id, turn: index } as const;
  return { from, to, people: present.map((person): OnDuty => ({ person, by })) };
}

/** A layer over a whole window: where it has no turn, why. */
export function laneOfLayer(
  layer: Layer,
  asked: { readonly zone: string; readonly window: Window; readonly isKnown: Known },
): Stretch[] {
  const { zone, window } = asked;
  const start = momentOfText(zone, layer.startsOn);
  const end = layer.endsOn === undefined ? Infinity : Math.max(start, momentOfText(zone, layer.endsOn));
  const isEmpty = layer.turns.length === 0;
  const running = clipped(
    [
      { from: -Infinity, to: start, why: 'not-started' as const },
      { from: start, to: end, why: isEmpty ? ('no-layers' as const) : ('outside-restrictions' as const) },
      { from: end, to: Infinity, why: 'ended' as const },
    ],
    window,
  );
  return running.flatMap(({ why, ...part }) =>
    why === 'outside-restrictions'
      ? filled(stretchesOfLayer(layer, { ...asked, window: part }), part, (between) => nobody(between, why))
      : nobody(part, why),
  );
}

/** What an imported calendar says: several at once are on call together. */
export function laneOfImported(
  imported: readonly ImportedShift[],
  { window, isKnown }: { readonly window: Window; readonly isKnown: Known },
): Stretch[] {
  const shifts = clipped(imported, window);
  const edges = [window.from, window.to, ...shifts.flatMap(({ from, to }) => [from, to])];
  const sorted = [...new Set(edges)].sort((a, b) => a - b);
  return sorted.slice(1).map((to, index) => {
    const part = { from: sorted[index] ?? window.from, to };
    const there = shifts.filter((shift) => shift.from <= part.from && shift.to >= to);
    const people = [...new Set(there.map(({ person }) => person))].filter(isKnown);
    if (people.length > 0)
      return { ...part, people: people.map((person): OnDuty => ({ person, by: { kind: 'imported' } })) };
    return nobody(part, there.length > 0 ? 'person-unknown' : 'no-layers');
  });
}
