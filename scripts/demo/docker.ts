import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { buildStale } from '../building/build-stale.ts';
import { steps } from '../building/steps.ts';
import { inRoot, inState, root } from '../checkout.ts';
import type { Progress } from '../progress.ts';
import { runQuietly } from '../servers/run-quietly.ts';
import { writeConfiguration } from './configuration.ts';
import type { RunningDemo } from './local.ts';
import { outsideOf, secretNames } from './outside.ts';
import { usualPorts } from './ports.ts';
import { writeRunFile } from './run-file.ts';
import { answers, until } from './until.ts';

/** An engine that answers, and Compose with it: a client alone, as in many containers, can start nothing. */
export async function dockerAnswers(): Promise<boolean> {
  const engine = await runQuietly('docker', ['version', '--format', '{{.Server.Version}}']);
  if (engine.code !== 0) return false;
  return (await runQuietly('docker', ['compose', 'version'])).code === 0;
}

async function compose(extra: NodeJS.ProcessEnv, ...args: string[]): Promise<void> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...extra, TOCSIN_CONFIG: inState('config') };
  for (const name of secretNames) delete env[name];
  const child = spawn('docker', ['compose', ...args], { cwd: root, env, stdio: 'inherit', detached: true });
  await once(child, 'exit');
  const code = child.exitCode;
  if (code !== 0)
    throw new Error(`docker compose ${args.join(' ')} failed with code ${code}; its message is above.`);
}

const addresses = {
  console: 'http://localhost:3000/a/tocsin-tocsin-app/overview',
  service: `http://127.0.0.1:${usualPorts.console}`,
  prometheus: `http://localhost:${usualPorts.prometheus}`,
  slack: `http://localhost:${usualPorts.slack}`,
  mail: `http://localhost:${usualPorts.mail}`,
  sink: `http://localhost:${usualPorts.sink}`,
};

const services = Object.fromEntries(
  (['orchestrator', 'worker', 'api'] as const).map((name) => [name, `http://127.0.0.1:${usualPorts[name]}`]),
);

const readyUrls = [
  'http://127.0.0.1:3000/api/health',
  `http://127.0.0.1:${usualPorts.prometheus}/-/ready`,
  `http://127.0.0.1:${usualPorts.console}/-/ready`,
  `http://127.0.0.1:${usualPorts.sink}/api/deliveries`,
  ...Object.values(services).map((url) => `${url}/health`),
];

async function up(token: string, progress: Progress): Promise<void> {
  progress.say('  … docker compose up; the first time it fetches and builds images, which takes minutes');
  await compose({ TOCSIN_API_TOKEN: token }, 'up', '--build', '--detach');
  await progress.during('waiting until everything answers', () =>
    Promise.all(
      readyUrls.map((url) => until(`${url} does not answer`, () => answers(url), { withinMs: 120_000 })),
    ),
  );
}

/** The whole demo in containers, a real Grafana included. */
export async function startDocker(progress: Progress): Promise<RunningDemo> {
  const files = await writeConfiguration({
    from: inRoot('provisioning'),
    to: inState('config'),
    addresses: new Map(),
    outside: outsideOf(process.env),
  });
  await buildStale({ root, steps, progress });
  const stop = async (): Promise<void> => {
    await compose({}, 'down');
    await rm(inState('run.json'), { force: true });
  };
  await up(await readFile(files.apiToken, 'utf8'), progress).catch(async (error: unknown) => {
    await stop().catch(() => undefined);
    throw error;
  });
  await writeRunFile(inState('run.json'), {
    mode: 'docker',
    pid: process.pid,
    startedAt: new Date().toISOString(),
    supervisor: '',
    services,
    addresses,
    children: [],
  });
  return { addresses, stop };
}
