import type { Matcher } from '@tocsin/model';
import { parseMatchers } from '@tocsin/model/matchers';
import { z } from 'zod';
import type { MissingData } from '#core/rule/options';
import { checkPromql } from '#prometheus/promql';
import type { ConfigError } from './config-error.ts';
import { fields, given, length, Length, listOf, required, text } from './fields.ts';
import type { Reading } from './reading.ts';
import type { Path } from './yaml-file.ts';

/** One entry of `rules:` in tocsin.yml. Each option of a rule comes from the first entry that has it and matches. */
export interface RuleOptionsEntry {
  readonly matchers: readonly Matcher[];
  readonly recovery?: string;
  readonly missingData?: Pick<MissingData, 'then' | 'present' | 'lookBackMs' | 'forMs'>;
  readonly onLimit?: 'keep_firing' | 'drop_all';
  /** Something to point out, at this entry. */
  readonly error: (message: string) => ConfigError;
}

export const usualMissing = { lookBackMs: 3_600_000, forMs: 300_000 } as const;

const lookBack = length.refine(
  (written) => !(written instanceof Length) || written.ms >= 60_000,
  'look_back is at least a minute: write a duration such as 1h',
);

const EntryFields = fields({
  match: required('match'),
  recovery: given(text),
  missing_data: given(
    fields({
      then: z.enum(
        ['keep', 'alert', 'resolve'],
        'say what becomes of alerts whose data are missing: then is keep, alert or resolve',
      ),
      present: given(text),
      look_back: given(lookBack),
      for: given(length),
    }),
  ),
  on_limit: given(z.enum(['keep_firing', 'drop_all'], 'on_limit is keep_firing or drop_all')),
});
type EntryFields = z.output<typeof EntryFields>;

export const ruleOptions = given(listOf(EntryFields, 'rules'));

interface Context {
  readonly reading: Reading;
  readonly errorAt: (path: Path, message: string) => ConfigError;
}

export function readRuleOptions(
  listed: readonly EntryFields[],
  { reading, errorAt }: Context,
): readonly RuleOptionsEntry[] {
  return listed.map((entry, index) => {
    const path = ['rules', index];
    const { recovery, missing_data: missing, on_limit: onLimit } = entry;
    if (recovery === undefined && missing === undefined && onLimit === undefined)
      reading.problem(path, 'this says nothing of its rules: add recovery, missing_data or on_limit');
    checkQuestion(recovery, [...path, 'recovery'], reading);
    checkQuestion(missing?.present, [...path, 'missing_data', 'present'], reading);
    return {
      matchers: matchersOf(entry.match, [...path, 'match'], reading),
      ...(recovery !== undefined && { recovery }),
      ...(missing && { missingData: missingOf(missing) }),
      ...(onLimit !== undefined && { onLimit }),
      error: (message) => errorAt([...path, 'match'], message),
    };
  });
}

const missingOf = (written: NonNullable<EntryFields['missing_data']>): RuleOptionsEntry['missingData'] => ({
  then: written.then,
  ...(written.present !== undefined && { present: written.present }),
  lookBackMs: written.look_back?.ms ?? usualMissing.lookBackMs,
  forMs: written.for?.ms ?? usualMissing.forMs,
});

function matchersOf(written: string, path: Path, reading: Reading): readonly Matcher[] {
  const found = parseMatchers(written, reading.mode);
  if (!found.ok) {
    reading.problem(path, `cannot read these matchers: ${found.error}`);
    return [];
  }
  if (found.warning !== undefined) reading.warn(path, found.warning);
  if (found.value.length === 0)
    reading.problem(path, 'this says of no rule what it means: for all of them, write alertname=~".+"');
  return found.value;
}

/** It is asked beside the expression, so it must be PromQL that can have no result. */
function checkQuestion(asked: string | undefined, path: Path, reading: Reading): void {
  if (asked === undefined) return;
  const checked = checkPromql(asked);
  if (checked.problem) {
    const { message, remedy } = checked.problem;
    reading.problem(path, `broken expression: ${message}: ${remedy}`);
  } else if (checked.type !== 'instant vector')
    reading.problem(path, `this gives a ${checked.type}, and an instant vector is needed: ask for series`);
}
