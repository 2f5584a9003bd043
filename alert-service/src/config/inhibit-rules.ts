import { isClassicLabelName, isUtf8LabelName } from '@tocsin/model';
import { z } from 'zod';
import type { InhibitRule } from '#core/mute/inhibit-rule';
import { fields, given, listOf, text } from './fields.ts';
import type { Reading } from './reading.ts';
import { equalities, matcherTexts, readMatchers, regexps } from './written-matchers.ts';
import type { Path } from './yaml-file.ts';

/** One rule as it is written. Upstream takes an empty one: its two sides match the same alerts, so that it hides none. */
const Written = z.nullable(
  fields({
    name: text.optional(),
    source_match: equalities,
    source_match_re: regexps,
    source_matchers: matcherTexts,
    target_match: equalities,
    target_match_re: regexps,
    target_matchers: matcherTexts,
    equal: given(listOf(text, 'label names')),
  }),
);
type Written = z.output<typeof Written>;

/** A rule, and what of it is shown as the effective configuration. */
interface ReadInhibitRule {
  readonly rule: InhibitRule;
  readonly shown: unknown;
}

interface Context {
  readonly reading: Reading;
  readonly lineOf: (path: Path) => number;
}

const checkEqual = (equal: readonly string[], path: Path, reading: Reading): void =>
  equal.forEach((name, index) => {
    const isName = reading.mode === 'classic' ? isClassicLabelName(name) : isUtf8LabelName(name);
    if (!isName) reading.problem([...path, 'equal', index], `${JSON.stringify(name)} is no label name`);
  });

const warnOfNames = (rules: readonly ReadInhibitRule[], reading: Reading): void => {
  const seen = new Set<string>();
  rules.forEach(({ rule: { name } }, index) => {
    if (name !== '' && seen.has(name))
      reading.warn(
        ['inhibit_rules', index, 'name'],
        `another rule is named "${name}" too: what is told of them cannot be told apart`,
      );
    seen.add(name);
  });
};

const ruleOf = (written: Written, path: Path, { reading, lineOf }: Context): InhibitRule => {
  const config = written ?? {};
  const place = { path, reading };
  checkEqual(written?.equal ?? [], path, reading);
  return {
    name: written?.name ?? '',
    source: readMatchers(
      config,
      { equal: 'source_match', regexp: 'source_match_re', matchers: 'source_matchers' },
      place,
    ),
    target: readMatchers(
      config,
      { equal: 'target_match', regexp: 'target_match_re', matchers: 'target_matchers' },
      place,
    ),
    equal: written?.equal ?? [],
    line: lineOf(path),
  };
};

export const readInhibitRules = (
  listed: readonly unknown[],
  context: Context,
): readonly ReadInhibitRule[] => {
  const rules = listed.flatMap((value, index) => {
    const path = ['inhibit_rules', index];
    const written = context.reading.check(Written, value, path);
    return written === undefined ? [] : [{ rule: ruleOf(written, path, context), shown: written }];
  });
  warnOfNames(rules, context.reading);
  return rules;
};
