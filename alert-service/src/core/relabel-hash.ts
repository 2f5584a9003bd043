const encoder = new TextEncoder();

const shifts = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;
const constants = Int32Array.from({ length: 64 }, (_, step) =>
  Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32),
);

/** The last eight bytes of the MD5 of a text (RFC 1321) as a big-endian number: what `hashmod` takes the rest of. */
export function relabelHash(text: string): bigint {
  const words = padded(encoder.encode(text));
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let start = 0; start < words.length; start += 16) addBlock(state, words.subarray(start, start + 16));
  const bytes = new DataView(state.buffer);
  return (BigInt(bytes.getUint32(8)) << 32n) | BigInt(bytes.getUint32(12));
}

/** A one, zeros up to a whole block, and the length in bits: words in little-endian order. */
function padded(bytes: Uint8Array): Int32Array {
  const blocks = Math.ceil((bytes.length + 9) / 64);
  const view = new DataView(new ArrayBuffer(blocks * 64));
  for (const [at, byte] of bytes.entries()) view.setUint8(at, byte);
  view.setUint8(bytes.length, 0x80);
  view.setBigUint64(blocks * 64 - 8, BigInt(bytes.length) * 8n, true);
  return Int32Array.from({ length: blocks * 16 }, (_, word) => view.getInt32(word * 4, true));
}

function addBlock(state: Int32Array, words: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let step = 0; step < 64; step++) {
    const [mixed, word] = mix(step, [b, c, d]);
    const sum = (a + mixed + (constants[step] ?? 0) + (words[word] ?? 0)) | 0;
    const shift = shifts[step >> 4]?.[step % 4] ?? 0;
    [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
  }
  state.set([a, b, c, d].map((value, index) => value + (state[index] ?? 0)));
}

/** What a step adds, and which word of the block it takes. */
function mix(step: number, [b, c, d]: readonly [number, number, number]): readonly [number, number] {
  if (step < 16) return [(b & c) | (~b & d), step];
  if (step < 32) return [(d & b) | (~d & c), (5 * step + 1) % 16];
  if (step < 48) return [b ^ c ^ d, (3 * step + 5) % 16];
  return [c ^ (b | ~d), (7 * step) % 16];
}
