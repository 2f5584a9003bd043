import { checkPromql } from '#prometheus/promql';
import { suggestion } from '../nearest.ts';
import type { At } from './written.ts';

/** What a query may hold in the place of what is known only when it is asked. */
const placeholders: Readonly<Record<string, string>> = { $selector: 'job="x"', $window: '5m' };

const filled = (query: string, allowed: readonly string[]): string =>
  query.replaceAll(/\$\w+/g, (found) => (allowed.includes(found) ? (placeholders[found] ?? found) : found));

/** Syntax and type of a query with `$selector`, and where it says so `$window`, in it. */
export function checkQuery(
  query: string,
  {
    path,
    reading,
    allowed = ['$selector'],
  }: Pick<At, 'path' | 'reading'> & { readonly allowed?: readonly string[] },
): void {
  const unknown = query.match(/\$\w+/g)?.find((found) => !allowed.includes(found));
  if (unknown)
    return reading.problem(path, `nothing is known as ${unknown} in a query${suggestion(unknown, allowed)}`);
  const checked = checkPromql(filled(query, allowed));
  if (checked.problem)
    return reading.problem(path, `broken query: ${checked.problem.message}: ${checked.problem.remedy}`);
  if (checked.type === 'range vector' || checked.type === 'string')
    reading.problem(
      path,
      `this query gives a ${checked.type}, and a number is needed: wrap it, as in avg_over_time(…)`,
    );
}

/** `job="demo",service="api"`: what stands between the braces of a selector. */
export function checkSelector(selector: string, { path, reading }: Pick<At, 'path' | 'reading'>): void {
  const hint = 'write what stands between the braces, such as job="demo",service="api"';
  if (selector.trim() === '') return reading.problem(path, `this selects every series: ${hint}`);
  if (/^\s*\{/.test(selector)) return reading.problem(path, `take the braces away: ${hint}`);
  const { problem } = checkPromql(`up{${selector}}`);
  if (problem) reading.problem(path, `cannot read these matchers: ${problem.message}: ${hint}`);
}
