import { readFileSync, statSync } from 'node:fs';
import type { Log } from '#lib/log';
import { InvalidConfiguration } from './config-error.ts';
import { readWebConfig, type WebConfig } from './web-config.ts';

/** The file of `--web.config.file` as it is now. */
export interface WebConfigFile {
  /** Read anew when it was changed. One that is wrong leaves what held before, which is told once. */
  current(): WebConfig;
}

/** Throws InvalidConfiguration where it is wrong from the start. */
export const openWebConfig = (file: string, log: Log): WebConfigFile => {
  const readFile = (path: string): string => readFileSync(path, 'utf8');
  // Empty for a moment while it is written in place: then nobody would be asked who they are.
  const readWritten = (path: string): string => {
    const text = readFile(path);
    if (path === file && text.trim() === '') throw new Error('it is empty now');
    return text;
  };
  let stamp = stampOf(file);
  let config = load(file, readFile);
  return {
    current() {
      const now = stampOf(file);
      if (now === stamp) return config;
      stamp = now;
      try {
        config = load(file, readWritten);
        log.info('the web configuration was read again', { file });
      } catch (error) {
        log.error('the web configuration is wrong: what held before holds on', { err: error });
      }
      return config;
    },
  };
};

const stampOf = (file: string): string => {
  const stats = statSync(file, { throwIfNoEntry: false, bigint: true });
  return stats ? `${stats.ino} ${stats.size} ${stats.mtimeNs}` : '';
};

const load = (file: string, readFile: (path: string) => string): WebConfig => {
  try {
    return readWebConfig({ file, text: readFile(file), readFile });
  } catch (error) {
    if (error instanceof InvalidConfiguration) throw error;
    const message = `--web.config.file cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw new InvalidConfiguration([{ file, line: 1, column: 1, message }]);
  }
};
