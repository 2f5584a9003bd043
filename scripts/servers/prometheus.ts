import { ensureServer, type EnsureOptions, type RealServer } from './real-server.ts';

const prometheusServer: RealServer = {
  name: 'prometheus',
  programs: ['prometheus', 'promtool'],
  debian: ['prometheus'],
  homebrew: 'prometheus',
  remedy: 'Install Prometheus (https://prometheus.io/download/) and put prometheus and promtool on the PATH.',
};

export interface Prometheus {
  prometheus: string;
  promtool: string;
  /** To be laid over the environment of the child: `{ ...process.env, ...env }`. */
  env: Record<string, string>;
}

/** A real Prometheus: the PATH's, else Debian's or Homebrew's without root. Safe to call from several processes at once. */
export async function ensurePrometheus(options: EnsureOptions = {}): Promise<Prometheus> {
  const { paths, env } = await ensureServer(prometheusServer, options);
  const [prometheus = 'prometheus', promtool = 'promtool'] = prometheusServer.programs.map((name) =>
    paths.get(name),
  );
  return { prometheus, promtool, env };
}
