import type { NobodyReason } from '@tocsin/model';
import type { Shift } from './shift.ts';
import type { Window } from './zone-clock.ts';

/** Somebody who is on call, and how it came about. */
export interface OnDuty {
  readonly person: string;
  readonly by: Shift['by'];
  /** Whose time it was, first of all by turn. */
  readonly insteadOf?: readonly string[];
}

/** A time with the same people on call; with nobody, `why` says what is known of it. */
export interface Stretch extends Window {
  readonly people: readonly OnDuty[];
  readonly why?: NobodyReason;
}

/** All of a window, in order: each stretch begins where the one before it ends. */
export type Lane = readonly Stretch[];

export const nobody = ({ from, to }: Window, why: NobodyReason): Stretch => ({ from, to, people: [], why });

const cut = <T extends Window>(part: T, from: number, to: number): T =>
  part.from === from && part.to === to ? part : { ...part, from, to };

/** What is in a window of a lane, cut at its ends. */
export const clipped = <T extends Window>(parts: readonly T[], { from, to }: Window): T[] =>
  parts
    .filter((part) => part.from < to && part.to > from)
    .map((part) => cut(part, Math.max(part.from, from), Math.min(part.to, to)));

/** A whole window of what is only here and there: `fill` says what is between. */
export function filled(
  parts: readonly Stretch[],
  window: Window,
  fill: (between: Window) => Stretch,
): Stretch[] {
  const found: Stretch[] = [];
  let { from } = window;
  for (const part of clipped(parts, window)) {
    if (part.from > from) found.push(fill({ from, to: part.from }));
    found.push(part);
    from = part.to;
  }
  if (from < window.to) found.push(fill({ from, to: window.to }));
  return found;
}

/** Two lanes of the same window become one. */
export function laid(below: Lane, above: Lane, both: (below: Stretch, above: Stretch) => Stretch): Stretch[] {
  const found: Stretch[] = [];
  let [low, high] = [0, 0];
  for (;;) {
    const [under, over] = [below[low], above[high]];
    if (!under || !over) return found;
    const [from, to] = [Math.max(under.from, over.from), Math.min(under.to, over.to)];
    if (from < to) found.push(cut(both(under, over), from, to));
    if (under.to <= to) low += 1;
    if (over.to <= to) high += 1;
  }
}

/** The weakest first. */
const reasons: readonly NobodyReason[] = [
  'no-layers',
  'no-schedule',
  'ended',
  'not-started',
  'empty-turn',
  'outside-restrictions',
  'person-unknown',
  'nobody-on-purpose',
];

const strength = ({ why }: Stretch): number => (why ? reasons.indexOf(why) : -1);

/** The upper one counts where it has somebody; where neither has, the reason that says more. */
export function upperCounts(below: Stretch, above: Stretch): Stretch {
  if (above.people.length > 0) return above;
  if (below.people.length > 0) return below;
  return strength(above) >= strength(below) ? above : below;
}
