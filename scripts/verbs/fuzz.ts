import { runFuzz } from '../../alert-service/test/fuzz/run-fuzz.ts';
import { orExit } from '../or-exit.ts';

await orExit(async () => {
  process.exitCode = await runFuzz(process.argv.slice(2), (text) => void process.stdout.write(text));
});
process.exit();
