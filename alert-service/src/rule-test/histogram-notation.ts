import type { Buckets, FloatHistogram, ResetHint } from '#core/rule/float-histogram';
import { NotationError, type TextScanner } from './text-scanner.ts';

const digits = String.raw`\d+(?:_\d+)*`;
/** A number without its sign; hexadecimal ones are none here, as their x says how often. */
export const unsigned = `(?:(?:${digits}\\.?(?:${digits})?|\\.${digits})(?:[eE][+-]?${digits})?|[iI][nN][fF]|[nN][aA][nN])`;
const number = new RegExp(`[+-]?${unsigned}(?![\\w.])`, 'y');
const integer = /-?\d+(?![\w.])/y;
const hints: readonly ResetHint[] = ['unknown', 'reset', 'not_reset', 'gauge'];
const isHint = (word: string): word is ResetHint => hints.some((hint) => hint === word);

/** As Go reads it: whole numbers that begin with 0 are octal, where they can be. */
export const numberOf = (text: string): number => {
  const word = text.toLowerCase().replaceAll('_', '');
  if (word.endsWith('inf')) return word.startsWith('-') ? -Infinity : Infinity;
  if (word.endsWith('nan')) return NaN;
  const octal = /^([+-]?)0([0-7]+)$/.exec(word);
  return octal ? Number(`${octal[1]}1`) * parseInt(octal[2] ?? '', 8) : Number(word);
};

interface Fields {
  readonly numbers: Map<string, number>;
  readonly lists: Map<string, readonly number[]>;
  hint: ResetHint;
}

const integers = ['schema', 'offset', 'n_offset'];
const floats = ['sum', 'count', 'z_bucket', 'z_bucket_w'];
const lists = ['buckets', 'n_buckets', 'custom_values'];

/** What stands between `{{` and `}}`; the scanner is behind the opening. */
export function readHistogram(scanner: TextScanner): FloatHistogram {
  const found: Fields = { numbers: new Map(), lists: new Map(), hint: 'unknown' };
  scanner.take(/\s+/y);
  while (!scanner.take(/\}\}/y)) {
    readField(scanner, found);
    if (scanner.take(/\s+/y)) continue;
    scanner.need(/\}\}/y, 'a space or }}');
    break;
  }
  return histogramOf(found);
}

function readField(scanner: TextScanner, found: Fields): void {
  const name = scanner.need(/([a-z_]+):/iy, 'a field such as sum:')[1]?.toLowerCase() ?? '';
  if (integers.includes(name)) found.numbers.set(name, Number(scanner.need(integer, 'a whole number')[0]));
  else if (floats.includes(name)) found.numbers.set(name, numberOf(scanner.need(number, 'a number')[0]));
  else if (lists.includes(name)) found.lists.set(name, readList(scanner));
  else if (name === 'counter_reset_hint') {
    const word = scanner.need(/[a-z_]+/iy, 'a hint')[0];
    if (!isHint(word))
      throw new NotationError(`counter_reset_hint is one of ${hints.join(', ')}, not ${word}`);
    found.hint = word;
  } else throw new NotationError(`a histogram has no field "${name}"`);
}

function readList(scanner: TextScanner): readonly number[] {
  scanner.need(/\[/y, 'a list such as [1 2]');
  const values: number[] = [];
  do values.push(numberOf(scanner.need(number, 'a number')[0]));
  while (scanner.take(/\s+(?!\s*\])/y));
  scanner.need(/\s*\]/y, ']');
  return values;
}

function histogramOf({ numbers, lists: given, hint }: Fields): FloatHistogram {
  const one = (name: string): number => numbers.get(name) ?? 0;
  const indexed = (name: string, offset: number): Buckets =>
    new Map((given.get(name) ?? []).map((count, index) => [offset + index, count]));
  return {
    schema: one('schema'),
    count: one('count'),
    sum: one('sum'),
    zeroThreshold: one('z_bucket_w'),
    zeroCount: one('z_bucket'),
    positive: indexed('buckets', one('offset')),
    negative: indexed('n_buckets', one('n_offset')),
    customValues: given.get('custom_values') ?? [],
    resetHint: hint,
  };
}
