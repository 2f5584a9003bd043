import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exists } from './cache-folder.ts';

/** Debian's build reads its default templates from there, and cannot be told otherwise. */
const installed = '/usr/share/prometheus';
const relative = '/proc/self/cwd/';

/** As long as the path it replaces: where a program's texts stand must not change. */
const replacement = relative + './'.repeat((installed.length - relative.length) / 2);

export interface Relocated {
  readonly binary: string;
  /** Where it has to be started. */
  readonly cwd: string;
}

/**
 * A copy of Debian's Alertmanager that finds its templates in its working directory, so that it runs from wherever the
 * package was unpacked, without root.
 */
export async function relocated(binary: string): Promise<Relocated> {
  const root = dirname(dirname(dirname(binary)));
  const copy = `${binary}-relocated`;
  if (!(await exists(copy))) {
    const bytes = await readFile(binary);
    for (let at = bytes.indexOf(installed); at >= 0; at = bytes.indexOf(installed, at + 1))
      bytes.write(replacement, at);
    const temporary = `${copy}.${process.pid}`;
    await writeFile(temporary, bytes);
    await chmod(temporary, 0o755);
    await rename(temporary, copy);
  }
  return { binary: copy, cwd: join(root, installed) };
}
