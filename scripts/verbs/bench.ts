import { runBench } from '../../bench/run-bench.ts';
import { orExit } from '../or-exit.ts';

await orExit(async () => {
  process.exitCode = await runBench(process.argv.slice(2), (text) => void process.stdout.write(text));
});
process.exit();
