/** Exact decimal digits of a float64; JavaScript's own rounding breaks ties upwards, Go's to the even digit. */
export interface Digits {
  /** Without leading zeros; empty for zero. */
  readonly digits: string;
  /** The value is 0.DIGITS times ten to this power. */
  readonly point: number;
}

export interface Binary {
  readonly mantissa: bigint;
  readonly exponent: number;
}

const view = new DataView(new ArrayBuffer(8));

/** A finite number, not negative, as mantissa times two to the exponent. */
export function toBinary(value: number): Binary {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  return exponent === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: exponent - 1075 };
}

function divideToEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  const up = twice > denominator || (twice === denominator && (quotient & 1n) === 1n);
  return up ? quotient + 1n : quotient;
}

/** The value times ten to the power, as the nearest integer. */
export function scaled(value: number, power: number): bigint {
  const { mantissa, exponent } = toBinary(value);
  const up = (power > 0 ? 10n ** BigInt(power) : 1n) * (exponent > 0 ? 1n << BigInt(exponent) : 1n);
  const down = (power < 0 ? 10n ** BigInt(-power) : 1n) * (exponent < 0 ? 1n << BigInt(-exponent) : 1n);
  return divideToEven(mantissa * up, down);
}

/** The fewest digits that read back as the same number. */
export function shortest(value: number): Digits {
  if (value === 0) return { digits: '', point: 0 };
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

/** Rounded to so many significant digits, zeros at the end left out. */
export function significant(value: number, count: number): Digits {
  if (value === 0) return { digits: '', point: 0 };
  let point = shortest(value).point;
  let digits = scaled(value, count - point).toString();
  // The shortest digits may have been rounded up to the next power of ten.
  if (digits.length < count) {
    point -= 1;
    digits = scaled(value, count - point).toString();
  }
  if (digits.length > count) point += digits.length - count;
  return { digits: digits.replace(/0+$/, ''), point };
}
