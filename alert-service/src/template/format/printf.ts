import { formatValue } from './print.ts';
import type { Spec } from './spec.ts';
import { bare, typeName, type Value } from '#template/value/value';
import { FunctionError } from '#template/error';

const tooLarge = (value: number): boolean => Math.abs(value) > 1_000_000;

interface Flags {
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
}

const flagNames: Readonly<Record<string, keyof Flags>> = {
  '-': 'minus',
  '+': 'plus',
  '#': 'sharp',
  ' ': 'space',
  '0': 'zero',
};

/** fmt.Sprintf. One object formats one text. */
class Printf {
  private readonly format: string;
  private readonly args: readonly Value[];
  private readonly limit: number;
  private at = 0;
  private arg = 0;
  private output = '';
  private reordered = false;
  private goodIndex = true;
  private afterIndex = false;

  constructor(format: string, args: readonly Value[], limit: number) {
    this.format = format;
    this.args = args;
    this.limit = limit;
  }

  run(): string {
    while (this.at < this.format.length) {
      const next = this.format.indexOf('%', this.at);
      this.write(this.format.slice(this.at, next < 0 ? undefined : next));
      if (next < 0) break;
      this.at = next + 1;
      this.directive();
    }
    if (!this.reordered && this.arg < this.args.length) this.write(this.extra());
    return this.output;
  }

  private write(text: string): void {
    this.output += text;
    if (this.output.length > this.limit) throw new FunctionError('output too long');
  }

  private extra(): string {
    const rest = this.args.slice(this.arg).map((value) => {
      if (value === undefined || value === null) return '<nil>';
      return `${typeName(value)}=${formatValue(value, 'v')}`;
    });
    return `%!(EXTRA ${rest.join(', ')})`;
  }

  private directive(): void {
    this.goodIndex = true;
    this.afterIndex = false;
    const flags = this.flags();
    this.index();
    const width = this.width(flags);
    const precision = this.precision();
    if (!this.afterIndex) this.index();
    const point = this.format.codePointAt(this.at);
    if (point === undefined) {
      this.write('%!(NOVERB)');
      return;
    }
    const verb = String.fromCodePoint(point);
    this.at += verb.length;
    const isV = verb === 'v';
    const marks = { plus: flags.plus && !isV, sharp: flags.sharp && !isV };
    const syntax = { plusV: flags.plus && isV, sharpV: flags.sharp && isV };
    this.verb(verb, { ...flags, ...marks, ...syntax, width, precision });
  }

  private verb(verb: string, spec: Spec): void {
    if (verb === '%') this.write('%');
    else if (!this.goodIndex) this.write(`%!${verb}(BADINDEX)`);
    else if (this.arg >= this.args.length) this.write(`%!${verb}(MISSING)`);
    else this.write(formatValue(this.args[this.arg++], verb, spec));
  }

  private flags(): Flags {
    const flags: Flags = { minus: false, plus: false, sharp: false, space: false, zero: false };
    for (;;) {
      const name = flagNames[this.format[this.at] ?? ''];
      if (name === undefined) return flags;
      flags[name] = true;
      this.at += 1;
    }
  }

  private number(): number | undefined {
    const digits = /^\d*/.exec(this.format.slice(this.at, this.at + 32))?.[0] ?? '';
    const value = Number(digits);
    // Go gives up on the whole directive when a number is absurd.
    if (tooLarge(Math.trunc(value / 10))) {
      this.at = this.format.length;
      return undefined;
    }
    this.at += digits.length;
    return digits === '' ? undefined : value;
  }

  private width(flags: Flags): number | undefined {
    if (this.format[this.at] !== '*') {
      const width = this.number();
      if (this.afterIndex && width !== undefined) this.goodIndex = false;
      return width;
    }
    this.at += 1;
    this.afterIndex = false;
    const width = this.argNumber();
    if (width === undefined) {
      this.write('%!(BADWIDTH)');
      return undefined;
    }
    if (width < 0) {
      flags.minus = true;
      flags.zero = false;
    }
    return Math.abs(width);
  }

  private precision(): number | undefined {
    if (this.format[this.at] !== '.' || this.at + 1 >= this.format.length) return undefined;
    this.at += 1;
    if (this.afterIndex) this.goodIndex = false;
    this.index();
    if (this.format[this.at] !== '*') return this.number() ?? 0;
    this.at += 1;
    this.afterIndex = false;
    const precision = this.argNumber();
    if (precision !== undefined && precision >= 0) return precision;
    this.write('%!(BADPREC)');
    return undefined;
  }

  /** An argument used as width or precision. */
  private argNumber(): number | undefined {
    if (this.arg >= this.args.length) return undefined;
    const value = bare(this.args[this.arg++]);
    return typeof value === 'bigint' && !tooLarge(Number(value)) ? Number(value) : undefined;
  }

  /** An explicit argument index such as `[2]`. */
  private index(): void {
    this.afterIndex = false;
    if (this.format[this.at] !== '[') return;
    this.reordered = true;
    const close = this.format.indexOf(']', this.at);
    if (close < 0 || this.format.length - this.at < 3) {
      this.goodIndex = false;
      this.at += 1;
      return;
    }
    const digits = this.format.slice(this.at + 1, close);
    const index = /^\d{1,7}$/.test(digits) ? Number(digits) - 1 : -1;
    this.at = close + 1;
    this.afterIndex = /^\d{1,7}$/.test(digits);
    if (index >= 0 && index < this.args.length) this.arg = index;
    else this.goodIndex = false;
  }
}

export function sprintf(format: string, args: readonly Value[], limit = Infinity): string {
  return new Printf(format, args, limit).run();
}
