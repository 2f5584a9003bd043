import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultCacheDir, fillOnce } from './cache-folder.ts';
import { findPrograms } from './find-programs.ts';
import type { EnsureOptions, FoundServer, RealServer } from './real-server.ts';
import { lastLine, type RunResult, runQuietly } from './run-quietly.ts';

const aptFolder = '.apt';
const programFolders = ['usr/bin', 'usr/sbin', 'bin', 'sbin'];

async function releaseName(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^VERSION_CODENAME=(.+)$/m.exec(text)?.[1] ?? 'debian';
}

/** apt would drop its privileges to a user that cannot write to our folder. */
const plainApt = ['-o', 'APT::Sandbox::User=root', '-o', 'Debug::NoLocking=true'];

/** Package lists of our own, for one download: they need no root, leave the system's as they are and are nobody else's. */
async function ownLists(parent: string): Promise<string[]> {
  const folder = join(parent, aptFolder);
  await mkdir(join(folder, 'lists', 'partial'), { recursive: true });
  await mkdir(join(folder, 'archives', 'partial'), { recursive: true });
  const settings = {
    'Dir::State': folder,
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': folder,
    'Dir::Cache::archives': join(folder, 'archives'),
    'Acquire::Languages': 'none',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
  };
  return Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
}

async function download(server: RealServer, folder: string, options: EnsureOptions): Promise<void> {
  options.onProgress?.(`downloading ${server.name} (Debian's package, no root needed)`);
  const fetch = async (lists: string[]): Promise<RunResult> => {
    const take = (packages: readonly string[]) =>
      runQuietly('apt-get', [...plainApt, ...lists, 'download', ...packages], { cwd: folder });
    const result = await take(server.debian);
    if (result.code === 0) for (const name of server.debianIfAny ?? []) await take([name]);
    return result;
  };
  if ((await fetch([])).code === 0) return;
  options.onProgress?.('fetching the list of Debian packages');
  const lists = await ownLists(folder);
  const update = await runQuietly('apt-get', [...plainApt, ...lists, 'update'], { cwd: folder });
  const second = await fetch(lists);
  if (second.code !== 0) throw new Error(lastLine(second.output) || lastLine(update.output));
}

async function unpack(folder: string): Promise<void> {
  await rm(join(folder, aptFolder), { recursive: true, force: true });
  const packages = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
  for (const name of packages) {
    const result = await runQuietly('dpkg', ['-x', join(folder, name), folder]);
    if (result.code !== 0) throw new Error(`dpkg could not unpack ${name}: ${lastLine(result.output)}`);
    await rm(join(folder, name));
  }
}

/** Folders of the unpacked tree that hold shared libraries. */
async function libraryFolders(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const withLibraries = entries
    .filter((entry) => /\.so(\.\d+)*$/.test(entry.name))
    .map((entry) => entry.parentPath);
  return [...new Set(withLibraries)];
}

/** The server from Debian's packages, unpacked without root; or the reason why not. */
export async function fromDebian(server: RealServer, options: EnsureOptions): Promise<FoundServer | string> {
  for (const tool of ['apt-get', 'dpkg'])
    if ((await runQuietly(tool, ['--version'])).code !== 0) return `no ${tool} here`;
  const folder = join(
    options.cacheDir ?? defaultCacheDir(),
    'servers',
    `${server.name}-${await releaseName()}-${process.arch}`,
  );
  try {
    await fillOnce(folder, async (temporary) => {
      await download(server, temporary, options);
      options.onProgress?.(`unpacking ${server.name}`);
      await unpack(temporary);
    });
  } catch (error) {
    return `Debian's package: ${error instanceof Error ? error.message : String(error)}`;
  }
  const paths = await findPrograms(
    server.programs,
    programFolders.map((name) => join(folder, name)),
  );
  if (!paths)
    return `Debian's ${server.debian.join(', ')} in ${folder} lacks ${server.programs.join(' or ')}`;
  const libraries = await libraryFolders(folder);
  return { paths, env: libraries.length > 0 ? { LD_LIBRARY_PATH: libraries.join(':') } : {}, from: 'debian' };
}
