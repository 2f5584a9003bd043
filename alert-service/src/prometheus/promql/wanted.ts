import { parseDuration } from '@tocsin/model';
import { type Expr, type Matcher, type Selector, selectorsOf } from './tree.ts';

/** A selector that must match something for the expression to say what it is meant to. */
export interface WantedSeries {
  /** As it is written. */
  readonly text: string;
  readonly metric?: string;
  /** Without that of the metric's name. */
  readonly matchers: readonly Pick<Matcher, 'name' | 'op' | 'value'>[];
  /** How far the expression itself looks back; 0: only at what is there now. */
  readonly lookBackMs: number;
}

/** All of a list must match; of `anyOf`, one of the lists is enough. */
export type Wanted = WantedSeries | { readonly anyOf: readonly (readonly Wanted[])[] };

/** They ask for what is not there. */
const ofAbsence: readonly string[] = ['absent', 'absent_over_time'];
/** They come and go with what our own rules and others' say. */
const ofRules: readonly string[] = ['ALERTS', 'ALERTS_FOR_STATE'];

/**
 * What an expression needs to find. Not what it asks the absence of, not what stands right of `unless`, and nothing where
 * `or` gives another answer without asking for series.
 */
export function wantedSeries(expr: Expr, text: string, lookBackMs = 0): readonly Wanted[] {
  switch (expr.kind) {
    case 'selector':
      return wantedSelector(expr, text, lookBackMs);
    case 'range':
    case 'subquery':
      return wantedSeries(expr.inner, text, Math.max(lookBackMs, lengthOf(expr.length)));
    case 'modified':
    case 'paren':
    case 'unary':
      return wantedSeries(expr.inner, text, lookBackMs);
    case 'call':
    case 'aggregate':
      if (ofAbsence.includes(expr.name)) return [];
      return expr.args.flatMap((each) => wantedSeries(each, text, lookBackMs));
    case 'binary': {
      const left = wantedSeries(expr.left, text, lookBackMs);
      if (expr.op === 'unless') return left;
      const right = wantedSeries(expr.right, text, lookBackMs);
      if (expr.op !== 'or') return [...left, ...right];
      if (left.length === 0 || right.length === 0 || selectorsOf(expr.right).length === 0) return [];
      return [{ anyOf: [left, right] }];
    }
    case 'number':
    case 'string':
      return [];
  }
}

function wantedSelector({ name, matchers, from, to }: Selector, text: string, lookBackMs: number): Wanted[] {
  const named = matchers.find((each) => each.name === '__name__');
  const metric = name ?? (named?.op === '=' ? named.value : undefined);
  if (metric !== undefined && ofRules.includes(metric)) return [];
  const others = matchers
    .filter((each) => each !== named || named.op !== '=')
    .map(({ name: label, op, value }) => ({ name: label, op, value }));
  return [
    {
      text: text.slice(from, to),
      ...(metric !== undefined && { metric }),
      matchers: others,
      lookBackMs,
    },
  ];
}

function lengthOf(written: string): number {
  const length = parseDuration(written.split(':')[0]?.trim() ?? '');
  return length.ok ? length.value : 0;
}
