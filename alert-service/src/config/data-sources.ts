import path from 'node:path';
import type { Labels } from '@tocsin/model';
import { z } from 'zod';
import { defaultSource } from '#core/rule/rule';
import type { RemoteWriteSettings } from '#remote-write/settings';
import type { ConfigError } from './config-error.ts';
import { externalLabels, readExternalLabels, type Environment } from './external-labels.ts';
import { fields, given, length, Length, listOf, orElse, required, text, whole } from './fields.ts';
import { httpRules, httpSettings, httpShape } from './http-config.ts';
import { PlainHeaders, plainHeaderSettings } from './http-headers-config.ts';
import type { HttpSettings } from './http-settings.ts';
import { type QueryParameters, queryParameters } from './query-parameters.ts';
import type { Reading } from './reading.ts';
import type { SecretFiles } from './secret-files.ts';
import { readRemoteWrites, remoteWrites } from './remote-write-config.ts';
import { sourceAddress, type SourceAddress } from './source-address.ts';
import type { Path } from './yaml-file.ts';

const longerThanZero = (name: string, example: string) =>
  length.refine(
    (written) => !(written instanceof Length) || written.ms > 0,
    `${name} cannot be zero: write a duration such as ${example}`,
  );

const DataSourceFields = fields({
  ...httpShape,
  name: required('name').refine(
    (name) => /^[a-z0-9-]+$/.test(name),
    'a data source’s name has small letters, digits and dashes only',
  ),
  url: given(sourceAddress),
  rules: orElse(listOf(text.pipe(z.string().min(1, 'this names no file')), 'paths'), []),
  query_timeout: given(longerThanZero('query_timeout', '10s')),
  evaluation_interval: given(longerThanZero('evaluation_interval', '1m')),
  query_offset: given(length),
  concurrency: given(whole.refine((count) => count > 0, 'concurrency must be at least 1')),
  batch: given(
    z.enum(['auto', 'never'], 'batch is auto (rules are asked together where that is sure) or never'),
  ),
  headers: given(PlainHeaders),
  query_parameters: queryParameters,
  external_labels: externalLabels,
  remote_write: remoteWrites,
}).superRefine(httpRules);
type DataSourceFields = z.output<typeof DataSourceFields>;

export const dataSources = given(listOf(DataSourceFields, 'data sources'));

/** Rule files of a data source: a path or a glob, and where it is written. */
export interface RulePattern {
  readonly pattern: string;
  /** What is wrong with it, at its place. */
  readonly error: (message: string) => ConfigError;
}

/** One of `data_sources`. What is absent is as the flags have it. */
export interface DataSource {
  readonly name: string;
  readonly address?: SourceAddress;
  readonly http: HttpSettings;
  readonly parameters: QueryParameters;
  readonly rules: readonly RulePattern[];
  readonly queryTimeoutMs?: number;
  readonly intervalMs?: number;
  readonly queryOffsetMs?: number;
  readonly concurrency?: number;
  readonly neverTogether: boolean;
  readonly externalLabels: Labels;
  /** Absent: as for all. */
  readonly remoteWrites?: readonly RemoteWriteSettings[];
}

export interface SourcesContext {
  readonly file: string;
  readonly reading: Reading;
  readonly files: SecretFiles;
  readonly environment: Environment;
  /** Whether --prometheus.url gives the default one its address. */
  readonly hasDefaultAddress: boolean;
  readonly errorAt: (path: Path, message: string) => ConfigError;
}

export function readDataSources(
  listed: readonly DataSourceFields[],
  context: SourcesContext,
): readonly DataSource[] {
  const names = new Set<string>();
  return listed.map((source, index) => {
    const at = ['data_sources', index];
    if (names.has(source.name))
      context.reading.problem([...at, 'name'], `the name "${source.name}" is given twice: rename one`);
    names.add(source.name);
    checkAddress(source, at, context);
    return dataSource(source, at, context);
  });
}

function checkAddress(
  { name, url, authorization, basic_auth: basic, oauth2 }: DataSourceFields,
  at: Path,
  { reading, hasDefaultAddress }: SourcesContext,
): void {
  const isGiven = name === defaultSource && hasDefaultAddress;
  if (url && isGiven)
    reading.problem(
      [...at, 'url'],
      `the data source "${defaultSource}" has its address from --prometheus.url: take one of the two out`,
    );
  if (!url && !isGiven) reading.problem(at, 'url is missing: add `url: http://HOST:PORT`');
  if (url?.hasLogin && (authorization ?? basic ?? oauth2))
    reading.problem([...at, 'url'], 'the address has a login, and there is another beside it: keep one');
}

function dataSource(source: DataSourceFields, at: Path, context: SourcesContext): DataSource {
  const { file, files, errorAt } = context;
  const { url, query_timeout: timeout, evaluation_interval: interval, query_offset: offset } = source;
  const writing = { ...context, name: source.name };
  const writes = readRemoteWrites(source.remote_write, [...at, 'remote_write'], writing);
  return {
    name: source.name,
    ...(url && { address: url }),
    http: withHeaders(httpSettings(source, files), plainHeaderSettings(source.headers)),
    parameters: source.query_parameters,
    rules: source.rules.map((pattern, position) => ({
      pattern: path.isAbsolute(pattern) ? pattern : path.join(path.dirname(file), pattern),
      error: (message) => errorAt([...at, 'rules', position], message),
    })),
    ...(timeout && { queryTimeoutMs: timeout.ms }),
    ...(interval && { intervalMs: interval.ms }),
    ...(offset && { queryOffsetMs: offset.ms }),
    ...(source.concurrency !== undefined && { concurrency: source.concurrency }),
    neverTogether: source.batch === 'never',
    externalLabels: readExternalLabels(source.external_labels, [...at, 'external_labels'], context),
    ...(writes && { remoteWrites: writes }),
  };
}

const withHeaders = (http: HttpSettings, more: NonNullable<HttpSettings['headers']>): HttpSettings =>
  more.length === 0 ? http : { ...http, headers: [...(http.headers ?? []), ...more] };
