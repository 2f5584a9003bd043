import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { RuleGroup } from '#core/rule/rule';
import { type AlertmanagerConfig, readAlertmanagerConfig } from './alertmanager-config.ts';
import { type ConfigError, InvalidConfiguration, printWarning } from './config-error.ts';
import { flagWarnings } from './flag-warnings.ts';
import { type Flags, matcherModeOf } from './flags.ts';
import { decodeText } from './decode-text.ts';
import { loadRuleFiles } from './rule-files.ts';
import { readTocsinConfig, type TocsinConfig } from './tocsin-config.ts';

/** Everything that files and flags say, checked. */
export interface Configuration {
  readonly alertmanager: AlertmanagerConfig;
  readonly tocsin: TocsinConfig;
  readonly groups: readonly RuleGroup[];
  readonly warnings: readonly string[];
  /** Of the alertmanager.yml as written, as upstream's metric has it: 48 bits of its MD5, in hex digits. */
  readonly fileHash: string;
}

/** Reads all files that the flags name. Throws InvalidConfiguration with everything that is wrong in them. */
export async function loadConfiguration(flags: Flags): Promise<Configuration> {
  const mode = matcherModeOf(flags);
  const file = flags['config.file'];
  const tocsinFile = flags['tocsin.config.file'];
  const readSecret = (path: string): string => readFileSync(path, 'utf8');
  const text = await readText(file, '--config.file');
  const alertmanager = readAlertmanagerConfig({
    file,
    text,
    mode,
    readFile: readSecret,
    glob: (pattern) => globSync(pattern),
  });
  const tocsin = readTocsinConfig({
    file: tocsinFile || 'tocsin.yml',
    text: tocsinFile ? await readText(tocsinFile, '--tocsin.config.file') : '',
    mode,
    receivers: alertmanager.receivers,
    readFile: readSecret,
  });
  const rules = await loadRuleFiles({
    patterns: flags['rules.file'],
    intervalMs: flags['evaluation.interval'],
    queryOffsetMs: 0,
  });
  const warnings: ConfigError[] = [...alertmanager.warnings, ...tocsin.warnings, ...rules.warnings];
  return {
    alertmanager,
    tocsin,
    groups: rules.groups,
    warnings: [...warnings.map(printWarning), ...flagWarnings(flags)],
    fileHash: fileHashOf(text),
  };
}

/** Upstream reads the first six bytes as a little-endian number. */
const fileHashOf = (text: string): string =>
  createHash('md5').update(text).digest().subarray(0, 6).reverse().toString('hex');

async function readText(file: string, flag: string): Promise<string> {
  try {
    return decodeText(await readFile(file), file);
  } catch (error) {
    if (error instanceof InvalidConfiguration) throw error;
    const why =
      error instanceof Error && 'code' in error && error.code === 'ENOENT'
        ? 'there is no such file'
        : String(error);
    throw new InvalidConfiguration([{ file, line: 1, column: 1, message: `${why}: mend ${flag}` }]);
  }
}
