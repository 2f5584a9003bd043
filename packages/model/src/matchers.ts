import { type Labels, labelValue } from './labels.ts';
import { type Matcher, printMatchers } from './matcher.ts';
import { parseClassicMatcher, parseClassicMatchers } from './matcher-classic.ts';
import { cached, compileRegexp, stringTest, type ValueTest } from './matcher-test.ts';
import { parseUtf8Matchers } from './matcher-utf8.ts';
import { failed, type Parsed, parsed } from './parsed.ts';

export { compileGoRegexp, type GoRegexp } from './go-regexp.ts';

/** Which parser reads: `fallback`, Alertmanager's default, asks both and goes by the classic one where they disagree. */
export type MatcherMode = 'fallback' | 'classic' | 'utf8-strict';

/** Why nobody can ask this matcher, or undefined: its regular expression is not one. */
export const matcherFault = ({ op, value }: Matcher): string | undefined => {
  if (op === '=' || op === '!=' || stringTest(value) !== undefined) return undefined;
  const compiled = compileRegexp(value);
  return compiled.ok ? undefined : compiled.error;
};

const checked = (found: Parsed<Matcher[]>): Parsed<Matcher[]> => {
  if (!found.ok) return found;
  for (const matcher of found.value) {
    const fault = matcherFault(matcher);
    if (fault !== undefined) return failed(fault);
  }
  return found;
};

const same = (a: readonly Matcher[], b: readonly Matcher[]): boolean =>
  a.length === b.length &&
  a.every(({ name, op, value }, at) => {
    const other = b[at];
    return other !== undefined && other.name === name && other.op === op && other.value === value;
  });

/** Alertmanager's rules while it moves from the classic parser to the UTF-8 one. */
const agreed = (utf8: Parsed<Matcher[]>, classic: Parsed<Matcher[]>): Parsed<Matcher[]> => {
  if (!utf8.ok && !classic.ok) return classic;
  if (!utf8.ok && classic.ok)
    return parsed(
      classic.value,
      `only the classic parser reads these matchers (${utf8.error}): write ${printMatchers(classic.value)}`,
    );
  if (utf8.ok && classic.ok && !same(utf8.value, classic.value))
    return parsed(
      classic.value,
      `the two parsers disagree, and the classic one goes: ${printMatchers(classic.value)}, not ${printMatchers(utf8.value)}`,
    );
  return utf8;
};

/** Reads `{team="a", env=~"prod.*"}`, braces optional. */
export const parseMatchers = (text: string, mode: MatcherMode = 'fallback'): Parsed<Matcher[]> => {
  if (mode === 'classic') return checked(parseClassicMatchers(text));
  const utf8 = checked(parseUtf8Matchers(text));
  return mode === 'utf8-strict' ? utf8 : agreed(utf8, checked(parseClassicMatchers(text)));
};

const only = (found: Parsed<Matcher[]>): Parsed<Matcher[]> =>
  !found.ok || found.value.length === 1 ? found : failed(`expected 1 matcher, found ${found.value.length}`);

const oneClassic = (text: string): Parsed<Matcher[]> => {
  const found = parseClassicMatcher(text);
  return checked(found.ok ? parsed([found.value]) : found);
};

const foundOne = (text: string, mode: MatcherMode): Parsed<Matcher[]> => {
  if (mode === 'classic') return oneClassic(text);
  if (text.startsWith('{') || text.endsWith('}'))
    return failed(`unexpected open or close brace: ${text}: one matcher has no braces around it`);
  const utf8 = only(checked(parseUtf8Matchers(text)));
  return mode === 'utf8-strict' ? utf8 : agreed(utf8, oneClassic(text));
};

/** Reads one matcher, as each `filter` of a request is. */
export const parseMatcher = (text: string, mode: MatcherMode = 'fallback'): Parsed<Matcher> => {
  const found = foundOne(text, mode);
  if (!found.ok) return found;
  const [matcher] = found.value;
  return matcher === undefined ? failed('no matcher') : parsed(matcher, found.warning);
};

const regexpTest = (pattern: string): ValueTest => {
  const byString = stringTest(pattern);
  if (byString !== undefined) return byString;
  const compiled = compileRegexp(pattern);
  if (!compiled.ok) throw new Error(`not a regular expression: ${pattern}: ${compiled.error}`);
  return cached(compiled.value);
};

/** Asks one value. Compiled once: keep the result. Throws where `matcherFault` finds a fault. */
export const compileMatcher = ({ op, value }: Matcher): ValueTest => {
  if (op === '=') return (asked) => asked === value;
  if (op === '!=') return (asked) => asked !== value;
  const test = regexpTest(value);
  return op === '=~' ? test : (asked) => !test(asked);
};

/** All of them must match; a missing label is ''. Compiled once: keep the result. */
export const compileMatchers = (matchers: readonly Matcher[]): ((labels: Labels) => boolean) => {
  const tests = matchers.map((matcher) => ({ name: matcher.name, test: compileMatcher(matcher) }));
  return (labels) => {
    for (const { name, test } of tests) if (!test(labelValue(labels, name))) return false;
    return true;
  };
};
