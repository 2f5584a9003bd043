import { canBackquote, isPrintable, quote, runeText } from './quote.ts';
import { formatFloat } from './float.ts';
import { runeCount, toBytes, truncateRunes } from '#template/value/bytes';

/** One printf directive without its verb. */
export interface Spec {
  readonly minus: boolean;
  readonly plus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  /** `%+v` and `%#v`, which are no flags to the values inside. */
  readonly plusV: boolean;
  readonly sharpV: boolean;
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

export const plainSpec: Spec = {
  minus: false,
  plus: false,
  sharp: false,
  space: false,
  zero: false,
  plusV: false,
  sharpV: false,
  width: undefined,
  precision: undefined,
};

export function pad(text: string, spec: Spec): string {
  const missing = (spec.width ?? 0) - runeCount(text);
  if (missing <= 0) return text;
  if (spec.minus) return text + ' '.repeat(missing);
  return (spec.zero ? '0' : ' ').repeat(missing) + text;
}

const padWithSpaces = (text: string, spec: Spec): string => pad(text, { ...spec, zero: false });

const truncated = (text: string, spec: Spec): string =>
  spec.precision === undefined ? text : truncateRunes(text, spec.precision);

export const stringText = (text: string, spec: Spec): string => pad(truncated(text, spec), spec);

export function quotedText(text: string, spec: Spec): string {
  const shown = truncated(text, spec);
  if (spec.sharp && canBackquote(shown)) return pad(`\`${shown}\``, spec);
  return pad(quote(shown, '"', spec.plus), spec);
}

export function hexText(text: string, spec: Spec, upper: boolean): string {
  const bytes = toBytes(text).subarray(0, spec.precision);
  const pairs = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  const mark = spec.sharp ? '0x' : '';
  const shown = spec.space ? pairs.map((pair) => mark + pair).join(' ') : mark + pairs.join('');
  const text16 = pairs.length === 0 ? '' : shown;
  return pad(upper ? text16.toUpperCase() : text16, spec);
}

const prefixes: Readonly<Record<string, string>> = { b: '0b', x: '0x', X: '0X' };

function withPrefix(digits: string, verb: string, spec: Spec): string {
  if (verb === 'O') return `0o${spec.sharp && !digits.startsWith('0') ? `0${digits}` : digits}`;
  if (!spec.sharp) return digits;
  if (verb === 'o') return digits.startsWith('0') ? digits : `0${digits}`;
  return `${prefixes[verb] ?? ''}${digits}`;
}

const bases: Readonly<Record<string, number>> = { b: 2, o: 8, O: 8, x: 16, X: 16 };

/** %d, %b, %o, %O, %x and %X of an integer. */
export function integerText(value: bigint, verb: string, spec: Spec): string {
  const negative = value < 0n;
  const size = negative ? -value : value;
  if (spec.precision === 0 && size === 0n) return ' '.repeat(spec.width ?? 0);
  const sign = negative ? '-' : spec.plus ? '+' : spec.space ? ' ' : '';
  const zeros = spec.zero && !spec.minus && spec.width !== undefined ? spec.width - sign.length : 0;
  const least = spec.precision ?? zeros;
  const digits = size.toString(bases[verb] ?? 10).padStart(least, '0');
  const shown = withPrefix(verb === 'X' ? digits.toUpperCase() : digits, verb, spec);
  return padWithSpaces(sign + shown, spec);
}

export const runeVerbText = (value: bigint, spec: Spec): string => pad(runeText(value), spec);

export const quotedRuneText = (value: bigint, spec: Spec): string =>
  pad(quote(runeText(value), "'", spec.plus), spec);

/** %U: U+0078, with `#` also 'x'. */
export function unicodeText(value: bigint, spec: Spec): string {
  const digits = BigInt.asUintN(64, value)
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(spec.precision ?? 4, 4), '0');
  const character = runeText(value);
  const known = value >= 0n && value <= 0x10ffffn && isPrintable(character);
  return padWithSpaces(`U+${digits}${spec.sharp && known ? ` '${character}'` : ''}`, spec);
}

/** `#` keeps the decimal point and the zeros of %g. */
function withPoint(digits: string, verb: string, precision: number): string {
  const hexadecimal = verb === 'x' || verb === 'X';
  const tailAt = digits.search(hexadecimal ? /[pP]/ : /[eEpP]/);
  const tail = tailAt < 0 ? '' : digits.slice(tailAt);
  const head = tailAt < 0 ? digits : digits.slice(0, tailAt);
  const pointed = head.includes('.') ? head : `${head}.`;
  if (!['g', 'G', 'x'].includes(verb)) return pointed + tail;
  const counted = head.replace('.', '').replace(/^0+/, '').length + (head === '0' ? 1 : 0);
  const wanted = precision < 0 ? 6 : precision;
  return pointed + '0'.repeat(Math.max(0, wanted - counted)) + tail;
}

export function floatText(value: number, form: { verb: string; precision: number }, spec: Spec): string {
  const precision = spec.precision ?? form.precision;
  const text = formatFloat(value, { verb: form.verb, precision });
  const negative = text.startsWith('-');
  const digits = text.replace(/^[+-]/, '');
  const sign = negative ? '-' : spec.plus ? '+' : spec.space ? ' ' : '';
  if (digits === 'Inf' || digits === 'NaN') {
    const shown = digits === 'Inf' && sign === '' ? '+Inf' : sign + digits;
    return padWithSpaces(shown, spec);
  }
  const shown = spec.sharp && form.verb !== 'b' ? withPoint(digits, form.verb, precision) : digits;
  if (sign !== '' && spec.zero && !spec.minus && spec.width !== undefined) {
    return sign + shown.padStart(spec.width - sign.length, '0');
  }
  return pad(sign + shown, spec);
}
