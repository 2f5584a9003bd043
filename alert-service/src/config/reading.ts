import { z } from 'zod';
import type { MatcherMode } from '@tocsin/model/matchers';
import { type ConfigError, InvalidConfiguration } from './config-error.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** One file being read: what is wrong is gathered, so that several errors are told together. */
export interface Reading {
  readonly mode: MatcherMode;
  /** Gives undefined, and notes why, where the value is not as the schema wants it. */
  check<T>(schema: z.core.$ZodType<T>, value: unknown, path: Path): T | undefined;
  problem(path: Path, message: string): void;
  warn(path: Path, message: string): void;
  readonly warnings: readonly ConfigError[];
  /** Throws InvalidConfiguration if anything was wrong. */
  end(): void;
}

interface Problem {
  readonly path: Path;
  readonly message: string;
  readonly at: 'key' | 'value';
}

/** Several unknown fields of one mapping are one issue, a line of message for each. */
const spread = (issue: z.core.$ZodIssue): Problem[] => {
  if (issue.code !== 'unrecognized_keys') {
    const at = issue.code === 'custom' && issue.params?.at === 'key' ? 'key' : 'value';
    return [{ path: issue.path, message: issue.message, at }];
  }
  const lines = issue.message.split('\n');
  return issue.keys.map((key, index) => ({
    path: [...issue.path, key],
    message: lines[index] ?? 'unknown field',
    at: 'key',
  }));
};

export const createReading = (yaml: YamlFile, mode: MatcherMode): Reading => {
  const problems: ConfigError[] = [];
  const warnings: ConfigError[] = [...yaml.warnings];
  const problem = (path: Path, message: string): void => void problems.push(yaml.error(path, message));
  return {
    mode,
    problem,
    warnings,
    warn: (path, message) => void warnings.push(yaml.error(path, message)),
    check(schema, value, path) {
      const result = z.safeParse(schema, value);
      if (result.success) return result.data;
      for (const { path: below, message, at } of result.error.issues.flatMap(spread))
        problems.push(yaml.error([...path, ...below], message, at));
      return undefined;
    },
    end() {
      if (problems.length > 0) throw new InvalidConfiguration(problems);
    },
  };
};
