import { glob } from 'node:fs/promises';
import type { Labels } from '@tocsin/model';
import { defaultSource, type RuleGroup } from '#core/rule/rule';
import type { RemoteWriteSettings } from '#remote-write/settings';
import { type ConfigError, InvalidConfiguration } from './config-error.ts';
import type { DataSource, RulePattern } from './data-sources.ts';
import type { Flags } from './flags.ts';
import type { HttpSettings } from './http-settings.ts';
import type { QueryParameters } from './query-parameters.ts';
import { plainRemoteWrite } from './remote-write-config.ts';
import { loadRuleFiles } from './rule-files.ts';
import { settingsKey } from './settings-key.ts';
import { SourceAddress } from './source-address.ts';
import type { TocsinConfig } from './tocsin-config.ts';

/** A Prometheus that rules are evaluated on, what the flags and tocsin.yml say of it put together. */
export interface SourceSettings {
  readonly name: string;
  readonly address: SourceAddress;
  /** Absent: a plain client. */
  readonly http?: HttpSettings;
  /** Go with every question. */
  readonly parameters: QueryParameters;
  readonly queryTimeoutMs: number;
  /** For groups that name none. */
  readonly intervalMs: number;
  readonly queryOffsetMs: number;
  /** Queries of rules at once. */
  readonly concurrency: number;
  /** Whether its rules may be asked together. */
  readonly together: boolean;
  readonly externalLabels: Labels;
  /** Equal where nothing above differs, secrets included: for memory only, never to be shown or kept. */
  readonly key: string;
  /** Where its recorded series and those of its alerts go; nowhere, where there is none. */
  readonly remoteWrites: readonly RemoteWriteSettings[];
  /** Of its rule files. */
  readonly patterns: readonly string[];
}

export interface ConfiguredSource extends SourceSettings {
  readonly groups: readonly RuleGroup[];
}

type Told = Pick<TocsinConfig, 'dataSources' | 'externalLabels' | 'remoteWrites'>;

/** The default one first, where there is one. */
export function sourceSettings(flags: Flags, tocsin: Told): readonly SourceSettings[] {
  const { dataSources } = tocsin;
  const own = dataSources.find(({ name }) => name === defaultSource);
  const url = flags['prometheus.url'];
  const address = own?.address ?? (url === '' ? undefined : new SourceAddress(url));
  const others = dataSources.filter(({ name }) => name !== defaultSource);
  if (!address && flags['rules.file'].length > 0) throw noDefault(flags);
  return [
    ...(address ? [settingsOf({ name: defaultSource, ...own, address }, flags, tocsin)] : []),
    ...others.flatMap((source) => (source.address ? [settingsOf(source, flags, tocsin)] : [])),
  ];
}

const noDefault = (flags: Flags): InvalidConfiguration =>
  new InvalidConfiguration([
    {
      file: flags['tocsin.config.file'],
      line: 1,
      column: 1,
      message: `--rules.file needs --prometheus.url, or a data source named "${defaultSource}" here: nothing would be evaluated without a Prometheus to ask`,
    },
  ]);

const twoRemoteWrites = (flags: Flags): InvalidConfiguration =>
  new InvalidConfiguration([
    {
      file: flags['tocsin.config.file'],
      line: 1,
      column: 1,
      message: `the data source "${defaultSource}" has remote_write here and --remote-write.url besides: take one of the two out`,
    },
  ]);

type Written = Partial<DataSource> & Pick<DataSource, 'name'>;

function settingsOf(
  source: Written & { readonly address?: SourceAddress | undefined },
  flags: Flags,
  { externalLabels, remoteWrites }: Told,
): SourceSettings {
  const { name, address = new SourceAddress(flags['prometheus.url']), http, rules = [] } = source;
  const settings = {
    name,
    address,
    ...(http && { http }),
    parameters: source.parameters ?? [],
    queryTimeoutMs: source.queryTimeoutMs ?? flags['query.timeout'],
    intervalMs: source.intervalMs ?? flags['evaluation.interval'],
    queryOffsetMs: source.queryOffsetMs ?? flags['rules.query-offset'],
    concurrency: source.concurrency ?? flags['rules.max-concurrent-evals'],
    together: flags['rules.batch'] && source.neverTogether !== true,
    externalLabels: { ...externalLabels, ...source.externalLabels },
  };
  const ofFlags = name === defaultSource ? flags['rules.file'] : [];
  const patterns = [...ofFlags, ...rules.map(({ pattern }) => pattern)];
  const written = name === defaultSource ? flags['remote-write.url'] : '';
  if (written !== '' && source.remoteWrites) throw twoRemoteWrites(flags);
  return {
    ...settings,
    key: settingsKey(settings),
    remoteWrites: source.remoteWrites ?? (written === '' ? remoteWrites : [plainRemoteWrite(name, written)]),
    patterns,
  };
}

export interface LoadedSources {
  readonly sources: readonly ConfiguredSource[];
  readonly warnings: readonly ConfigError[];
}

/** Reads the rule files of all of them. Throws InvalidConfiguration with everything that is wrong in any. */
export async function loadSources(
  settings: readonly SourceSettings[],
  dataSources: readonly DataSource[],
): Promise<LoadedSources> {
  const errors = await missingFiles(dataSources.flatMap(({ rules }) => rules));
  const known = new Set(errors.map(({ pattern }) => pattern));
  const wrong: ConfigError[] = errors.map(({ error }) => error);
  const warnings: ConfigError[] = [];
  const sources: ConfiguredSource[] = [];
  for (const source of settings) {
    const { name, intervalMs, queryOffsetMs } = source;
    const patterns = source.patterns.filter((pattern) => !known.has(pattern));
    try {
      const writesSeries = source.remoteWrites.length > 0;
      const loaded = await loadRuleFiles({
        ...{ patterns, intervalMs, queryOffsetMs, writesSeries },
        source: name,
      });
      sources.push({ ...source, groups: loaded.groups });
      warnings.push(...loaded.warnings);
    } catch (error) {
      if (!(error instanceof InvalidConfiguration)) throw error;
      wrong.push(...error.errors);
    }
  }
  if (wrong.length > 0) throw new InvalidConfiguration(distinct(wrong));
  return { sources, warnings: distinct(warnings) };
}

/** Files that tocsin.yml names and that are not there, told at their place in it. */
async function missingFiles(
  written: readonly RulePattern[],
): Promise<{ readonly pattern: string; readonly error: ConfigError }[]> {
  const missing = [];
  for (const { pattern, error } of written) {
    if (/[*?[{]/.test(pattern) || (await Array.fromAsync(glob(pattern))).length > 0) continue;
    missing.push({ pattern, error: error(`there is no rule file ${pattern}: mend the path`) });
  }
  return missing;
}

/** The same file may be read for several sources. */
const distinct = (errors: readonly ConfigError[]): ConfigError[] => [
  ...new Map(errors.map((error) => [JSON.stringify(error), error])).values(),
];
