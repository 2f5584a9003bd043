import { glob, readFile } from 'node:fs/promises';
import { normalize } from 'node:path';
import type { RuleGroup } from '#core/rule/rule';
import { type ConfigError, InvalidConfiguration } from './config-error.ts';
import { decodeText } from './decode-text.ts';
import { refuseKubernetesRule } from './kubernetes-rule.ts';
import { checkLabelNames, checkRule, type Findings, howToWrite } from './rule-check.ts';
import { ruleGroups } from './rule-groups.ts';
import { ruleFile, withoutUnknownFields, type WrittenGroup } from './rule-schema.ts';
import { createReading } from './reading.ts';
import { placeInScalar } from './text-place.ts';
import { type Path, readYaml, type YamlFile } from './yaml-file.ts';

export interface RuleFileOptions {
  /** `--rules.file`, each a path or a glob. */
  readonly patterns: readonly string[];
  /** For groups that name none. */
  readonly intervalMs: number;
  readonly queryOffsetMs: number;
  /** The data source that they ask; the default one when absent. */
  readonly source?: string;
  /** Whether what its rules say is written there; absent where nobody knows. */
  readonly writesSeries?: boolean;
  /** Fields that Prometheus does not have are passed over. */
  readonly ignoreUnknownFields?: boolean;
}

export interface LoadedRules {
  readonly groups: readonly RuleGroup[];
  readonly warnings: readonly ConfigError[];
}

/** All rule files, checked as promtool checks them. Throws InvalidConfiguration with all that is wrong in any of them. */
export async function loadRuleFiles(options: RuleFileOptions): Promise<LoadedRules> {
  const groups: RuleGroup[] = [];
  const warnings: ConfigError[] = [];
  const errors: ConfigError[] = [];
  const { files, missing } = await matchingFiles(options.patterns);
  for (const pattern of missing) {
    const found = { file: pattern, line: 1, column: 1 };
    if (isGlob(pattern))
      warnings.push({ ...found, message: 'no file matches this pattern: there are no rules from it' });
    else errors.push({ ...found, message: 'there is no such rule file: mend --rules.file' });
  }
  for (const file of files) {
    try {
      const loaded = readRuleFile(file, await readText(file), options);
      groups.push(...loaded.groups);
      warnings.push(...loaded.warnings);
    } catch (error) {
      if (!(error instanceof InvalidConfiguration)) throw error;
      errors.push(...error.errors);
    }
  }
  if (errors.length > 0) throw new InvalidConfiguration(errors);
  return { groups, warnings };
}

const isGlob = (pattern: string): boolean => /[*?[{]/.test(pattern);

async function matchingFiles(patterns: readonly string[]): Promise<{ files: string[]; missing: string[] }> {
  const files = new Set<string>();
  const missing: string[] = [];
  for (const pattern of patterns) {
    const found = await Array.fromAsync(glob(pattern));
    if (found.length === 0) missing.push(pattern);
    for (const file of found.sort()) files.add(normalize(file));
  }
  return { files: [...files], missing };
}

async function readText(file: string): Promise<string> {
  return decodeText(await readBytes(file), file);
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const message = `this file cannot be read (${reason}): mend its rights, or --rules.file`;
    throw new InvalidConfiguration([{ file, line: 1, column: 1, message }]);
  }
}

/** One rule file from its text. Throws InvalidConfiguration. */
export function readRuleFile(
  file: string,
  text: string,
  options: Omit<RuleFileOptions, 'patterns'>,
): LoadedRules {
  const yaml = readYaml(file, text);
  if (!options.ignoreUnknownFields) refuseKubernetesRule(yaml);
  const reading = createReading(yaml, 'utf8-strict');
  const given = options.ignoreUnknownFields ? withoutUnknownFields(yaml.value) : yaml.value;
  const written = reading.check(ruleFile, given ?? undefined, []);
  reading.end();
  const groups = written?.groups ?? [];
  const { errors, warnings, findings } = gather(yaml, text);
  const { writesSeries, source, intervalMs, queryOffsetMs } = options;
  const inSource = {
    ...findings,
    ...(writesSeries !== undefined && { writesSeries }),
    ...(source !== undefined && { source }),
  };
  checkGroups(groups, inSource);
  if (writesSeries === false) warnOfRecording(groups, inSource);
  if (errors.length > 0) throw new InvalidConfiguration(errors);
  const lineOf = (group: number, rule: number): number =>
    yaml.error(['groups', group, 'rules', rule], '').line;
  return { groups: ruleGroups(groups, { source, file, intervalMs, queryOffsetMs, lineOf }), warnings };
}

/** Once in a file: there may be hundreds. */
function warnOfRecording(groups: readonly WrittenGroup[], findings: Findings): void {
  const paths = groups.flatMap(({ rules }, group) =>
    (rules ?? []).flatMap(({ record }, rule) => (record ? [['groups', group, 'rules', rule, 'record']] : [])),
  );
  const [first] = paths;
  if (!first) return;
  const which =
    paths.length === 1 ? 'this recording rule is' : `the ${paths.length} recording rules of this file are`;
  const why = 'since nothing takes what is recorded';
  findings.warn(first, `${which} not evaluated, ${why}: ${howToWrite(findings)}`);
}

interface Gathered {
  readonly errors: ConfigError[];
  readonly warnings: ConfigError[];
  readonly findings: Findings;
}

function gather(yaml: YamlFile, text: string): Gathered {
  const errors: ConfigError[] = [];
  const warnings: ConfigError[] = [];
  return {
    errors,
    warnings,
    findings: {
      problem(path, message, offset) {
        const error = yaml.error(path, message);
        const value = offset === undefined ? undefined : textAt(yaml.value, path);
        errors.push(
          value === undefined
            ? error
            : { ...error, ...placeInScalar(text, error, { value, offset: offset ?? 0 }) },
        );
      },
      warn: (path, message) => void warnings.push(yaml.error(path, message)),
    },
  };
}

function textAt(value: unknown, path: Path): string | undefined {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Object.entries(at).find(([name]) => name === String(key))?.[1];
  }
  return typeof at === 'string' ? at : undefined;
}

/** Of one file: errors go to paths below `groups`. */
export function checkGroups(groups: readonly WrittenGroup[], findings: Findings): void {
  const names = new Set<string>();
  groups.forEach((group, index) => {
    const path = ['groups', index];
    const name = group.name ?? '';
    if (name === '') findings.problem(path, 'this group has no name: add `name: …`');
    else if (names.has(name)) {
      findings.problem([...path, 'name'], `the group name "${name}" is given twice in this file: rename one`);
    }
    names.add(name);
    checkLabelNames(group.labels ?? {}, [...path, 'labels'], findings);
    (group.rules ?? []).forEach((rule, position) => {
      checkRule(rule, [...path, 'rules', position], findings);
    });
  });
}
