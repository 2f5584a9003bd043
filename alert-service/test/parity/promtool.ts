import { spawn } from 'node:child_process';
import { ensurePrometheus } from '../../../scripts/servers/prometheus.ts';

export interface Promtool {
  readonly prometheus: string;
  /** 2.42 is [2, 42]. */
  readonly version: readonly [number, number];
  run(...args: readonly string[]): Promise<{ readonly code: number; readonly said: string }>;
}

/** The real one, and the Prometheus beside it, which is started with this process's own environment. */
export async function realPromtool(): Promise<Promtool> {
  const real = await ensurePrometheus();
  Object.assign(process.env, real.env);
  const run: Promtool['run'] = (...args) =>
    new Promise((resolve, reject) => {
      let said = '';
      const child = spawn(real.promtool, args, { stdio: ['ignore', 'pipe', 'pipe'] });
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk) => (said += String(chunk)));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code: code ?? 1, said }));
    });
  const { said } = await run('--version');
  // Who builds it by hand gets one that knows no version of its own: it is taken for a new one.
  const [, major = Infinity, minor = 0] = /version (\d+)\.(\d+)/.exec(said) ?? [];
  return { prometheus: real.prometheus, version: [Number(major), Number(minor)], run };
}
