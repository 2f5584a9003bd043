import { buildStale } from '../building/build-stale.ts';
import { steps } from '../building/steps.ts';
import { root } from '../checkout.ts';
import { orExit } from '../or-exit.ts';
import { consoleProgress } from '../progress.ts';
import { ensurePrometheus } from '../servers/prometheus.ts';
import { browser, lint, types, unit } from '../testing/checks.ts';
import { runAll } from '../testing/run-all.ts';

const write = (text: string): void => void process.stdout.write(text);

/** Before anything runs beside each other: what tests need is built and fetched once. */
await orExit(async () => {
  await buildStale({ root, steps, progress: consoleProgress });
  await ensurePrometheus({ onProgress: (message) => consoleProgress.say(`  … ${message}`) });
  const stages = [
    { checks: [...lint, ...types], atOnce: 2 },
    { checks: unit, atOnce: 1 },
    { checks: browser, atOnce: 1 },
  ];
  process.exitCode = await runAll(stages, root, write);
});
process.exit();
