import { runningDemo } from '../demo/ask.ts';
import { tellDeployment } from '../demo/deployment.ts';
import { orExit } from '../or-exit.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function deploy(service: string | undefined, version: string | undefined): Promise<void> {
  if (service === undefined || version === undefined)
    throw new Error('Say what was deployed: npm run deploy -- api 2.41.0');
  const run = await runningDemo();
  const problem = await tellDeployment(run, { service, version });
  if (problem !== undefined) throw new Error(`The deployment could not be told: ${problem}`);
  say(`Told: ${service} ${version} was deployed. Nothing else happened; it stands beside what follows.`);
  say(`  ${run.addresses.console}`);
}

await orExit(() => deploy(process.argv[2], process.argv[3]));
