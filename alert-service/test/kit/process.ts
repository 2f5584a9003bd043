import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const serviceFolder = path.resolve(import.meta.dirname, '../..');

export interface Process extends AsyncDisposable {
  readonly child: ChildProcess;
  /** What it wrote to stderr so far. */
  log(): string;
  /** Its address, once it says that it listens. */
  readonly url: Promise<string>;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  kill(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

/** `npm test` has just built the bundle that ships, which starts in half the time; alone, a test runs what the sources say now. */
export const tocsinProgram: readonly string[] =
  process.env['TOCSIN_TEST_BUNDLE'] === undefined
    ? [
        '--conditions=source',
        '--disable-warning=ExperimentalWarning',
        path.join(serviceFolder, 'src/tocsin.ts'),
      ]
    : [path.join(serviceFolder, 'dist/tocsin.js')];

/** The real process, as the executable starts it. */
export const startProcess = (args: readonly string[]): Process =>
  startProgram(process.execPath, [...tocsinProgram, ...args]);

/** Any program that says where it listens as Alertmanager does. */
export function startProgram(
  binary: string,
  args: readonly string[],
  { env = {}, cwd }: { env?: Readonly<Record<string, string>>; cwd?: string | undefined } = {},
): Process {
  const child = spawn(binary, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...(cwd !== undefined && { cwd }),
  });
  let log = '';
  let found: (url: string) => void = () => undefined;
  let failed: (error: Error) => void = () => undefined;
  const url = new Promise<string>((resolve, reject) => {
    found = resolve;
    failed = reject;
  });
  url.catch(() => undefined);
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
    const address = /msg="Listening on" address=(\S+)/.exec(log)?.[1];
    if (address) found(`http://${address}`);
  });
  const ended = once(child, 'exit').then(([code, signal]: unknown[]) => {
    failed(new Error(`it ended before it listened: ${log}`));
    return (code ?? signal) as number | NodeJS.Signals;
  });
  return {
    child,
    log: () => log,
    url,
    ended,
    kill(signal) {
      child.kill(signal);
      return ended;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
