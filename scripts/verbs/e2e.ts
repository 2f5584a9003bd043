import { buildStale } from '../building/build-stale.ts';
import { steps } from '../building/steps.ts';
import { consoleProgress } from '../progress.ts';
import { root } from '../checkout.ts';
import { orExit } from '../or-exit.ts';
import { browser } from '../testing/checks.ts';
import { runAll } from '../testing/run-all.ts';

await orExit(async () => {
  process.env['TOCSIN_PICTURES'] = '1';
  await buildStale({ root, steps, progress: consoleProgress });
  const stages = [{ checks: browser, atOnce: 1 }];
  process.exitCode = await runAll(stages, root, (text) => void process.stdout.write(text));
});
process.exit();
