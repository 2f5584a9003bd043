import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { relocated } from './relocated.ts';
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
  /** It must be started there, where one is given. */
  readonly cwd?: string;
  /** `0.34.0`. */
  readonly version: string;
}

/** The real Alertmanager: the PATH's, else Debian's, which is older. */
export async function ensureAlertmanager(options: EnsureOptions = {}): Promise<RealAlertmanager> {
  const folders = (options.searchPath ?? process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const onPath = (await findPrograms(['alertmanager'], folders))?.get('alertmanager');
  const found = onPath ? { binary: onPath, env: {} } : await fromPackage(options);
  return { ...found, version: versionOf(found.binary, found.env) };
}

async function fromPackage(options: EnsureOptions): Promise<Omit<RealAlertmanager, 'version'>> {
  const program = 'prometheus-alertmanager';
  const remedy = 'Install Alertmanager (https://prometheus.io/download/) and put alertmanager on the PATH.';
  const server = { ...amtoolPackage, programs: [program], remedy };
  const { paths, env, from } = await ensureServer(server, options);
  const binary = paths.get(program) ?? program;
  return from === 'debian' ? { ...(await relocated(binary)), env } : { binary, env };
}

function versionOf(binary: string, env: Record<string, string>): string {
  const { stdout, stderr } = spawnSync(binary, ['--version'], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return /version (\d+\.\d+\.\d+)/.exec(stdout + stderr)?.[1] ?? '0.0.0';
}
