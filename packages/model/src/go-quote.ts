import { failed, type Parsed, parsed } from './parsed.ts';

const shortEscapes: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};
const plain = /^[ !#-[\]-~]*$/;
// What Go calls printable. Go's tables are some Unicode versions behind: characters newer than them stay as they are.
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

const escaped = (character: string): string => {
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  if (printable.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  return code < 0x10000
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : `\\U${code.toString(16).padStart(8, '0')}`;
};

/** Quotes as Go's %q does. */
export const quote = (text: string): string =>
  plain.test(text) ? `"${text}"` : `"${Array.from(text, escaped).join('')}"`;

const simple: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  '"': 34,
};
const escape = /\\(?:([abfnrtv\\"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/y;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const bytesOfEscape = (found: RegExpExecArray): Iterable<number> | undefined => {
  const [, short, hex, octal, four, eight] = found;
  if (short !== undefined) return [simple[short] ?? 0];
  if (hex !== undefined) return [Number.parseInt(hex, 16)];
  const value = octal === undefined ? Number.parseInt(four ?? eight ?? '', 16) : Number.parseInt(octal, 8);
  if (octal !== undefined) return value > 0xff ? undefined : [value];
  const isCharacter = value <= 0x10ffff && !(value >= 0xd800 && value <= 0xdfff);
  return isCharacter ? encoder.encode(String.fromCodePoint(value)) : undefined;
};

const decoded = (bytes: readonly number[]): Parsed<string> => {
  try {
    return parsed(decoder.decode(Uint8Array.from(bytes)));
  } catch {
    return failed('the escapes do not make UTF-8');
  }
};

/** Reads a text in double quotes as Go's strconv.Unquote does, and then asks for UTF-8: `"\xf0\x9f\x99\x82"` is 🙂. */
export const unquote = (quoted: string): Parsed<string> => {
  if (quoted.length < 2 || !quoted.startsWith('"') || !quoted.endsWith('"'))
    return failed('it is not in double quotes');
  const inner = quoted.slice(1, -1);
  if (inner.includes('\n')) return failed('a line feed is written \\n inside quotes');
  const bytes: number[] = [];
  for (let at = 0; at < inner.length;) {
    const next = inner.indexOf('\\', at);
    const literal = inner.slice(at, next < 0 ? undefined : next);
    if (literal.includes('"')) return failed('a quote is written \\" inside quotes');
    for (const byte of encoder.encode(literal)) bytes.push(byte);
    if (next < 0) break;
    escape.lastIndex = next;
    const found = escape.exec(inner);
    const value = found === null ? undefined : bytesOfEscape(found);
    if (found === null || value === undefined)
      return failed(`${inner.slice(next, next + 2)} is no escape; a backslash is written \\\\`);
    bytes.push(...value);
    at = next + found[0].length;
  }
  return decoded(bytes);
};
