import type { Chance } from '../chance.ts';

/** Odd, so that multiplying by it permutes the numbers of 48 bits. */
const scramble = 0x9e37_79b9_7f4bn;

/**
 * A UUID of version 4 in form. Its last part is the commit's number, scrambled: the seed of a commit has 32 bits, too few
 * to keep ids of different commits apart.
 */
export function silenceId(seq: number, chance: Chance): string {
  const drawn = chance.hex(20);
  const variant = ((parseInt(drawn.slice(11, 12), 16) & 0b11) | 0b1000).toString(16);
  const last = BigInt.asUintN(48, BigInt(seq) * scramble)
    .toString(16)
    .padStart(12, '0');
  return `${drawn.slice(0, 8)}-${drawn.slice(12, 16)}-4${drawn.slice(8, 11)}-${variant}${drawn.slice(16, 19)}-${last}`;
}
