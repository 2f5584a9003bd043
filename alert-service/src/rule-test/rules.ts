import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Labels } from '@tocsin/model';
import { InvalidConfiguration, type ConfigError } from '#config/config-error';
import { readRuleFile } from '#config/rule-files';
import type { AlertingRule, RuleGroup } from '#core/rule/rule';

export interface RecordingRule {
  readonly name: string;
  readonly expression: string;
  readonly labels: Labels;
}

/** A rule under test; in `group` all stand as alerting rules, which recording ones are not. */
export type TestedRule =
  | { readonly kind: 'alerting'; readonly rule: AlertingRule }
  | { readonly kind: 'recording'; readonly rule: RecordingRule };

export interface TestedGroup {
  readonly group: RuleGroup;
  readonly rules: readonly TestedRule[];
}

export interface ReadRules {
  readonly groups: readonly TestedGroup[];
  readonly warnings: readonly ConfigError[];
}

/** One rule file with its recording rules. Throws InvalidConfiguration. */
export async function readRules(file: string, intervalMs: number): Promise<ReadRules> {
  const options = { intervalMs, queryOffsetMs: 0, takeRecordingRules: true };
  const { groups, warnings, written } = readRuleFile(file, await readText(file), options);
  return {
    warnings,
    groups: groups.map((group, index) => ({
      group,
      rules: group.rules.map((rule, position) => tested(rule, written[index]?.rules?.[position]?.record)),
    })),
  };
}

function tested(rule: AlertingRule, record: string | undefined): TestedRule {
  if (!record) return { kind: 'alerting', rule };
  return { kind: 'recording', rule: { name: record, expression: rule.expression, labels: rule.labels } };
}

export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const message = `this file cannot be read (${reason}): mend its path or its rights`;
    throw new InvalidConfiguration([{ file, line: 1, column: 1, message }]);
  }
}

/** The files that the patterns of a test mean, which count from its own folder; those that mean none apart. */
export async function matchingFiles(
  patterns: readonly string[],
  folder: string,
): Promise<{ files: string[]; unmatched: string[] }> {
  const files: string[] = [];
  const unmatched: string[] = [];
  for (const pattern of patterns) {
    const found = await Array.fromAsync(glob(path.resolve(folder, pattern)));
    if (found.length === 0) unmatched.push(pattern);
    files.push(...found.sort());
  }
  return { files: [...new Set(files)], unmatched };
}
