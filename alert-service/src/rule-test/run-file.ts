import path from 'node:path';
import { InvalidConfiguration } from '#config/config-error';
import type { RuleGroup } from '#core/rule/rule';
import { matchingFiles, readRules, readText } from './rules.ts';
import { runTest, type TestRun } from './run-test.ts';
import { readTestFile, type TestFile, type TestGroup } from './test-file.ts';

export interface FileRun extends Pick<TestRun, 'program' | 'clock' | 'features' | 'diff' | 'debug'> {
  readonly file: string;
  /** Of the tests, only those with such a name. */
  readonly only?: (name: string) => boolean;
  /** Of rule files; in files of tests there are none. */
  readonly ignoreUnknownFields?: boolean;
}

export interface CaseResult {
  readonly name: string;
  readonly errors: readonly string[];
}

export interface FileResult {
  /** Of those tests that ran. */
  readonly cases: readonly CaseResult[];
  readonly warnings: readonly string[];
  /** Absent where the file cannot be used. */
  readonly startedAt?: number;
  /** Why it cannot. */
  readonly unusable?: string;
}

const usualIntervalMs = 60_000;

/** One file of unit tests. Throws PrometheusMissing. */
export async function runTestFile(run: FileRun): Promise<FileResult> {
  try {
    const tests = readTestFile(run.file, await readText(run.file));
    const { files, unmatched } = await matchingFiles(tests.rule_files ?? [], path.dirname(run.file));
    const warnings = unmatched.map((pattern) => `no file matches ${pattern}`);
    const startedAt = run.clock.now();
    const cases: CaseResult[] = [];
    for (const [index, test] of (tests.tests ?? []).entries()) {
      if (run.only && !run.only(test.name ?? '')) continue;
      cases.push(await runCase(test.name || `unnamed#${index}`, { run, tests, test, files }));
    }
    return { cases, warnings, startedAt };
  } catch (error) {
    if (error instanceof InvalidConfiguration) return { cases: [], warnings: [], unusable: error.message };
    throw error;
  }
}

interface One {
  readonly run: FileRun;
  readonly tests: TestFile;
  readonly test: TestGroup;
  readonly files: readonly string[];
}

async function runCase(name: string, one: One): Promise<CaseResult> {
  const { clock, debug } = one.run;
  const startedMs = clock.elapsed();
  debug?.(`Starting test ${name}`);
  try {
    return { name, errors: await runOne(one) };
  } catch (error) {
    // A rule file that cannot be read fails each test, as in promtool.
    if (error instanceof InvalidConfiguration) return { name, errors: error.message.split('\n') };
    throw error;
  } finally {
    debug?.(`Test ${name} finished, took ${Math.round(clock.elapsed() - startedMs)}ms`);
  }
}

async function runOne({ run, tests, test, files }: One): Promise<readonly string[]> {
  const { ignoreUnknownFields = false, program, clock, features, diff, debug } = run;
  const evaluationIntervalMs = tests.evaluation_interval?.ms || usualIntervalMs;
  const intervalMs = test.interval?.ms || evaluationIntervalMs;
  const groups: RuleGroup[] = [];
  for (const file of files)
    groups.push(...(await readRules(file, { intervalMs, ignoreUnknownFields })).groups);
  return runTest({
    ...{ test, evaluationIntervalMs, program, clock },
    groups: inOrder(groups, tests.group_eval_order ?? []),
    fuzzy: tests.fuzzy_compare ?? false,
    ...(features && { features }),
    ...(diff && { diff }),
    ...(debug && { debug }),
  });
}

/** Those that are not named come with the first, as in promtool. */
function inOrder(groups: readonly RuleGroup[], order: readonly string[]): RuleGroup[] {
  const rank = (group: RuleGroup): number => Math.max(0, order.indexOf(group.name));
  return [...groups].sort((a, b) => rank(a) - rank(b));
}
