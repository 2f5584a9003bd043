import { rm } from 'node:fs/promises';
import { inState } from '../checkout.ts';
import { dockerAnswers, startDocker } from '../demo/docker.ts';
import { endLeftovers } from '../demo/leftovers.ts';
import { type RunningDemo, startLocal } from '../demo/local.ts';
import { outsideOf } from '../demo/outside.ts';
import { commandOf, readRunFile, takeLock } from '../demo/run-file.ts';
import { welcome } from '../demo/welcome.ts';
import { orExit } from '../or-exit.ts';
import { consoleProgress } from '../progress.ts';

const startedAt = Date.now();
const lockFile = inState('start.lock');
const runFile = inState('run.json');
const parentCheckMs = 2000;

/** The first of: Ctrl-C or another signal, something lost for good, npm gone without a word. */
function reasonToStop(): { reason: Promise<string>; give: (reason: string) => void } {
  const { promise, resolve } = Promise.withResolvers<string>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(''));
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) resolve('');
  }, parentCheckMs);
  watch.unref();
  return { reason: promise, give: resolve };
}

async function refuseASecond(): Promise<void> {
  const holder = await takeLock(
    lockFile,
    async (pid) => (await commandOf(pid))?.includes('verbs/start.ts') === true,
  );
  if (holder === undefined) return;
  const run = await readRunFile(runFile);
  const where = run ? `: ${run.addresses.console}` : ', and still starting';
  throw new Error(
    `The demo of this checkout is running already (process ${holder})${where}\nStop it with Ctrl-C there first.`,
  );
}

async function start(useDocker: boolean, onLost: (reason: string) => void): Promise<RunningDemo> {
  return useDocker ? startDocker(consoleProgress) : startLocal({ progress: consoleProgress, onLost });
}

async function run(): Promise<void> {
  await refuseASecond();
  const { reason, give } = reasonToStop();
  try {
    const old = await readRunFile(runFile);
    if (old && (await endLeftovers(old)) > 0)
      consoleProgress.say('  An earlier run was killed; its processes are ended.');
    const outside = outsideOf(process.env);
    const grafana = !process.argv.includes('--local') && (await dockerAnswers());
    consoleProgress.say(grafana ? 'Starting Tocsin with Docker.' : 'Starting Tocsin.');
    const starting = start(grafana, give);
    const early = await Promise.race([starting, reason]);
    if (typeof early !== 'string') {
      const seconds = (Date.now() - startedAt) / 1000;
      consoleProgress.say(welcome(early.addresses, { outside, grafana, seconds }));
    }
    const why = await reason;
    consoleProgress.say(`\n${why === '' ? '' : `${why}\n`}Stopping …`);
    await starting.then((demo) => demo.stop()).catch(() => undefined);
    consoleProgress.say('Stopped. Nothing is left running.');
    if (why !== '') process.exitCode = 1;
  } finally {
    await rm(lockFile, { force: true });
  }
}

await orExit(run);
process.exit();
