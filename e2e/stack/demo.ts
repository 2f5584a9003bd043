/** `npm start` itself, in a folder and on ports of its own: what a newcomer gets is what is tested. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Mail } from '../../demo/src/mail/mailbox.ts';
import { readRunFile, type RunFile } from '../../scripts/demo/run-file.ts';
import { Running } from './process.ts';

const verbs = path.join(import.meta.dirname, '..', '..', 'scripts', 'verbs');
const argsOf = (verb: string, ...args: string[]) => [
  '--no-warnings',
  '--conditions=source',
  path.join(verbs, `${verb}.ts`),
  ...args,
];
/** Ends all that it started, newest first. */
const stopsWithinMs = 40_000;

export interface Demo extends AsyncDisposable {
  /** The console, and the service below it. */
  readonly url: string;
  /** `npm run VERB -- ARGS`. */
  run(verb: 'break' | 'mend' | 'deploy', ...args: string[]): Promise<string>;
  mails(): Promise<readonly Mail[]>;
  /** It keeps its connections and answers nobody, until it goes on. */
  freeze(program: 'redis'): Promise<{ goOn(): void }>;
}

/** Nothing may reach the real Slack or mail server that somebody's settings name. */
function onlyThisMachine(folder: string): Record<string, string> {
  const outside = Object.keys(process.env).filter((name) => /^(SLACK|SMTP)_/.test(name));
  return { ...Object.fromEntries(outside.map((name) => [name, ''])), TOCSIN_DEMO_STATE: folder };
}

export async function startDemo(): Promise<Demo> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tocsin-demo-'));
  await using started = new AsyncDisposableStack();
  started.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const env = onlyThisMachine(folder);
  const { running } = await Running.start({
    name: 'npm start',
    command: process.execPath,
    args: argsOf('start', '--local'),
    env,
    ready: /Ready in (\S+) s/,
    readyWithinMs: 120_000,
    stopsWithinMs,
  });
  started.use(running);
  const { addresses } = await runFileOf(folder);
  const all = started.move();
  return {
    url: addresses.service,
    run: async (verb, ...args) => {
      const { stdout } = await promisify(execFile)(process.execPath, argsOf(verb, ...args), {
        env: { ...process.env, ...env },
      });
      return stdout;
    },
    mails: async () => {
      const response = await fetch(`${addresses.mail}/api/mails`);
      return mailsOf(await response.json());
    },
    freeze: async (program) => {
      const pid = pidOf(await runFileOf(folder), program);
      process.kill(pid, 'SIGSTOP');
      return { goOn: () => process.kill(pid, 'SIGCONT') };
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

function mailsOf(body: unknown): readonly Mail[] {
  if (!Array.isArray(body)) throw new Error('the mail catcher answers no list');
  const mails: readonly Mail[] = body;
  return mails;
}

async function runFileOf(folder: string): Promise<RunFile> {
  const run = await readRunFile(path.join(folder, 'run.json'));
  if (!run) throw new Error(`${folder} holds no running demo`);
  return run;
}

/** Of all that runs, only Redis is told to save nothing. */
const signs = { redis: /--port \d+ .*--save/ } as const;

function pidOf({ children }: RunFile, program: keyof typeof signs): number {
  const found = children.find(({ command }) => signs[program].test(command));
  if (!found) throw new Error(`${program} does not run`);
  return found.pid;
}
