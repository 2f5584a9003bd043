import { buildStale } from '../building/build-stale.ts';
import { steps } from '../building/steps.ts';
import { root } from '../checkout.ts';
import { orExit } from '../or-exit.ts';
import { consoleProgress } from '../progress.ts';
import { ensurePrometheus } from '../servers/prometheus.ts';
import { long } from '../testing/checks.ts';
import { runAll } from '../testing/run-all.ts';

/** Beside `npm test`: the same properties for longer, one after the other, since some of them measure time. */
await orExit(async () => {
  await buildStale({ root, steps, progress: consoleProgress });
  await ensurePrometheus({ onProgress: (message) => consoleProgress.say(`  … ${message}`) });
  const write = (text: string): void => void process.stdout.write(text);
  process.exitCode = await runAll([{ checks: long, atOnce: 1 }], root, write);
});
process.exit();
