import { fromBytes, toBytes } from '#template/value/bytes';

const simple: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
};

interface Unit {
  readonly value: number;
  /** A byte stands for itself, a rune for its UTF-8. */
  readonly isByte: boolean;
  readonly length: number;
}

const hexLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function hexUnit(kind: string, rest: string, length: number): Unit | undefined {
  const digits = rest.slice(0, length);
  if (digits.length < length || !/^[\da-fA-F]+$/.test(digits)) return undefined;
  const value = Number.parseInt(digits, 16);
  if (kind === 'x') return { value, isByte: true, length: length + 2 };
  const valid = value <= 0x10ffff && !(value >= 0xd800 && value <= 0xdfff);
  return valid ? { value, isByte: false, length: length + 2 } : undefined;
}

/** One character or escape at the start of the text, which does not end there. */
function unitAt(text: string, mark: string): Unit | undefined {
  const point = text.codePointAt(0) ?? 0;
  if (text.startsWith(mark)) return undefined;
  if (!text.startsWith('\\')) return { value: point, isByte: false, length: point > 0xffff ? 2 : 1 };
  const letter = text[1] ?? '';
  const hexLength = hexLengths[letter];
  if (hexLength !== undefined) return hexUnit(letter, text.slice(2, 10), hexLength);
  const octal = /^\\([0-7]{3})/.exec(text)?.[1];
  if (octal !== undefined) {
    const value = Number.parseInt(octal, 8);
    return value > 255 ? undefined : { value, isByte: true, length: 4 };
  }
  const value = letter === mark ? mark.charCodeAt(0) : simple[letter];
  return value === undefined ? undefined : { value, isByte: false, length: 2 };
}

/** strconv.Unquote for "…" and `…`; nothing when the text is no such literal. */
export function unquote(literal: string): string | undefined {
  const body = literal.slice(1, -1);
  if (literal.startsWith('`')) return body.replaceAll('\r', '');
  if (!body.includes('\\')) return body;
  const bytes: number[] = [];
  for (let at = 0; at < body.length;) {
    const unit = unitAt(body.slice(at, at + 12), '"');
    if (unit === undefined) return undefined;
    if (unit.isByte) bytes.push(unit.value);
    else bytes.push(...toBytes(String.fromCodePoint(unit.value)));
    at += unit.length;
  }
  return fromBytes(Uint8Array.from(bytes));
}

/** The code point of a character constant such as 'a' or '\n'. */
export function unquoteRune(literal: string): number | 'long' | undefined {
  const unit = unitAt(literal.slice(1), "'");
  if (unit === undefined) return undefined;
  return literal.slice(1 + unit.length) === "'" ? unit.value : 'long';
}
