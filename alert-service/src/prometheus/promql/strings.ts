const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};
const escape = /^(?:([abfnrtv\\])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/;

/** A quoted string of PromQL as Go reads it; undefined where it would be refused. Bytes above 0x7f count as code points. */
export function unquote(text: string): string | undefined {
  const quote = text[0] ?? '';
  const inner = text.slice(1, -1);
  if (text.length < 2 || !text.endsWith(quote)) return undefined;
  if (quote === '`') return inner;
  let result = '';
  for (let at = 0; at < inner.length; at++) {
    const char = inner.charAt(at);
    if (char === '\n' || char === quote) return undefined;
    if (char !== '\\') {
      result += char;
      continue;
    }
    const read = readEscape(inner.slice(at + 1), quote);
    if (!read) return undefined;
    result += read.char;
    at += read.length;
  }
  return result;
}

function readEscape(rest: string, quote: string): { char: string; length: number } | undefined {
  if (rest.startsWith(quote)) return { char: quote, length: 1 };
  const found = escape.exec(rest);
  if (!found) return undefined;
  const [all, letter, ...numbers] = found;
  if (letter !== undefined) return { char: simple[letter] ?? letter, length: 1 };
  const octal = numbers[3];
  const code = octal
    ? parseInt(octal, 8)
    : parseInt(numbers.find((digits) => digits !== undefined) ?? '', 16);
  const inRange = octal ? code <= 0xff : code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return inRange ? { char: String.fromCodePoint(code), length: all.length } : undefined;
}
