import { childrenOf, type Expr } from './tree.ts';

/** As what an expression can be a part of one query for several rules. */
export type Part = 'vector' | 'scalar';

/** Inside a longer query an answer keeps no order, and what chooses by order or chance might choose otherwise. */
const alone: ReadonlySet<string> = new Set([
  'info',
  'limit_ratio',
  'limitk',
  'sort',
  'sort_by_label',
  'sort_by_label_desc',
  'sort_desc',
]);

export const mustStandAlone = (expr: Expr): boolean => choosesOtherwise(expr) || mergesKinds(expr);

const choosesOtherwise = (expr: Expr): boolean =>
  ((expr.kind === 'call' || expr.kind === 'aggregate') && alone.has(expr.name)) ||
  childrenOf(expr).some(choosesOtherwise);

/**
 * Prometheus 3 (promql/engine.go, mergeSeriesWithSameLabelset) lets a number and a histogram have the same labels once
 * label_replace or label_join has given them: alone it answers with the histogram, under an `or` with the number.
 */
function mergesKinds(expr: Expr): boolean {
  if (expr.kind === 'paren' || expr.kind === 'unary') return mergesKinds(expr.inner);
  const isRelabelled = expr.kind === 'call' && (expr.name === 'label_replace' || expr.name === 'label_join');
  return isRelabelled && mayGiveHistograms(expr);
}

/** What always gives floats, whatever it is given. */
const floats: ReadonlySet<string> = new Set([
  ...['absent', 'absent_over_time', 'changes', 'count', 'count_over_time', 'count_values', 'group'],
  ...['histogram_avg', 'histogram_count', 'histogram_fraction', 'histogram_quantile', 'histogram_stddev'],
  ...['histogram_stdvar', 'histogram_sum', 'present_over_time', 'resets', 'scalar', 'timestamp', 'vector'],
]);

/** Whether native histograms may be among its results; no, only where that is certain. */
export function mayGiveHistograms(expr: Expr): boolean {
  if (expr.kind === 'selector') return true;
  if ((expr.kind === 'call' || expr.kind === 'aggregate') && floats.has(expr.name)) return false;
  return childrenOf(expr).some(mayGiveHistograms);
}
