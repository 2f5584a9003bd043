import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

const skipped = new Set(['node_modules', 'dist', 'coverage', '.git', '.eslintcache']);
const isTest = (name: string): boolean => /\.test\.tsx?$/.test(name);

async function filesIn(path: string): Promise<string[]> {
  const info = await stat(path).catch(() => undefined);
  if (!info) return [];
  if (info.isFile()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const wanted = entries.filter(({ name }) => !skipped.has(name) && !isTest(name));
  return (await Promise.all(wanted.map(({ name }) => filesIn(join(path, name))))).flat();
}

/** By content, not by time: a checkout gives every file a new time. */
export async function hashOfSources(root: string, sources: readonly string[]): Promise<string> {
  const files = (await Promise.all(sources.map((source) => filesIn(join(root, source))))).flat().sort();
  const texts = await Promise.all(files.map((file) => readFile(file)));
  const hash = createHash('sha256');
  files.forEach((file, index) =>
    hash
      .update(`${relative(root, file)}\0`)
      .update(texts[index] ?? '')
      .update('\0'),
  );
  return hash.digest('hex');
}
