import { type Labels, labelValue } from '@tocsin/model';
import { compileMatcher } from '@tocsin/model/matchers';
import { PromqlRefused } from './promql/problem.ts';
import { readPromql } from './promql/read.ts';
import type { Matcher } from './promql/tree.ts';

export type SelectorRead =
  { readonly matches: (labels: Labels) => boolean; readonly error?: undefined } | { readonly error: string };

interface Test {
  readonly name: string;
  readonly holds: (value: string) => boolean;
}

/** A selector such as `{severity="page"}` as a question to labels; one that takes any labels is refused, as upstream does. */
export function readSelector(text: string): SelectorRead {
  try {
    const tests = matchersOf(text).map(testOf);
    if (tests.every(({ holds }) => holds(''))) {
      return { error: 'match[] must contain at least one non-empty matcher' };
    }
    return { matches: (labels) => tests.every(({ name, holds }) => holds(labelValue(labels, name))) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { error: `${JSON.stringify(text)} is no selector: ${why}: write it as {label="value"}` };
  }
}

function matchersOf(text: string): readonly Pick<Matcher, 'name' | 'op' | 'value'>[] {
  const tree = readPromql(text);
  if (tree.kind !== 'selector') {
    throw new PromqlRefused('this is another expression', tree, 'write a selector');
  }
  const { name, matchers } = tree;
  return name === undefined ? matchers : [{ name: '__name__', op: '=', value: name }, ...matchers];
}

/** In PromQL a dot takes a line feed too. */
function testOf({ name, op, value }: Pick<Matcher, 'name' | 'op' | 'value'>): Test {
  const isRegex = op === '=~' || op === '!~';
  return { name, holds: compileMatcher({ name, op, value: isRegex ? `(?s:${value})` : value }) };
}
