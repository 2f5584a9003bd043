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
