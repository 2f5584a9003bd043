import type { ValueType } from './functions.ts';
import { PromqlRefused } from './problem.ts';
import type { Binary } from './tree.ts';

export const comparisons: readonly string[] = ['==', '!=', '<', '<=', '>', '>='];
const sets: readonly string[] = ['and', 'or', 'unless'];

interface Sides {
  readonly left: ValueType;
  readonly right: ValueType;
}

/** What stands on both sides of an operator must fit each other and its modifiers. */
export function checkBinary(expr: Binary, types: Sides): ValueType {
  const { left, right } = types;
  for (const [side, type] of [[expr.left, left] as const, [expr.right, right] as const]) {
    if (type === 'scalar' || type === 'instant vector') continue;
    const remedy =
      type === 'range vector' ? 'wrap it in a function such as rate()' : 'compare labels by matchers instead';
    throw new PromqlRefused(`"${expr.op}" needs numbers or instant vectors, not a ${type}`, side, remedy);
  }
  const compares = comparisons.includes(expr.op);
  if (expr.bool && !compares) {
    throw new PromqlRefused('"bool" is only for comparisons', expr.opAt, 'remove "bool"');
  }
  if (compares && !expr.bool && left === 'scalar' && right === 'scalar') {
    throw new PromqlRefused('a comparison of two numbers needs "bool"', expr.opAt, `write ${expr.op} bool`);
  }
  if (left === 'scalar' || right === 'scalar') checkWithNumber(expr);
  else checkMatching(expr);
  return left === 'scalar' && right === 'scalar' ? 'scalar' : 'instant vector';
}

function checkWithNumber(expr: Binary): void {
  if (sets.includes(expr.op)) {
    throw new PromqlRefused(
      `"${expr.op}" needs instant vectors on both sides`,
      expr.opAt,
      'wrap the number in vector()',
    );
  }
  if ((expr.matching?.labels.length ?? 0) > 0 || expr.fill) {
    throw new PromqlRefused(
      'on(), ignoring() and fill() need instant vectors on both sides',
      expr.opAt,
      'remove them',
    );
  }
}

function checkMatching(expr: Binary): void {
  const { matching } = expr;
  if (sets.includes(expr.op) && (matching?.group || expr.fill)) {
    throw new PromqlRefused(`"${expr.op}" takes no group_left, group_right or fill`, expr.opAt, 'remove it');
  }
  const twice = matching?.on ? matching.labels.find((label) => matching.include.includes(label)) : undefined;
  if (twice !== undefined) {
    throw new PromqlRefused(
      `label "${twice}" is in on() and in the group clause`,
      expr.opAt,
      'keep it in one of them',
    );
  }
}
