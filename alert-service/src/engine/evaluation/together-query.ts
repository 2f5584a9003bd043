import type { Answer } from '#prometheus/client';
import type { Part } from '#prometheus/promql';
import type { QueryResult, VectorSample } from '#prometheus/result';

/** The label by which each sample of a common answer says whose it is. */
export const marker = '__tocsin_rule__';

export interface QueryPart {
  readonly expression: string;
  readonly kind: Part;
}

/**
 * One query for several expressions. `or` drops what the left side has already, by all labels but the name: with the
 * marker on, no two expressions can have anything in common, and each keeps what it gives alone.
 */
export function togetherQuery(parts: readonly QueryPart[]): string {
  return anyOf(parts.map(marked));
}

/** An expression may end with a comment: what follows stands on its own line. */
function marked({ expression, kind }: QueryPart, index: number): string {
  const vector = kind === 'scalar' ? `vector(\n${expression}\n)` : `\n${expression}\n`;
  return `label_replace(${vector}, "${marker}", "${index}", "", "")`;
}

/** Halved and halved again: a chain would copy the first results at each `or`. */
function anyOf(parts: readonly string[]): string {
  if (parts.length <= 2) return parts.join(' or ');
  const middle = Math.ceil(parts.length / 2);
  return `(${anyOf(parts.slice(0, middle))}) or (${anyOf(parts.slice(middle))})`;
}

/** What each expression would have been answered alone, in their order; undefined when that cannot be told. */
export function divided(result: QueryResult, parts: readonly QueryPart[]): readonly Answer[] | undefined {
  if (result.type !== 'vector') return undefined;
  const found = new Map<string, VectorSample[]>(parts.map((_, index) => [String(index), []]));
  for (const sample of result.samples) {
    const { [marker]: whose = '', ...labels } = sample.labels;
    const samples = found.get(whose);
    if (!samples) return undefined;
    samples.push({ ...sample, labels });
  }
  const answers: Answer[] = [];
  for (const [index, { kind }] of parts.entries()) {
    const own = resultOf(kind, found.get(String(index)) ?? []);
    if (!own) return undefined;
    answers.push({ result: own, warnings: [] });
  }
  return answers;
}

function resultOf(kind: Part, samples: VectorSample[]): QueryResult | undefined {
  if (kind === 'vector') return { type: 'vector', samples };
  const [only] = samples;
  if (!only || samples.length > 1 || Object.keys(only.labels).length > 0) return undefined;
  const { at, value, text } = only;
  return { type: 'scalar', sample: { at, value, text: withoutExponent(text) } };
}

/** Prometheus prints the smallest and largest numbers of a vector with an exponent, but never a scalar. */
export function withoutExponent(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent] = /^(-?)(\d)\.?(\d*)e([+-]\d+)$/.exec(text) ?? [];
  if (exponent === undefined) return text;
  const digits = whole + fraction;
  const point = 1 + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits.padEnd(point, '0');
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Even sets of at most so many, none longer than so many characters; what is too long for any is left over. */
export function setsOf<T extends QueryPart>(
  parts: readonly T[],
  { atMost, longest }: { readonly atMost: number; readonly longest: number },
): { readonly sets: readonly (readonly T[])[]; readonly left: readonly T[] } {
  const left = parts.filter(({ expression }) => expression.length > longest / 2);
  const short = parts.filter(({ expression }) => expression.length <= longest / 2);
  const most = Math.ceil(short.length / Math.ceil(short.length / atMost));
  const sets: T[][] = [];
  let length = Infinity;
  for (const part of short) {
    const last = sets.at(-1);
    length += part.expression.length + overhead;
    if (last && last.length < most && length <= longest) last.push(part);
    else {
      sets.push([part]);
      length = part.expression.length + overhead;
    }
  }
  return { sets: sets.filter(({ length: size }) => size > 1), left: [...left, ...sets.flatMap(single)] };
}

const single = <T>(set: readonly T[]): readonly T[] => (set.length === 1 ? set : []);

/** What surrounds an expression in the query. */
const overhead = 64;
