import type { Reads } from '#core/rule/dependencies';
import type { Threshold } from '#core/rule/rule';
import { mayGiveHistograms, mustStandAlone, type Part } from './promql/askable-together.ts';
import { checkTypes, matchWhile } from './promql/check.ts';
import type { ValueType } from './promql/functions.ts';
import { givesGauges } from './promql/gauge-histograms.ts';
import { problemAt, type PromqlProblem, PromqlRefused } from './promql/problem.ts';
import { readPromql } from './promql/read.ts';
import { readsFrom } from './promql/reads.ts';
import { thresholdOf } from './promql/threshold.ts';
import { presenceOf } from './promql/presence.ts';
import { type Expr, selectorsOf } from './promql/tree.ts';
import { unitFrom } from './promql/unit.ts';
import { type Wanted, wantedSeries as wantedBy } from './promql/wanted.ts';

export type { Part } from './promql/askable-together.ts';
export type { PromqlProblem } from './promql/problem.ts';
export type { ValueType } from './promql/functions.ts';
export type { Wanted, WantedSeries } from './promql/wanted.ts';

export type Checked =
  | { readonly type: ValueType; readonly problem?: undefined }
  | { readonly problem: PromqlProblem; readonly type?: undefined };

/**
 * Syntax and types. The last word has the data source: what its version lacks, it refuses itself. `isOver`: whoever
 * wrote it waits no longer.
 */
export function checkPromql(text: string, isOver?: () => boolean): Checked {
  try {
    const tree = readPromql(text);
    if (isOver)
      matchWhile(
        selectorsOf(tree).flatMap(({ matchers }) => matchers),
        isOver,
      );
    return { type: checkTypes(tree) };
  } catch (error) {
    if (error instanceof PromqlRefused) return { problem: problemAt(text, error) };
    throw error;
  }
}

/** The names of the metrics an expression asks for, each once; none when it cannot be read. */
export function metricNames(text: string): string[] {
  const names = parsed(text, (tree) => selectorsOf(tree).flatMap(namesOf)) ?? [];
  return [...new Set(names)];
}

function namesOf({ name, matchers }: ReturnType<typeof selectorsOf>[number]): string[] {
  if (name !== undefined) return [name];
  return matchers
    .filter((matcher) => matcher.name === '__name__' && matcher.op === '=')
    .map(({ value }) => value);
}

/** What the expressions of one rule can read, for the order of a group; anything, where one cannot be read. */
export const readsOf = (...texts: readonly string[]): Reads =>
  texts.flatMap((text) => parsed(text, readsFrom) ?? [{ names: [], alertnames: [] }]);

export interface PartOfQuery {
  readonly kind: Part;
  readonly mayGiveHistograms: boolean;
}

/** As what it may be asked together with others; undefined where it must be asked alone. */
export function partOfQuery(text: string): PartOfQuery | undefined {
  const { type } = checkPromql(text);
  if (type !== 'instant vector' && type !== 'scalar') return undefined;
  return parsed(text, (tree) =>
    mustStandAlone(tree)
      ? undefined
      : {
          kind: type === 'scalar' ? 'scalar' : 'vector',
          mayGiveHistograms: type === 'instant vector' && mayGiveHistograms(tree),
        },
  );
}

/** `left op limit` of the outermost comparison with a number; undefined where there is none. */
export const threshold = (text: string): Threshold | undefined =>
  parsed(text, (tree) => thresholdOf(tree, text));

/** The expression without what filters it: a result wherever its data are there. Undefined where nobody can say. */
export function presence(text: string): string | undefined {
  const found = parsed(text, (tree) => presenceOf(tree, text));
  return found !== undefined && checkPromql(found).type === 'instant vector' ? found : undefined;
}

/** Whether native histograms that it gives may go up and down. */
export const mayGiveGauges = (text: string): boolean => parsed(text, givesGauges) ?? false;

/** The unit of an expression's value as far as metric names tell it: `s`, `bytes`, `bytes/s`, `ratio`, `%`. */
export const unitOf = (text: string): string | undefined => parsed(text, (tree) => unitFrom(tree));

/** What an expression needs to find to say what it is meant to; nothing where it cannot be read. */
export const wantedSeries = (text: string): readonly Wanted[] =>
  parsed(text, (tree) => wantedBy(tree, text)) ?? [];

function parsed<T>(text: string, use: (tree: Expr) => T): T | undefined {
  try {
    return use(readPromql(text));
  } catch (error) {
    if (error instanceof PromqlRefused) return undefined;
    throw error;
  }
}
