import { unquoteRune } from './unquote.ts';

/** A constant keeps every type that can hold it; what it is used for decides, as with Go's ideal constants. */
export interface NumberConstant {
  readonly text: string;
  readonly int: bigint | undefined;
  readonly float: number | undefined;
  /** Whether, used without a wanted type, it is a float64. */
  readonly looksFloat: boolean;
}

const integer =
  /^([+-]?)(0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?[0-7])*|[1-9](?:_?\d)*)$/;
const decimal = /^[+-]?(?:(?:\d(?:_?\d)*)?\.(?:\d(?:_?\d)*)?|\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?$/;
const hexFloat =
  /^([+-]?)0[xX](?:_?([\da-fA-F](?:_?[\da-fA-F])*))?(?:\.([\da-fA-F](?:_?[\da-fA-F])*)?)?[pP]([+-]?\d+)$/;
const words: Readonly<Record<string, number>> = { inf: Infinity, infinity: Infinity };

const int64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/** strconv.ParseInt with base 0; the value may be too large for 64 bits. */
export function parseInteger(text: string): bigint | undefined {
  const match = integer.exec(text);
  if (match === null) return undefined;
  const digits = (match[2] ?? '').replaceAll('_', '');
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  const size = BigInt(octal);
  return match[1] === '-' ? -size : size;
}

function parseHexFloat(text: string): number | undefined {
  const match = hexFloat.exec(text);
  if (match === null) return undefined;
  const whole = (match[2] ?? '').replaceAll('_', '');
  const fraction = (match[3] ?? '').replaceAll('_', '');
  if (whole + fraction === '' || (whole + fraction).length > 200) return undefined;
  // Numbers of more bits than a float64 has are rounded here once, and once more only below the normal range.
  const size = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(match[4]) - 4 * fraction.length);
  if (!Number.isFinite(size)) return undefined;
  return match[1] === '-' ? -size : size;
}

/** strconv.ParseFloat; what does not fit a float64 gives nothing, as its error does. */
export function parseFloat64(text: string): number | undefined {
  const word = words[text.replace(/^[+-]/, '').toLowerCase()];
  if (word !== undefined) return text.startsWith('-') ? -word : word;
  if (text.toLowerCase() === 'nan') return NaN;
  if (!decimal.test(text) || !/^[+-]?\.?\d/.test(text)) return parseHexFloat(text);
  const value = Number(text.replaceAll('_', ''));
  return Number.isFinite(value) ? value : undefined;
}

export class BadNumber extends Error {}

/** A number as the lexer found it; throws BadNumber with Go's words. */
export function parseNumber(text: string): NumberConstant {
  const whole = parseInteger(text);
  if (whole !== undefined && whole >= int64.least && whole <= int64.most) {
    return { text, int: whole, float: Number(whole), looksFloat: false };
  }
  // Go would take this as an unsigned constant, which no function of ours accepts.
  if (whole !== undefined && whole > 0n && whole < 2n ** 64n && !text.startsWith('+')) {
    return { text, int: undefined, float: Number(whole), looksFloat: false };
  }
  const float = text.endsWith('i') ? undefined : parseFloat64(text);
  if (float === undefined) throw new BadNumber(`illegal number syntax: "${text}"`);
  if (!/[.eEpP]/.test(text)) throw new BadNumber(`integer overflow: "${text}"`);
  const isInt = Number.isInteger(float) && float >= Number(int64.least) && float < 2 ** 63;
  return { text, int: isInt ? BigInt(float) : undefined, float, looksFloat: true };
}

export function parseCharacter(text: string): NumberConstant {
  const rune = unquoteRune(text);
  if (rune === 'long') throw new BadNumber(`malformed character constant: ${text}`);
  if (rune === undefined) throw new BadNumber('invalid syntax');
  return { text, int: BigInt(rune), float: rune, looksFloat: false };
}
