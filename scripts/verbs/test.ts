import { buildStale } from '../building/build-stale.ts';
import { steps } from '../building/steps.ts';
import { root } from '../checkout.ts';
import { orExit } from '../or-exit.ts';
import { consoleProgress } from '../progress.ts';
import { ensurePrometheus } from '../servers/prometheus.ts';
import { browser, lint, types, unit, unitOfPlugin } from '../testing/checks.ts';
import { runAll } from '../testing/run-all.ts';

const write = (text: string): void => void process.stdout.write(text);

/** Before anything runs beside each other: what tests need is built and fetched once. */
await orExit(async () => {
  await buildStale({ root, steps, progress: consoleProgress });
  await ensurePrometheus({ onProgress: (message) => consoleProgress.say(`  … ${message}`) });
  // What waits runs beside what calculates: one after the other, they left two cores idle for two fifths of the time.
  // What lints and checks types stands behind both: it took the time that tests beside real servers need.
  const checks = [...unit, ...browser, ...lint, ...types, ...unitOfPlugin];
  process.exitCode = await runAll([{ checks, atOnce: 3 }], root, write);
});
process.exit();
