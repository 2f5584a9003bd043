import type { Matcher } from '@tocsin/model';
import type { ReadSeries } from '#core/rule/dependencies';
import { childrenOf, type Expr, type Selector } from './tree.ts';

/** What each selector of an expression can match; info() without labels of its own reads `target_info`. */
export function readsFrom(expr: Expr): ReadSeries[] {
  const inside = childrenOf(expr).flatMap(readsFrom);
  if (expr.kind === 'selector') return [readSeries(expr)];
  if (expr.kind === 'call' && expr.name === 'info' && expr.args.length === 1)
    return [...inside, { names: [named('target_info')], alertnames: [] }];
  return inside;
}

function readSeries({ name, matchers }: Selector): ReadSeries {
  const on = (label: string): Matcher[] =>
    matchers.filter((matcher) => matcher.name === label).map(({ op, value }) => ({ name: label, op, value }));
  return {
    names: [...(name === undefined ? [] : [named(name)]), ...on('__name__')],
    alertnames: on('alertname'),
  };
}

const named = (value: string): Matcher => ({ name: '__name__', op: '=', value });
