import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { cpuSecondsOf, memoryMiBOf, pause } from '../server.ts';

/** A server that says what it did at /metrics. */
export interface Program {
  readonly base: string;
  cpuSeconds(): number;
  memoryMiB(): number;
  /** The sum over all that carry the name; 0 where none does yet. */
  counted(metric: string): Promise<number>;
  stop(): Promise<void>;
}

export interface ProgramStart {
  readonly command: readonly string[];
  readonly port: number;
  readonly readyPath: string;
  readonly env?: Readonly<Record<string, string>>;
}

const patienceMs = 30_000;

export async function startProgram(start: ProgramStart): Promise<Program> {
  const [program = '', ...args] = start.command;
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...start.env },
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-2_000)));
  child.on('error', (error) => (log += error.message));
  const base = `http://127.0.0.1:${start.port}`;
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const isReady = await eventually(() => answers(base + start.readyPath));
  if (!isReady) {
    await stop();
    throw new Error(`${program} is not ready:\n${log}`);
  }
  return {
    base,
    cpuSeconds: () => cpuSecondsOf(child),
    memoryMiB: () => memoryMiBOf(child),
    counted: async (metric) => sumOf(metric, await (await fetch(`${base}/metrics`)).text()),
    stop,
  };
}

/** Asked once a second: a page of metrics is work, and garbage, for who is measured. False when it never came true. */
export async function eventually(ask: () => Promise<boolean>, withinMs = patienceMs): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    if (await ask()) return true;
    await pause(1_000);
  }
  return false;
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

function sumOf(metric: string, page: string): number {
  const lines = page
    .split('\n')
    .filter((line) => line.startsWith(`${metric} `) || line.startsWith(`${metric}{`));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
