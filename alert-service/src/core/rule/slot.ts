import { fingerprint } from '@tocsin/model';

/** When a group is evaluated: each `intervalMs`, shifted by `offsetMs` so that groups do not all ask at once. */
export interface Slots {
  readonly intervalMs: number;
  readonly offsetMs: number;
}

/** The offset follows from the group's name and file alone: the same after each restart and on every replica. */
export function slotsOf(group: {
  readonly file: string;
  readonly name: string;
  readonly intervalMs: number;
}): Slots {
  const hash = BigInt(`0x${fingerprint({ file: group.file, name: group.name })}`);
  return { intervalMs: group.intervalMs, offsetMs: Number(hash % BigInt(group.intervalMs)) };
}

/** The slot at or before `now`. */
export const slotBefore = ({ intervalMs, offsetMs }: Slots, now: number): number =>
  Math.floor((now - offsetMs) / intervalMs) * intervalMs + offsetMs;

/** The first slot after `now`. */
export const slotAfter = (slots: Slots, now: number): number => slotBefore(slots, now) + slots.intervalMs;

/** Slots between the one evaluated last and this one: counted, never replayed. */
export const missedSlots = (slots: Slots, last: number, slot: number): number =>
  Math.max(0, Math.round((slot - last) / slots.intervalMs) - 1);
