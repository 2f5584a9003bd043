const mask = 0xffff_ffff_ffff_ffffn;
const prime1 = 0x9e37_79b1_85eb_ca87n;
const prime2 = 0xc2b2_ae3d_27d4_eb4fn;
const prime3 = 0x1656_67b1_9e37_79f9n;
const prime4 = 0x85eb_ca77_c2b2_ae63n;
const prime5 = 0x27d4_eb2f_1656_67c5n;

const times = (a: bigint, b: bigint): bigint => (a * b) & mask;
const plus = (a: bigint, b: bigint): bigint => (a + b) & mask;
const rotate = (value: bigint, by: bigint): bigint => ((value << by) | (value >> (64n - by))) & mask;
const round = (lane: bigint, word: bigint): bigint =>
  times(rotate(plus(lane, times(word, prime2)), 31n), prime1);
const merge = (hash: bigint, lane: bigint): bigint => plus(times(hash ^ round(0n, lane), prime1), prime4);

/** Stripes of 32 bytes in four lanes; returns the hash so far and how many bytes it took. */
function stripes(view: DataView): { hash: bigint; at: number } {
  if (view.byteLength < 32) return { hash: prime5, at: 0 };
  let [a, b, c, d] = [plus(prime1, prime2), prime2, 0n, (mask + 1n - prime1) & mask];
  let at = 0;
  for (; at + 32 <= view.byteLength; at += 32) {
    a = round(a, view.getBigUint64(at, true));
    b = round(b, view.getBigUint64(at + 8, true));
    c = round(c, view.getBigUint64(at + 16, true));
    d = round(d, view.getBigUint64(at + 24, true));
  }
  const lanes = plus(plus(rotate(a, 1n), rotate(b, 7n)), plus(rotate(c, 12n), rotate(d, 18n)));
  return { hash: [a, b, c, d].reduce(merge, lanes), at };
}

/** XXH64 with seed 0, of Yann Collet's specification. Slow and plain: it is asked only where Alertmanager's own hashes are read. */
export function xxhash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let { hash, at } = stripes(view);
  hash = plus(hash, BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8)
    hash = plus(times(rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n), prime1), prime4);
  if (at + 4 <= bytes.length) {
    hash = plus(times(rotate(hash ^ times(BigInt(view.getUint32(at, true)), prime1), 23n), prime2), prime3);
    at += 4;
  }
  for (; at < bytes.length; at++)
    hash = times(rotate(hash ^ times(BigInt(view.getUint8(at)), prime5), 11n), prime1);
  hash = times(hash ^ (hash >> 33n), prime2);
  hash = times(hash ^ (hash >> 29n), prime3);
  return hash ^ (hash >> 32n);
}
