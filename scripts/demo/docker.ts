import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { inRoot, inState, root } from '../checkout.ts';
import type { Progress } from '../progress.ts';
import { runQuietly } from '../servers/run-quietly.ts';
import { writeConfiguration } from './configuration.ts';
import type { RunningDemo } from './local.ts';
import { outsideOf, secretNames } from './outside.ts';
import { usualPorts } from './ports.ts';
import { writeRunFile } from './run-file.ts';

/** An engine that answers, and Compose with it: a client alone, as in many containers, can start nothing. */
export async function dockerAnswers(): Promise<boolean> {
  const engine = await runQuietly('docker', ['version', '--format', '{{.Server.Version}}']);
  if (engine.code !== 0) return false;
  return (await runQuietly('docker', ['compose', 'version'])).code === 0;
}

async function compose(...args: string[]): Promise<void> {
  const env: NodeJS.ProcessEnv = { ...process.env, TOCSIN_CONFIG: inState('config') };
  for (const name of secretNames) delete env[name];
  const child = spawn('docker', ['compose', ...args], { cwd: root, env, stdio: 'inherit', detached: true });
  await once(child, 'exit');
  const code = child.exitCode;
  if (code !== 0)
    throw new Error(`docker compose ${args.join(' ')} failed with code ${code}; its message is above.`);
}

/** The whole demo in containers, a real Grafana included. */
export async function startDocker(progress: Progress): Promise<RunningDemo> {
  const addresses = {
    console: 'http://localhost:9093',
    prometheus: 'http://localhost:9090',
    slack: 'http://localhost:9095',
    mail: 'http://localhost:9096',
    sink: 'http://localhost:9097',
  };
  await writeConfiguration({
    from: inRoot('provisioning'),
    to: inState('config'),
    addresses: new Map(),
    outside: outsideOf(process.env),
  });
  progress.say('  … docker compose up; the first time it fetches and builds images, which takes minutes');
  const stop = async (): Promise<void> => {
    await compose('down');
    await rm(inState('run.json'), { force: true });
  };
  await compose('up', '--build', '--detach', '--wait').catch(async (error: unknown) => {
    await stop().catch(() => undefined);
    throw error;
  });
  await writeRunFile(inState('run.json'), {
    mode: 'docker',
    pid: process.pid,
    startedAt: new Date().toISOString(),
    supervisor: '',
    services: Object.fromEntries(
      (['orchestrator', 'worker', 'api'] as const).map((name) => [
        name,
        `http://127.0.0.1:${usualPorts[name]}`,
      ]),
    ),
    addresses,
    children: [],
  });
  return { addresses, stop };
}
