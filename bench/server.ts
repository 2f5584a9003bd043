import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program that takes Alertmanager's flags. */
export interface Contestant {
  readonly name: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface Server {
  readonly base: string;
  readonly readyMs: number;
  /** Of the process, where the system tells. */
  cpuSeconds(): number;
  memoryMiB(): number;
  stop(signal: NodeJS.Signals): Promise<void>;
}

export interface Folder {
  readonly path: string;
  remove(): Promise<void>;
}

export async function newFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'tocsin-bench-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Ready when /-/ready says so. */
export async function startServer(
  { command, env, cwd }: Contestant,
  folder: Folder,
  configuration: string,
): Promise<Server> {
  const file = join(folder.path, 'alertmanager.yml');
  await writeFile(file, configuration);
  const [program = '', ...first] = command;
  const flags = [
    `--config.file=${file}`,
    `--storage.path=${join(folder.path, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
    '--cluster.listen-address=',
  ];
  const began = performance.now();
  const child = spawn(program, [...first, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
    ...(cwd !== undefined && { cwd }),
  });
  const base = `http://${await listeningOn(child)}`;
  while (!(await isReady(base))) await pause(5);
  const readyMs = performance.now() - began;
  return {
    base,
    readyMs,
    cpuSeconds: () => cpuSecondsOf(child),
    memoryMiB: () => memoryMiBOf(child),
    async stop(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'exit');
    },
  };
}

const isReady = (base: string): Promise<boolean> =>
  fetch(`${base}/-/ready`).then(
    (response) => response.ok,
    () => false,
  );

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function listeningOn(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-10_000);
      const [, address] = /msg="?Listening on"?.* address="?([\d.]+:\d+)/.exec(log) ?? [];
      if (address) resolve(address);
    });
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`the server did not start:\n${log}`)));
  });
}

const ticksPerSecond = 100;

/** NaN where there is no /proc. */
export function cpuSecondsOf({ pid }: ChildProcess): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return NaN;
  }
}

export function memoryMiBOf({ pid }: ChildProcess): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
  } catch {
    return NaN;
  }
}
