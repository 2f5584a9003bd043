import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { RuleGroup } from '#core/rule/rule';
import { type AlertmanagerConfig, readAlertmanagerConfig } from './alertmanager-config.ts';
import { type ConfigError, InvalidConfiguration, printWarning } from './config-error.ts';
import { flagWarnings } from './flag-warnings.ts';
import { type Flags, matcherModeOf } from './flags.ts';
import { decodeText } from './decode-text.ts';
import { type LoadedOnCall, loadOnCall } from './on-call/load-on-call.ts';
import { missingChannels } from './on-call/missing-channels.ts';
import { createRuleLook } from './rule-look.ts';
import { withRuleOptions } from './rule-options-of.ts';
import { type ConfiguredSource, loadSources, type SourceSettings, sourceSettings } from './sources.ts';
import { readTocsinConfig, type TocsinConfig } from './tocsin-config.ts';

/** Everything that files and flags say, checked. */
export interface Configuration {
  readonly alertmanager: AlertmanagerConfig;
  readonly tocsin: TocsinConfig;
  /** People, schedules and policies of the files. */
  readonly onCall: LoadedOnCall;
  /** What rules are evaluated on, each with its rules: the default one first. */
  readonly sources: readonly ConfiguredSource[];
  /** Of all sources. */
  readonly groups: readonly RuleGroup[];
  /** What the rule files held when they were read, as a look at them says it. */
  readonly ruleLook: string;
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
    timeIntervals: alertmanager.timeIntervals,
    readFile: readSecret,
    environment: process.env,
    hasDefaultAddress: flags['prometheus.url'] !== '',
  });
  const onCall = await loadOnCall(tocsin.onCall, {
    receivers: [...alertmanager.receivers.keys()],
    missingChannels: missingChannels({ alertmanager, tocsin }),
  });
  const { warnings: ofRules, ...rules } = await loadRules(sourceSettings(flags, tocsin), tocsin);
  const warnings: ConfigError[] = [...alertmanager.warnings, ...tocsin.warnings, ...onCall.warnings];
  return {
    alertmanager,
    tocsin,
    onCall,
    ...rules,
    warnings: [...warnings.map(printWarning), ...ofRules, ...flagWarnings(flags)],
    fileHash: fileHashOf(text),
  };
}

export type LoadedRules = Pick<Configuration, 'sources' | 'groups' | 'ruleLook' | 'warnings'>;

/**
 * The rule files of these sources, and nothing else, read again; the warnings are theirs. Throws InvalidConfiguration.
 * The look is taken first: what changes while they are read is seen as a change by the next one.
 */
export async function loadRules(
  settings: readonly SourceSettings[],
  { dataSources, ruleOptions }: Pick<TocsinConfig, 'dataSources' | 'ruleOptions'>,
): Promise<LoadedRules> {
  const ruleLook = await createRuleLook()(rulePatterns(settings));
  const read = await loadSources(settings, dataSources);
  const written = read.sources.flatMap((source) => source.groups);
  const { groups, warnings } = withRuleOptions(written, ruleOptions);
  const sources = read.sources.map((source) => ({
    ...source,
    groups: groups.filter((group) => group.source === source.name),
  }));
  return { sources, groups, ruleLook, warnings: [...read.warnings, ...warnings].map(printWarning) };
}

/** Of all sources: what is to be looked at for changes. */
export const rulePatterns = (settings: readonly SourceSettings[]): string[] => [
  ...new Set(settings.flatMap(({ patterns }) => patterns)),
];

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
