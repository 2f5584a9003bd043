import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { InvalidConfiguration, type ConfigError } from '#config/config-error';
import { decodeText } from '#config/decode-text';
import { readRuleFile } from '#config/rule-files';
import type { RuleGroup } from '#core/rule/rule';

export interface ReadRules {
  readonly groups: readonly RuleGroup[];
  readonly warnings: readonly ConfigError[];
}

export interface ReadOptions {
  /** For groups that name none. */
  readonly intervalMs: number;
  readonly ignoreUnknownFields?: boolean;
}

/** One rule file. Throws InvalidConfiguration. */
export async function readRules(file: string, options: ReadOptions): Promise<ReadRules> {
  return readRuleFile(file, await readText(file), { ...options, queryOffsetMs: 0 });
}

export async function readText(file: string): Promise<string> {
  return decodeText(await readBytes(file), file);
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
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
