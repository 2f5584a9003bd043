/**
 * Go strings are bytes, ours are JavaScript strings. A byte that is no valid UTF-8 is kept as the lone
 * surrogate U+DC00 + byte, so that cutting a character in two and joining it again loses nothing.
 */
const escapeBase = 0xdc00;
const asciiOnly = /^[\0-\x7f]*$/;

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function isAscii(text: string): boolean {
  return asciiOnly.test(text);
}

export function isEscapedByte(codePoint: number): boolean {
  return codePoint >= escapeBase + 0x80 && codePoint <= escapeBase + 0xff;
}

/** Brings text from outside into our form: lone surrogates become U+FFFD. */
export function goString(text: string): string {
  return text.toWellFormed();
}

export function toBytes(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (isEscapedByte(point)) bytes.push(point - escapeBase);
    else for (const byte of encoder.encode(character)) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

export function fromBytes(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return decodeKeeping(bytes);
  }
}

function decodeKeeping(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const size = sequenceLength(bytes, at);
    text +=
      size === 0
        ? String.fromCharCode(escapeBase + (bytes[at] ?? 0))
        : strictDecoder.decode(bytes.subarray(at, at + size));
    at += Math.max(size, 1);
  }
  return text;
}

/** How many bytes the valid UTF-8 sequence at this place has; 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const size =
    first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (size === 0 || at + size > bytes.length) return 0;
  try {
    strictDecoder.decode(bytes.subarray(at, at + size));
    return size;
  } catch {
    return 0;
  }
}

export function byteLength(text: string): number {
  return isAscii(text) ? text.length : toBytes(text).length;
}

export function byteSlice(text: string, start: number, end: number): string {
  return isAscii(text) ? text.slice(start, end) : fromBytes(toBytes(text).subarray(start, end));
}

export function byteAt(text: string, index: number): number {
  return (isAscii(text) ? text.charCodeAt(index) : toBytes(text)[index]) ?? 0;
}

/** Go orders strings by bytes; for plain text of the basic plane UTF-16 order is the same. */
export function compareStrings(left: string, right: string): number {
  if (left === right) return 0;
  if (isAscii(left) && isAscii(right)) return left < right ? -1 : 1;
  return Math.sign(Buffer.compare(toBytes(left), toBytes(right)));
}

export function runeCount(text: string): number {
  if (isAscii(text)) return text.length;
  let count = 0;
  for (const character of text) count += character === '' ? 0 : 1;
  return count;
}

/** The first `count` runes. */
export function truncateRunes(text: string, count: number): string {
  if (isAscii(text)) return text.slice(0, count);
  let kept = '';
  let left = count;
  for (const character of text) {
    if (left-- <= 0) break;
    kept += character;
  }
  return kept;
}

/** The finished output as ordinary text: halves that met again are joined, bytes still invalid become U+FFFD. */
export function toText(text: string): string {
  return text.isWellFormed() ? text : fromBytes(toBytes(text)).toWellFormed();
}
