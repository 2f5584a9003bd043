import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { findPrograms } from './find-programs.ts';
import { ensureServer, type EnsureOptions, type RealServer } from './real-server.ts';

/** `name` is Debian's: on the PATH of other systems it is called otherwise, so amtool alone is asked for. */
const amtoolPackage: RealServer = {
  name: 'prometheus-alertmanager',
  programs: ['amtool'],
  debian: ['prometheus-alertmanager'],
  homebrew: 'alertmanager',
  remedy: 'Install Alertmanager (https://prometheus.io/download/) and put amtool on the PATH.',
};

/** The real amtool: what it accepts, Alertmanager runs. */
export async function ensureAmtool(
  options: EnsureOptions = {},
): Promise<{ amtool: string; env: Record<string, string> }> {
  const { paths, env } = await ensureServer(amtoolPackage, options);
  return { amtool: paths.get('amtool') ?? 'amtool', env };
}

export interface RealAlertmanager {
  readonly binary: string;
  readonly env: Record<string, string>;
  /** `0.34.0`. */
  readonly version: string;
}

/** The real Alertmanager: the PATH's, else Debian's, which is older. */
export async function ensureAlertmanager(options: EnsureOptions = {}): Promise<RealAlertmanager> {
  const folders = (options.searchPath ?? process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const onPath = (await findPrograms(['alertmanager'], folders))?.get('alertmanager');
  const { binary, env } = onPath ? { binary: onPath, env: {} } : await fromPackage(options);
  return { binary, env, version: versionOf(binary, env) };
}

async function fromPackage(options: EnsureOptions): Promise<Pick<RealAlertmanager, 'binary' | 'env'>> {
  const program = 'prometheus-alertmanager';
  const remedy = 'Install Alertmanager (https://prometheus.io/download/) and put alertmanager on the PATH.';
  const { paths, env } = await ensureServer({ ...amtoolPackage, programs: [program], remedy }, options);
  return { binary: paths.get(program) ?? program, env };
}

function versionOf(binary: string, env: Record<string, string>): string {
  const { stdout, stderr } = spawnSync(binary, ['--version'], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return /version (\d+\.\d+\.\d+)/.exec(stdout + stderr)?.[1] ?? '0.0.0';
}
