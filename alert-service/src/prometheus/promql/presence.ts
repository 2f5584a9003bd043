import { comparisons } from './check-binary.ts';
import { constantOf } from './threshold.ts';
import { type Binary, childrenOf, type Expr, type Place, withoutParens } from './tree.ts';

/** They choose among the samples of their last argument. */
const choosing: readonly string[] = ['topk', 'bottomk', 'limitk', 'limit_ratio'];
/** They have a result because something else has none, or under labels that are not the data's. */
const turning: readonly string[] = ['absent', 'absent_over_time', 'count_values'];

/**
 * The expression without what filters it: it has a result wherever the data are there, whatever their values.
 * Undefined where nobody can say: nothing filters (then to be there is the condition itself), or what it computes with
 * is filtered (`(a > 1) / b`: without the filter, other series could match).
 */
export function presenceOf(expr: Expr, text: string): string | undefined {
  const outer = withoutParens(expr);
  const there = unfiltered(outer, text);
  return there === textOf(outer, text) ? undefined : there;
}

const textOf = ({ from, to }: Place, text: string): string => text.slice(from, to);

function unfiltered(expr: Expr, text: string): string | undefined {
  switch (expr.kind) {
    case 'binary':
      return unfilteredBinary(expr, text);
    case 'aggregate':
      if (turning.includes(expr.name)) return undefined;
      if (choosing.includes(expr.name)) return unfiltered(expr.args.at(-1) ?? expr, text);
      return withInner(expr, text);
    case 'call':
      if (turning.includes(expr.name)) return undefined;
      // A number is always there.
      return expr.name === 'scalar' ? textOf(expr, text) : withInner(expr, text);
    default:
      return withInner(expr, text);
  }
}

/** The text with each part in it unfiltered. */
function withInner(expr: Expr, text: string): string | undefined {
  let at = expr.from;
  let all = '';
  for (const child of childrenOf(expr)) {
    const there = unfiltered(child, text);
    if (there === undefined) return undefined;
    all += text.slice(at, child.from) + there;
    at = child.to;
  }
  return all + text.slice(at, expr.to);
}

function unfilteredBinary(expr: Binary, text: string): string | undefined {
  const { op, left, right } = expr;
  if (op === 'and' || op === 'unless') return unfiltered(left, text);
  if (op === 'or') return withInner(expr, text);
  const filters = comparisons.includes(op) && !expr.bool;
  if (filters && constantOf(right) !== undefined) return unfiltered(left, text);
  if (filters && constantOf(left) !== undefined) return unfiltered(right, text);
  if ([left, right].some((side) => unfiltered(side, text) !== textOf(side, text))) return undefined;
  const { from, to, opAt } = expr;
  return filters ? `${text.slice(from, opAt.to)} bool${text.slice(opAt.to, to)}` : textOf(expr, text);
}
