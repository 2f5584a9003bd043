import { compareBytes } from './byte-order.ts';
import { quote } from './go-quote.ts';
import { isSpace, reserved } from './matcher-text.ts';

export const matcherOps = ['=', '!=', '=~', '!~'] as const;
export type MatcherOp = (typeof matcherOps)[number];

/** One condition on one label; of a regular expression the whole value must match. */
export interface Matcher {
  readonly name: string;
  readonly op: MatcherOp;
  readonly value: string;
}

const openMetricsEscapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '"': '\\"' };

const needsQuotes = (name: string): boolean =>
  Array.from(name).some((character) => isSpace(character) || reserved.includes(character));

/** As Alertmanager prints a matcher: `team="a"`, the name quoted only where it holds reserved characters. */
export const printMatcher = ({ name, op, value }: Matcher): string =>
  needsQuotes(name)
    ? `${quote(name)}${op}${quote(value)}`
    : `${name}${op}"${value.replace(/[\\\n"]/g, (character) => openMetricsEscapes[character] ?? character)}"`;

/** As Alertmanager prints several: `{team="a",env=~"prod.*"}`. A route's part of the group key. */
export const printMatchers = (matchers: readonly Matcher[]): string =>
  `{${matchers.map(printMatcher).join(',')}}`;

/** Alertmanager's order of a route's matchers: by name, value, then operator. */
export const compareMatchers = (a: Matcher, b: Matcher): number =>
  compareBytes(a.name, b.name) ||
  compareBytes(a.value, b.value) ||
  matcherOps.indexOf(a.op) - matcherOps.indexOf(b.op);

/** The webhook's and API's form of the operator. */
export const matcherOp = (form: { isRegex: boolean; isEqual: boolean }): MatcherOp => {
  if (form.isRegex) return form.isEqual ? '=~' : '!~';
  return form.isEqual ? '=' : '!=';
};
