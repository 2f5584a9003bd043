import { scaled, shortest, significant, toBinary, type Digits } from './decimal.ts';

/** A precision below zero asks for the fewest digits that keep the value. */
export interface FloatForm {
  readonly verb: string;
  readonly precision: number;
}

function exponentForm({ digits, point }: Digits, precision: number, mark: string): string {
  const padded = digits.padEnd(precision + 1, '0');
  const exponent = digits === '' ? 0 : point - 1;
  const fraction = precision > 0 ? `.${padded.slice(1, precision + 1)}` : '';
  const sign = exponent < 0 ? '-' : '+';
  return `${padded[0] ?? '0'}${fraction}${mark}${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function plainForm({ digits, point }: Digits, precision: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (precision <= 0) return whole;
  const fraction = point >= 0 ? digits.slice(point) : `${'0'.repeat(Math.min(-point, precision))}${digits}`;
  return `${whole}.${fraction.slice(0, precision).padEnd(precision, '0')}`;
}

function fixed(value: number, precision: number): string {
  const digits = scaled(value, precision)
    .toString()
    .padStart(precision + 1, '0');
  if (precision === 0) return digits;
  return `${digits.slice(0, -precision)}.${digits.slice(-precision)}`;
}

function general(value: number, precision: number, mark: string): string {
  const fewest = precision < 0;
  const digits = fewest ? shortest(value) : significant(value, Math.max(precision, 1));
  const count = digits.digits.length;
  const wanted = fewest ? 6 : Math.max(precision, 1);
  const limit = !fewest && wanted > count && count >= digits.point ? count : wanted;
  const exponent = digits.point - 1;
  if (exponent < -4 || exponent >= limit) return exponentForm(digits, Math.max(count, 1) - 1, mark);
  return plainForm(digits, Math.max(count - digits.point, 0));
}

function binaryForm(value: number): string {
  const { mantissa, exponent } = toBinary(value);
  return `${mantissa}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

function hexForm(value: number, precision: number, upper: boolean): string {
  let { mantissa, exponent } = toBinary(value);
  if (mantissa === 0n) exponent = -52;
  while (mantissa !== 0n && mantissa < 1n << 52n) {
    mantissa <<= 1n;
    exponent -= 1;
  }
  if (precision >= 0 && precision < 13) {
    const drop = BigInt(52 - precision * 4);
    const half = 1n << (drop - 1n);
    const rest = mantissa & ((1n << drop) - 1n);
    const kept = mantissa >> drop;
    mantissa = (rest > half || (rest === half && (kept & 1n) === 1n) ? kept + 1n : kept) << drop;
    if (mantissa >= 1n << 53n) {
      mantissa >>= 1n;
      exponent += 1;
    }
  }
  const power = exponent + 52;
  const digits = (mantissa & ((1n << 52n) - 1n)).toString(16).padStart(13, '0');
  const shown = precision < 0 ? digits.replace(/0+$/, '') : digits.slice(0, precision).padEnd(precision, '0');
  const size = String(Math.abs(power)).padStart(2, '0');
  const text = `0x${mantissa >> 52n}${shown === '' ? '' : `.${shown}`}p${power < 0 ? '-' : '+'}${size}`;
  return upper ? text.toUpperCase() : text;
}

function unsigned(value: number, { verb, precision }: FloatForm): string {
  switch (verb) {
    case 'e':
    case 'E': {
      const digits = precision < 0 ? shortest(value) : significant(value, precision + 1);
      return exponentForm(digits, precision < 0 ? Math.max(digits.digits.length - 1, 0) : precision, verb);
    }
    case 'f': {
      if (precision >= 0) return fixed(value, precision);
      const digits = shortest(value);
      return plainForm(digits, Math.max(digits.digits.length - digits.point, 0));
    }
    case 'b':
      return binaryForm(value);
    case 'x':
    case 'X':
      return hexForm(value, precision, verb === 'X');
    default:
      return general(value, precision, verb === 'G' ? 'E' : 'e');
  }
}

/** strconv.FormatFloat for float64: NaN, +Inf, -Inf, otherwise with a minus only. */
export function formatFloat(value: number, form: FloatForm): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const negative = value < 0 || Object.is(value, -0);
  return `${negative ? '-' : ''}${unsigned(Math.abs(value), form)}`;
}
