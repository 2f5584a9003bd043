import { buildStale } from '../building/build-stale.ts';
import { steps } from '../building/steps.ts';
import { consoleProgress } from '../progress.ts';
import { root } from '../checkout.ts';
import { orExit } from '../or-exit.ts';
import { types } from '../testing/checks.ts';
import { runAll } from '../testing/run-all.ts';

await orExit(async () => {
  await buildStale({ root, steps, progress: consoleProgress });
  const stages = [{ checks: types, atOnce: 2 }];
  process.exitCode = await runAll(stages, root, (text) => void process.stdout.write(text));
});
process.exit();
