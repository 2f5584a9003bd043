import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildStale } from '../building/build-stale.ts';
import { steps } from '../building/steps.ts';
import { root } from '../checkout.ts';
import { orExit } from '../or-exit.ts';
import { consoleProgress } from '../progress.ts';
import { ensureAlertmanager } from '../servers/alertmanager.ts';

const tool = join(root, 'packages/conformance/bin/tocsin-conformance.mjs');

interface Where {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

const play = (args: readonly string[], { cwd = root, env = {} }: Where = {}): Promise<number> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [tool, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: 'inherit',
    });
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });

/** Words after `--` choose scenarios: `npm run conformance -- silences`. */
await orExit(async () => {
  const words = process.argv.slice(2);
  await buildStale({ root, steps, progress: consoleProgress });
  const progress = (message: string): void => consoleProgress.say(`  … ${message}`);
  const { binary, version, ...where } = await ensureAlertmanager({ onProgress: progress });
  consoleProgress.say(`Alertmanager ${version}, the real one:`);
  const theirs = await play(['--binary', binary, '--version', version, '--at-once', '12', ...words], where);
  consoleProgress.say('Tocsin:');
  const tocsin = join(root, 'alert-service/bin/tocsin');
  const ours = await play(['--binary', tocsin, '--arg', 'serve', '--beyond', ...words]);
  process.exitCode = theirs || ours;
});
process.exit();
