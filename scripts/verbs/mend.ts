import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { faults } from '../../demo/src/faults.ts';
import { root } from '../checkout.ts';
import { ask, runningDemo } from '../demo/ask.ts';
import type { RunFile } from '../demo/run-file.ts';
import { answers, until } from '../demo/until.ts';
import { orExit } from '../or-exit.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function startAgain(run: RunFile, service: string, url: string): Promise<void> {
  if (run.mode === 'docker') {
    const child = spawn('docker', ['compose', 'start', service], { cwd: root, stdio: 'inherit' });
    await once(child, 'exit');
  } else {
    const answer = await ask('PUT', `${run.supervisor}/services/${service}`);
    if (answer?.status !== 200)
      throw new Error(
        `${service} could not be started again: ${typeof answer?.body === 'string' ? answer.body : 'npm start does not answer'}`,
      );
  }
  await until(`${service} was started again but does not answer`, () => answers(`${url}/health`), {
    withinMs: 20_000,
  });
}

const switchedOn = (body: unknown): string[] =>
  typeof body === 'object' &&
  body !== null &&
  'faults' in body &&
  typeof body.faults === 'object' &&
  body.faults !== null
    ? Object.entries(body.faults)
        .filter(([, on]) => on === true)
        .map(([name]) => name)
    : [];

/** What was mended in this service. */
async function mendService(
  run: RunFile,
  [service, url]: [string, string],
  only: string | undefined,
): Promise<string[]> {
  const state = await ask('GET', `${url}/control/faults`);
  if (state === undefined) {
    if (only !== undefined && only !== 'crash') return [];
    await startAgain(run, service, url);
    return [`crash of ${service}`];
  }
  const names = switchedOn(state.body).filter((name) => only === undefined || name === only);
  for (const name of names) await ask('DELETE', `${url}/control/faults/${name}`);
  return names;
}

async function mend(only: string | undefined): Promise<void> {
  if (only !== undefined && only !== 'crash' && !faults.some(({ name }) => name === only))
    throw new Error(`"${only}" cannot be broken, so it cannot be mended. npm run break lists what can.`);
  const run = await runningDemo();
  const services = Object.entries(run.services);
  const mended = (await Promise.all(services.map((service) => mendService(run, service, only)))).flat();
  if (mended.length === 0) return say('Nothing is broken.');
  say(`Mended: ${mended.join(', ')}.`);
  say(
    'What fired ends within about 40 seconds (a rate looks back over 20), and resolved is told once, wherever it was announced:',
  );
  say(`  ${run.addresses.console}  ${run.addresses.slack}  ${run.addresses.mail}`);
}

await orExit(() => mend(process.argv[2]));
