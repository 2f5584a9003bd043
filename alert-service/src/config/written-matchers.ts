import { isClassicLabelName, type Matcher } from '@tocsin/model';
import { matcherFault, parseMatchers } from '@tocsin/model/matchers';
import { z } from 'zod';
import { given, listOf, text, textAs, texts } from './fields.ts';
import type { Reading } from './reading.ts';
import type { Path } from './yaml-file.ts';

/** The three ways of writing matchers, as routes and inhibition rules have them. */
export const equalities = given(texts);
export const regexps = given(
  z.record(z.string(), z.nullable(text), { error: 'expected label names with regular expressions' }),
);
export const matcherTexts = given(
  listOf(textAs('expected a matcher as a text, such as severity="critical"'), 'matchers'),
);

/** What the three are called where they stand. */
interface Names<Field extends string> {
  readonly equal: Field;
  readonly regexp: Field;
  readonly matchers: Field;
}

interface Place {
  readonly path: Path;
  readonly reading: Reading;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';

const recordOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});

/** Upstream's old forms know classic label names only, in every mode. */
const checked = (matcher: Matcher, at: Path, reading: Reading): Matcher => {
  const fault = isClassicLabelName(matcher.name)
    ? matcherFault(matcher)
    : 'is no label name: use letters, digits and underscores';
  if (fault !== undefined) reading.problem(at, `${matcher.name}: ${fault}`);
  return matcher;
};

const readRegexp = (name: string, pattern: unknown, { path: at, reading }: Place): Matcher[] => {
  if (!isText(pattern)) {
    reading.problem(at, `${name}: a regular expression is missing`);
    return [];
  }
  checked({ name, op: '=~', value: pattern }, at, reading);
  // Upstream keeps these with their anchors, and prints them so in its group keys.
  return [{ name, op: '=~', value: `^(?:${pattern})$` }];
};

const parse = (written: string, { path: at, reading }: Place): Matcher[] => {
  const found = parseMatchers(written, reading.mode);
  if (!found.ok) {
    reading.problem(at, `cannot read this matcher: ${found.error}`);
    return [];
  }
  if (found.warning !== undefined) reading.warn(at, found.warning);
  return found.value;
};

/** All that must match, old forms and new, in the order of writing. */
export const readMatchers = <Field extends string>(
  config: Readonly<Partial<Record<Field, unknown>>>,
  names: Names<Field>,
  { path, reading }: Place,
): Matcher[] => {
  const lines: unknown = config[names.matchers];
  return [
    ...Object.entries(recordOf(config[names.equal])).map(([name, value]): Matcher => {
      const at = [...path, names.equal, name];
      return checked({ name, op: '=', value: isText(value) ? value : '' }, at, reading);
    }),
    ...Object.entries(recordOf(config[names.regexp])).flatMap(([name, pattern]) =>
      readRegexp(name, pattern, { path: [...path, names.regexp, name], reading }),
    ),
    ...(Array.isArray(lines) ? lines : [])
      .filter(isText)
      .flatMap((line, index) => parse(line, { path: [...path, names.matchers, index], reading })),
  ];
};
