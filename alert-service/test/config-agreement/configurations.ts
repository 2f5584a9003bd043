import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readAlertmanagerConfig } from '#config/alertmanager-config';
import { InvalidConfiguration } from '#config/config-error';

/** One of our own example files: what its first lines say of it, and what we say. */
export interface Example {
  readonly name: string;
  readonly file: string;
  /** The first Alertmanager that knows all that is in it. */
  readonly since: string;
  /** Its first comment: what is said of it, or why the two differ. */
  readonly note: string;
}

export function examples(kind: 'good' | 'bad' | 'stricter' | 'laxer'): Example[] {
  return globSync(path.join(import.meta.dirname, kind, '*.yml'))
    .toSorted()
    .map((file) => {
      const comments = readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('# '))
        .map((line) => line.slice(2));
      return {
        name: path.basename(file, '.yml'),
        file,
        since: comments.find((line) => line.startsWith('since '))?.slice(6) ?? '0.0',
        note: comments.find((line) => !line.startsWith('since ')) ?? '',
      };
    });
}

/** What we make of a text: the effective configuration as we show it, or what is wrong. */
export function ours(text: string): { readonly shown: string } | { readonly wrong: string } {
  const file = '/etc/alertmanager.yml';
  try {
    const { original } = readAlertmanagerConfig({ file, text, readFile: () => '', glob: () => [] });
    return { shown: original };
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    return { wrong: error.message.replaceAll(`${file}:`, '') };
  }
}

export const weAccept = (text: string): boolean => 'shown' in ours(text);
