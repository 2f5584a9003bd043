import type { CaseMatcher } from '../fuzz-case.ts';

export type LabelSet = Readonly<Record<string, string>>;

/** pkg/labels: a missing label is the empty string; regular expressions are anchored. */
export function matches(matchers: readonly CaseMatcher[], labels: LabelSet): boolean {
  return matchers.every(({ name, op, value }) => {
    const text = labels[name] ?? '';
    if (op === '=') return text === value;
    if (op === '!=') return text !== value;
    return new RegExp(`^(?:${value})$`, 's').test(text) === (op === '=~');
  });
}

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const goOrder = ['=', '!=', '=~', '!~'];

/** labels.Matchers.String() of sorted matchers. */
export function printSortedMatchers(matchers: readonly CaseMatcher[]): string {
  const sorted = [...matchers].sort(
    (a, b) =>
      byCode(a.name, b.name) || byCode(a.value, b.value) || goOrder.indexOf(a.op) - goOrder.indexOf(b.op),
  );
  return `{${sorted.map(({ name, op, value }) => `${name}${op}"${value}"`).join(',')}}`;
}

/** model.LabelSet.String(). */
export const printLabelSet = (labels: LabelSet): string =>
  `{${Object.keys(labels)
    .sort(byCode)
    .map((name) => `${name}="${labels[name]}"`)
    .join(', ')}}`;
