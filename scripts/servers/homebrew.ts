import { join } from 'node:path';
import { findPrograms } from './find-programs.ts';
import type { EnsureOptions, FoundServer, RealServer } from './real-server.ts';
import { lastLine, runQuietly } from './run-quietly.ts';

/** The server from Homebrew, installed if it is missing; or the reason why not. */
export async function fromHomebrew(
  server: RealServer,
  options: EnsureOptions,
): Promise<FoundServer | string> {
  const prefix = () => runQuietly('brew', ['--prefix', '--installed', server.homebrew]);
  if ((await runQuietly('brew', ['--version'])).code !== 0) return 'no Homebrew here';
  let installed = await prefix();
  if (installed.code !== 0) {
    options.onProgress?.(`installing ${server.name} with Homebrew`);
    const result = await runQuietly('brew', ['install', server.homebrew]);
    if (result.code !== 0) return `Homebrew: ${lastLine(result.output)}`;
    installed = await prefix();
  }
  const paths = await findPrograms(server.programs, [join(lastLine(installed.output), 'bin')]);
  return paths
    ? { paths, env: {}, from: 'homebrew' }
    : `Homebrew's ${server.homebrew} lacks ${server.programs.join(' or ')}`;
}
