import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { eventually } from './eventually.ts';

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A real server that can be taken down and brought back on the same address. */
export interface RealServer extends AsyncDisposable {
  readonly port: number;
  up(): Promise<void>;
  /** At once, and without a word to those who are connected. */
  kill(): Promise<void>;
  /** It hangs, and goes on again: SIGSTOP, SIGCONT. */
  pause(): void;
  resume(): void;
}

export interface ServerProgram {
  readonly name: string;
  readonly port: number;
  readonly command: string;
  readonly args: readonly string[];
  readonly options?: SpawnOptions;
  readonly killBy: NodeJS.Signals;
  readonly answers: () => Promise<boolean>;
  readonly remove?: () => Promise<void>;
}

/** Started, and ready when this comes back. */
export async function startServer(program: ServerProgram): Promise<RealServer> {
  const { name, port, command, args, options = {}, killBy, answers } = program;
  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    const gone = child;
    child = undefined;
    if (!gone || gone.exitCode !== null || gone.signalCode !== null) return;
    const ended = new Promise((resolve) => gone.once('exit', resolve));
    gone.kill('SIGCONT');
    gone.kill(killBy);
    await ended;
  };
  const up = async (): Promise<void> => {
    child = spawn(command, args, { stdio: 'ignore', ...options });
    await eventually(`${name} answers`, () => answers().catch(() => false));
  };
  await up();
  return {
    port,
    up,
    kill,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      await kill();
      await program.remove?.();
    },
  };
}
