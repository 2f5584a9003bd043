import { root } from '../checkout.ts';
import { orExit } from '../or-exit.ts';
import { lint } from '../testing/checks.ts';
import { runAll } from '../testing/run-all.ts';

await orExit(async () => {
  const stages = [{ checks: lint, atOnce: 2 }];
  process.exitCode = await runAll(stages, root, (text) => void process.stdout.write(text));
});
process.exit();
