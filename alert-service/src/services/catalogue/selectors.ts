import { isClassicLabelName, type Matcher } from '@tocsin/model';
import { compileMatcher, parseMatchers } from '@tocsin/model/matchers';
import type { Sign } from './seen.ts';

/** As PromQL writes it between braces. */
export const matcherText = (label: string, value: string): string =>
  `${isClassicLabelName(label) ? label : JSON.stringify(label)}=${JSON.stringify(value)}`;

/** The matchers of a service that was seen by a label. */
export const selectorOf = (label: string, value: string, without: readonly string[] = []): string =>
  [matcherText(label, value), ...without.map((other) => matcherText(other, ''))].join(',');

/** Finds signs by matchers: among thousands, by a value that one of them asks for. */
export interface SignIndex {
  /** Undefined where the matchers cannot be read here: nobody can say. */
  matching(selector: string): readonly Sign[] | undefined;
}

export function createSignIndex(signs: readonly Sign[]): SignIndex {
  const indexes = new Map<string, Map<string, Sign[]>>();
  const indexOf = (label: string): Map<string, Sign[]> => {
    const known = indexes.get(label);
    if (known) return known;
    const made = new Map<string, Sign[]>();
    for (const sign of signs) {
      const value = sign.labels[label];
      if (value === undefined) continue;
      const listed = made.get(value);
      if (listed) listed.push(sign);
      else made.set(value, [sign]);
    }
    indexes.set(label, made);
    return made;
  };
  return {
    matching(selector) {
      const read = readSelector(selector);
      if (!read) return undefined;
      const candidates = read.exact
        .map(({ name, value }) => indexOf(name).get(value) ?? [])
        .reduce<readonly Sign[]>((least, other) => (other.length < least.length ? other : least), signs);
      return candidates.filter((sign) => read.tests.every((test) => test(sign)));
    },
  };
}

interface ReadSelector {
  readonly exact: readonly Matcher[];
  readonly tests: readonly ((sign: Sign) => boolean)[];
}

/** The same thousands are asked for again and again. */
const known = new Map<string, ReadSelector | undefined>();
const mostKnown = 10_000;

function readSelector(selector: string): ReadSelector | undefined {
  if (known.has(selector)) return known.get(selector);
  const found = parseMatchers(`{${selector}}`);
  const read = found.ok ? readOf(found.value) : undefined;
  if (known.size >= mostKnown) known.clear();
  known.set(selector, read);
  return read;
}

const readOf = (matchers: readonly Matcher[]): ReadSelector => ({
  exact: matchers.filter(({ op, value }) => op === '=' && value !== ''),
  tests: matchers.map(testOf),
});

const testOf = (matcher: Matcher): ((sign: Sign) => boolean) => {
  const matches = compileMatcher(matcher);
  return ({ labels }) => matches(labels[matcher.name] ?? '');
};
