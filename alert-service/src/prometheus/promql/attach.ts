import type { Expr } from './tree.ts';

/**
 * `a + b offset 5m` shifts b alone, and `-x[5m]` takes the range of x: what stands behind binds to its nearest
 * neighbour. The grammar's tree hangs it around the whole, so it is moved to the rightmost operand here.
 */
export function attach(expr: Expr, to: number, wrap: (inner: Expr) => Expr): Expr {
  if (expr.kind === 'binary') return { ...expr, to, right: attach(expr.right, to, wrap) };
  if (expr.kind === 'unary') return { ...expr, to, inner: attach(expr.inner, to, wrap) };
  return wrap(expr);
}
