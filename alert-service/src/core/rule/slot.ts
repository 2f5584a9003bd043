import { xxhash64 } from '@tocsin/model';

/** When a group is evaluated: each `intervalMs`, shifted by `offsetMs` so that groups do not all ask at once. */
export interface Slots {
  readonly intervalMs: number;
  readonly offsetMs: number;
}

const msInNs = 1_000_000n;

/**
 * The offset follows from the group's name and file alone: the same after each restart, on every replica, and that of
 * Prometheus 3 itself (Group.hash and Group.EvalTimestamp, with its labels kept as strings).
 */
export function slotsOf(group: {
  readonly file: string;
  readonly name: string;
  readonly intervalMs: number;
}): Slots {
  const hash = xxhash64(packed(['file', group.file, 'name', group.name]));
  const offset = hash % (BigInt(group.intervalMs) * msInNs);
  return { intervalMs: group.intervalMs, offsetMs: Number(offset / msInNs) };
}

/** As Prometheus packs labels: each text after its length, in one byte, from 255 on in three more, little-endian. */
function packed(texts: readonly string[]): Uint8Array {
  const utf8 = new TextEncoder();
  const bytes = texts.flatMap((text) => {
    const written = utf8.encode(text);
    const { length } = written;
    const head = length < 255 ? [length] : [255, length & 0xff, (length >> 8) & 0xff, (length >> 16) & 0xff];
    return [...head, ...written];
  });
  return Uint8Array.from(bytes);
}

/** The slot at or before `now`. */
export const slotBefore = ({ intervalMs, offsetMs }: Slots, now: number): number =>
  Math.floor((now - offsetMs) / intervalMs) * intervalMs + offsetMs;

/** The first slot after `now`. */
export const slotAfter = (slots: Slots, now: number): number => slotBefore(slots, now) + slots.intervalMs;

/** Slots between the one evaluated last and this one: counted, never replayed. */
export const missedSlots = (slots: Slots, last: number, slot: number): number =>
  Math.max(0, Math.round((slot - last) / slots.intervalMs) - 1);
