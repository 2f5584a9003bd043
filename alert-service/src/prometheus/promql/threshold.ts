import type { Threshold } from '#core/rule/rule';
import { comparisons } from './check-binary.ts';
import { type Binary, type Expr, withoutParens } from './tree.ts';

const mirrored: Readonly<Record<string, Threshold['op']>> = {
  '>': '<',
  '>=': '<=',
  '<': '>',
  '<=': '>=',
  '==': '==',
  '!=': '!=',
};

/**
 * The outermost comparison with a number. A sample's value comes from the left of `and` and `unless`, so the limit is
 * looked for there; of `or` nobody can say which side it came from, and `bool` makes the value a 0 or a 1.
 */
export function thresholdOf(expr: Expr, text: string): Threshold | undefined {
  const outer = withoutParens(expr);
  if (outer.kind !== 'binary') return undefined;
  if (outer.op === 'and' || outer.op === 'unless') return thresholdOf(outer.left, text);
  if (!comparisons.includes(outer.op) || outer.bool) return undefined;
  return compared(outer, text);
}

function compared({ op, left, right }: Binary, text: string): Threshold | undefined {
  const limit = constantOf(right);
  const turned = mirrored[op];
  if (limit !== undefined && turned) {
    const straight = mirrored[turned];
    return straight && { left: text.slice(left.from, left.to), op: straight, limit };
  }
  const leftLimit = constantOf(left);
  return leftLimit !== undefined && turned
    ? { left: text.slice(right.from, right.to), op: turned, limit: leftLimit }
    : undefined;
}

/** The number an expression is, where it is made of numbers alone. */
export function constantOf(expr: Expr): number | undefined {
  const inner = withoutParens(expr);
  if (inner.kind === 'number') return inner.value;
  if (inner.kind === 'unary') {
    const value = constantOf(inner.inner);
    return value === undefined ? undefined : inner.op === '-' ? -value : value;
  }
  if (inner.kind !== 'binary') return undefined;
  const left = constantOf(inner.left);
  const right = constantOf(inner.right);
  return left === undefined || right === undefined ? undefined : arithmetic(inner.op, left, right);
}

function arithmetic(op: string, left: number, right: number): number | undefined {
  if (op === '+') return left + right;
  if (op === '-') return left - right;
  if (op === '*') return left * right;
  if (op === '/') return left / right;
  if (op === '%') return left % right;
  return op === '^' ? left ** right : undefined;
}
