import { isEscapedByte } from '#template/value/bytes';

/** Go calls letters, marks, numbers, punctuation, symbols and the plain space printable. */
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

export const isPrintable = (character: string): boolean => printable.test(character);

const letters: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0');

function escaped(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  const letter = letters[character];
  if (letter !== undefined) return letter;
  if (isEscapedByte(point)) return `\\x${hex(point - 0xdc00, 2)}`;
  if (point < 0x20 || point === 0x7f) return `\\x${hex(point, 2)}`;
  return point < 0x10000 ? `\\u${hex(point, 4)}` : `\\U${hex(point, 8)}`;
}

/** `strconv.Quote` and its relatives: the quote is `"` or `'`. */
export function quote(text: string, mark = '"', ascii = false): string {
  let quoted = mark;
  for (const character of text) {
    if (character === mark || character === '\\') quoted += `\\${character}`;
    else if (ascii ? /^[ -~]$/.test(character) : isPrintable(character)) quoted += character;
    else quoted += escaped(character);
  }
  return quoted + mark;
}

/** Whether the text can stand between backquotes on one line. */
export function canBackquote(text: string): boolean {
  return text.isWellFormed() && !/[\0-\x08\n-\x1f`\x7f\ufeff]/.test(text);
}

/** The character of a code point; U+FFFD for what is none. */
export function runeText(point: bigint): string {
  const valid = point >= 0n && point <= 0x10ffffn && !(point >= 0xd800n && point <= 0xdfffn);
  return String.fromCodePoint(valid ? Number(point) : 0xfffd);
}
