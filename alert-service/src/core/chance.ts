/** Chance as data: everything random in a commit is derived from the seed stored with its inputs. */
export interface Chance {
  /** In [0, 1). */
  next(): number;
  /** `length` hex digits. */
  hex(length: number): string;
}

/** mulberry32: 32 bits of state, plenty for jitter and ids that also carry the commit's number. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    next: () => word() / 2 ** 32,
    hex(length) {
      let text = '';
      while (text.length < length) text += word().toString(16).padStart(8, '0');
      return text.slice(0, length);
    },
  };
}
