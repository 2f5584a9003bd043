import { basename, dirname, isAbsolute, join } from 'node:path';
import { checkTemplateFile, TemplateError, type TemplateSource } from '#template/index';
import { type ConfigError, InvalidConfiguration } from './config-error.ts';
import type { Reading } from './reading.ts';

export interface FileAccess {
  readonly readFile: (file: string) => string;
  /** The files that a pattern matches. */
  readonly glob: (pattern: string) => readonly string[];
}

export interface TemplateFiles {
  /** In the order in which a later definition replaces an earlier one. */
  readonly sources: readonly TemplateSource[];
  /** The names that they define. */
  readonly defined: ReadonlySet<string>;
  /** The patterns as they are from the working directory. */
  readonly patterns: readonly string[];
}

const templateError = (file: string, error: TemplateError): ConfigError => ({
  file,
  line: error.line,
  column: error.column,
  message: `this template cannot be read: ${error.message}`,
});

interface Defining {
  readonly source: TemplateSource;
  readonly names: readonly string[];
}

/** Reads and checks one file. Throws InvalidConfiguration. */
function readTemplateFile(file: string, readFile: FileAccess['readFile']): Defining {
  try {
    const source = { name: basename(file), text: readFile(file) };
    return { source, names: checkTemplateFile(source) };
  } catch (error) {
    if (error instanceof TemplateError) throw new InvalidConfiguration([templateError(file, error)]);
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const message = `this file cannot be read (${code}): mend its rights, or templates`;
    throw new InvalidConfiguration([{ file, line: 1, column: 1, message }]);
  }
}

/**
 * The files of `templates:`, whose patterns are relative to the configuration file. A pattern without files is a warning: they
 * may come later, as in Alertmanager.
 */
export function readTemplateFiles(
  patterns: readonly string[],
  configFile: string,
  { readFile, glob, reading }: FileAccess & { reading: Reading },
): TemplateFiles {
  const resolved = patterns.map((pattern) =>
    pattern === '' || isAbsolute(pattern) ? pattern : join(dirname(configFile), pattern),
  );
  resolved.forEach((pattern, index) => {
    if (/\[[^\]]*$/.test(pattern))
      reading.problem(['templates', index], 'this pattern opens a bracket and does not close it: add ]');
  });
  reading.end();
  const read: Defining[] = [];
  const errors: ConfigError[] = [];
  resolved.forEach((pattern, index) => {
    const files = glob(pattern).toSorted();
    if (files.length === 0) reading.warn(['templates', index], `no file matches ${pattern}: check templates`);
    for (const file of files) {
      try {
        read.push(readTemplateFile(file, readFile));
      } catch (error) {
        if (!(error instanceof InvalidConfiguration)) throw error;
        errors.push(...error.errors);
      }
    }
  });
  if (errors.length > 0) throw new InvalidConfiguration(errors);
  return {
    sources: read.map(({ source }) => source),
    defined: new Set(read.flatMap(({ names }) => names)),
    patterns: resolved,
  };
}
