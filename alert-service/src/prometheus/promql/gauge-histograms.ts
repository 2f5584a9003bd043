import { childrenOf, type Expr } from './tree.ts';

const differences: ReadonlySet<string> = new Set(['delta', 'idelta', 'increase', 'irate', 'rate']);

/**
 * Whether native histograms among its results may go up and down: Prometheus marks those of differences so, which the HTTP
 * API does not tell, and keeps the mark through sums (promql/functions.go, FloatHistogram.Add).
 */
export function givesGauges(expr: Expr): boolean {
  if (expr.kind === 'call' && differences.has(expr.name)) return true;
  if (expr.kind === 'binary' && expr.op === '-') return true;
  return childrenOf(expr).some(givesGauges);
}
