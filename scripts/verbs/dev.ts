import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { root } from '../checkout.ts';
import { orExit } from '../or-exit.ts';

/** The demo, with the plugin built anew at each change of its sources; reload the page to see it. */
await orExit(async () => {
  const plugin = spawn('npm', ['run', 'dev', '-w', 'plugin'], { cwd: root, stdio: 'inherit' });
  const demo = spawn(
    process.execPath,
    ['--conditions=source', '--no-warnings', 'scripts/verbs/start.ts', '--local'],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      demo.kill(signal);
      plugin.kill(signal);
    });
  await once(demo, 'exit');
  plugin.kill('SIGTERM');
});
