import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

async function findProgram(name: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const path = join(folder, name);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

/** All of the programs, or nothing: half a server from one place and half from another is two versions. */
export async function findPrograms(
  programs: readonly string[],
  folders: readonly string[],
): Promise<Map<string, string> | undefined> {
  const found = new Map<string, string>();
  for (const name of programs) {
    const path = await findProgram(name, folders);
    if (path === undefined) return undefined;
    found.set(name, path);
  }
  return found;
}
