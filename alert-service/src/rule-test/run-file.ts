import path from 'node:path';
import { InvalidConfiguration } from '#config/config-error';
import type { Clock } from '#lib/clock';
import type { RuleGroup } from '#core/rule/rule';
import { matchingFiles, readRules, readText } from './rules.ts';
import { runTest } from './run-test.ts';
import { readTestFile, type TestFile, type TestGroup } from './test-file.ts';

export interface FileRun {
  readonly file: string;
  /** Of the tests, only those whose name it finds. */
  readonly only?: RegExp;
  readonly program: string;
  readonly clock: Clock;
}

export interface FileResult {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

const usualIntervalMs = 60_000;

/** One file of unit tests. Throws PrometheusMissing. */
export async function runTestFile(run: FileRun): Promise<FileResult> {
  const warnings: string[] = [];
  try {
    const tests = readTestFile(run.file, await readText(run.file));
    const folder = path.dirname(run.file);
    const { files, unmatched } = await matchingFiles(tests.rule_files ?? [], folder);
    warnings.push(...unmatched.map((pattern) => `no file matches ${pattern}`));
    const errors: string[] = [];
    for (const [index, test] of (tests.tests ?? []).entries()) {
      if (run.only && !run.only.test(test.name ?? '')) continue;
      const name = test.name || `unnamed#${index}`;
      const found = await runOne({ run, tests, test, files });
      errors.push(...found.map((error) => `${name}: ${error}`));
    }
    return { errors, warnings };
  } catch (error) {
    if (error instanceof InvalidConfiguration) return { errors: error.message.split('\n'), warnings };
    throw error;
  }
}

interface One {
  readonly run: FileRun;
  readonly tests: TestFile;
  readonly test: TestGroup;
  readonly files: readonly string[];
}

async function runOne({ run, tests, test, files }: One): Promise<readonly string[]> {
  const evaluationIntervalMs = tests.evaluation_interval?.ms || usualIntervalMs;
  const groups: RuleGroup[] = [];
  for (const file of files) {
    const read = await readRules(file, test.interval?.ms || evaluationIntervalMs);
    groups.push(...read.groups);
  }
  return runTest({
    test,
    groups: inOrder(groups, tests.group_eval_order ?? []),
    evaluationIntervalMs,
    fuzzy: tests.fuzzy_compare ?? false,
    program: run.program,
    clock: run.clock,
  });
}

/** Those that are not named come with the first, as in promtool. */
function inOrder(groups: readonly RuleGroup[], order: readonly string[]): RuleGroup[] {
  const rank = (group: RuleGroup): number => Math.max(0, order.indexOf(group.name));
  return [...groups].sort((a, b) => rank(a) - rank(b));
}
