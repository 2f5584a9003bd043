import { comparisons } from './check-binary.ts';
import { constantOf } from './threshold.ts';
import { type Binary, type Expr, selectorsOf, withoutParens } from './tree.ts';

/** Powers of second and byte; `ratio` once equals were divided by each other, `percent` once that was times 100. */
interface Dimension {
  readonly seconds: number;
  readonly bytes: number;
  readonly scale?: 'ratio' | 'percent';
}

const plain: Dimension = { seconds: 0, bytes: 0 };
const same = (a: Dimension, b: Dimension): boolean => a.seconds === b.seconds && a.bytes === b.bytes;
const isPlain = (a: Dimension): boolean => same(a, plain);

/** What keeps the dimension of its vector; anything not named here or below says nothing of its unit. */
const keeping = new Set(
  `abs ceil clamp clamp_max clamp_min delta floor idelta increase label_join label_replace round sort sort_desc
  sort_by_label sort_by_label_desc vector scalar avg_over_time first_over_time last_over_time max_over_time
  min_over_time quantile_over_time predict_linear histogram_avg avg max min sum topk bottomk quantile
  limitk limit_ratio stddev`.split(/\s+/),
);
const perSecond = new Set(['rate', 'irate', 'deriv']);

/** Undefined wherever the names do not tell: no unit is better than a wrong one. */
export function unitFrom(expr: Expr): string | undefined {
  const dimension = dimensionOf(expr);
  if (!dimension) return undefined;
  const { seconds, bytes, scale } = dimension;
  if (seconds === 0 && bytes === 0)
    return scale === 'ratio' ? 'ratio' : scale === 'percent' ? '%' : undefined;
  if (seconds === 1 && bytes === 0) return 's';
  if (bytes !== 1) return undefined;
  return seconds === 0 ? 'bytes' : seconds === -1 ? 'bytes/s' : undefined;
}

function dimensionOf(expr: Expr): Dimension | undefined {
  switch (expr.kind) {
    case 'selector':
      return expr.name === undefined ? undefined : dimensionOfName(expr.name);
    case 'range':
    case 'subquery':
    case 'modified':
    case 'paren':
    case 'unary':
      return dimensionOf(expr.inner);
    case 'number':
      return plain;
    case 'string':
      return undefined;
    case 'binary':
      return dimensionOfBinary(expr);
    case 'call':
    case 'aggregate':
      return dimensionOfCall(expr.name, expr.args);
  }
}

function dimensionOfName(name: string): Dimension {
  if (/_count$/.test(name)) return plain;
  const bare = name.replace(/_(total|sum|bucket)$/, '');
  if (/_seconds$/.test(bare)) return { seconds: 1, bytes: 0 };
  if (/_bytes$/.test(bare)) return { seconds: 0, bytes: 1 };
  return /_ratio$/.test(bare) ? { ...plain, scale: 'ratio' } : plain;
}

function dimensionOfCall(name: string, args: readonly Expr[]): Dimension | undefined {
  if (name === 'time' || name === 'timestamp') return { seconds: 1, bytes: 0 };
  const subject = args.find((arg) => !['number', 'string'].includes(withoutParens(arg).kind));
  // What is inside are counts for each bucket; the buckets' bounds have the metric's unit.
  const bounds = name === 'histogram_quantile' && subject ? selectorsOf(subject)[0]?.name : undefined;
  if (bounds !== undefined) return dimensionOfName(bounds);
  const inner = subject && dimensionOf(subject);
  if (!inner) return undefined;
  if (perSecond.has(name)) return { seconds: inner.seconds - 1, bytes: inner.bytes };
  return keeping.has(name) ? inner : undefined;
}

function dimensionOfBinary(expr: Binary): Dimension | undefined {
  if (expr.op === 'and' || expr.op === 'unless') return dimensionOf(expr.left);
  if (comparisons.includes(expr.op)) {
    if (expr.bool) return undefined;
    return constantOf(expr.left) === undefined ? dimensionOf(expr.left) : dimensionOf(expr.right);
  }
  const left = dimensionOf(expr.left);
  const right = dimensionOf(expr.right);
  if (!left || !right) return undefined;
  if (expr.op === '*') return times(left, right, constantOf(expr.right) ?? constantOf(expr.left));
  if (expr.op === '/') return divided(left, right, constantOf(expr.right));
  return added(expr, left, right);
}

/** `1 - ratio` is a ratio; two lengths make a length; a number added to either is of its kind. */
function added(expr: Binary, left: Dimension, right: Dimension): Dimension | undefined {
  if (!['+', '-', 'or', '%'].includes(expr.op)) return undefined;
  if (constantOf(expr.left) !== undefined) return right;
  if (constantOf(expr.right) !== undefined) return left;
  return same(left, right) && left.scale === right.scale ? left : undefined;
}

function times(left: Dimension, right: Dimension, constant: number | undefined): Dimension | undefined {
  const scale = left.scale ?? right.scale;
  if (constant === 100 && scale === 'ratio') return { ...plain, scale: 'percent' };
  if (constant !== undefined && constant !== 1) return undefined;
  return { seconds: left.seconds + right.seconds, bytes: left.bytes + right.bytes, ...(scale && { scale }) };
}

/** A number as divisor (`/ 1024`) makes another unit of it, which no name tells. */
function divided(left: Dimension, right: Dimension, constant: number | undefined): Dimension | undefined {
  if (constant !== undefined) return constant === 1 ? left : undefined;
  if (same(left, right)) return isPlain(left) ? plain : { ...plain, scale: 'ratio' };
  return { seconds: left.seconds - right.seconds, bytes: left.bytes - right.bytes };
}
