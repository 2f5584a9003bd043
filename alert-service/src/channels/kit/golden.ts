import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The file as it is kept, or as it would be kept from now on with UPDATE_GOLDEN=1: a person reads the difference.
 */
export function golden(url: URL, actual: string): string {
  const path = fileURLToPath(url);
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, actual);
  }
  return existsSync(path)
    ? readFileSync(path, 'utf8')
    : `(there is no ${path} yet: run with UPDATE_GOLDEN=1 and read it)`;
}
