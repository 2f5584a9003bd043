import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startHooks } from './hooks.ts';
import { ask, type StartWorld, type Timing, withWebhooks, type World } from './world.ts';

/** The program that is held against the scenarios. */
export interface Program {
  readonly binary: string;
  /** Before the flags, such as `serve`. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly ended: Promise<void>;
}

/** A server of its own for each scenario: a process on loopback, in real time. */
export const processWorlds =
  (program: Program, timing: Timing): StartWorld =>
  async ({ config, flags }) => {
    const hooks = await startHooks(timing);
    const folder = await mkdtemp(path.join(tmpdir(), 'conformance-'));
    const file = path.join(folder, 'alertmanager.yml');
    const configure = (text: string): Promise<void> => writeFile(file, withWebhooks(text, hooks));
    const start = (): Promise<Running> => launch(program, [...flagsFor(folder, file), ...flags]);
    await configure(config);
    let running: Running;
    try {
      running = await start();
    } catch (error) {
      await hooks.stop();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    const startedAt = timing.now();
    const world: World = {
      hooks,
      startedAt,
      now: timing.now,
      configure,
      at: (seconds) => timing.until(startedAt + seconds * 1_000),
      request: (asked) => ask(running.url, asked),
      async restart(how) {
        await end(running, how === 'kill' ? 'SIGKILL' : 'SIGTERM');
        running = await start();
      },
      async stop() {
        await end(running, 'SIGKILL');
        await hooks.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
    return world;
  };

const flagsFor = (folder: string, file: string): string[] => [
  `--config.file=${file}`,
  `--storage.path=${path.join(folder, 'data')}`,
  '--web.listen-address=127.0.0.1:0',
  '--cluster.listen-address=',
  '--log.level=info',
];

async function end({ child, ended }: Running, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  await ended;
}

function launch({ binary, args, env, cwd }: Program, flags: readonly string[]): Promise<Running> {
  const child = spawn(binary, [...args, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return new Promise((resolve, reject) => {
    let said = '';
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${binary} ended before it listened: ${said.trim()}`)));
    child.stderr.on('data', (chunk: Buffer) => {
      if (said.length < 100_000) said += chunk.toString();
      const [, address] = /msg="Listening on".* address=(\S+)/.exec(said) ?? [];
      if (address) resolve({ child, ended, url: `http://${address}` });
    });
  });
}
