import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RunAs } from '../servers/postgres.ts';

export interface ChildOptions {
  name: string;
  command: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  runAs?: RunAs | Record<string, never>;
  stopBy?: NodeJS.Signals;
  /** Called when it ends without having been told to. */
  onDeath: (how: string) => void;
}

const kept = 20;
const graceMs = 8000;

/** A process of ours, in a group of its own: Ctrl-C reaches the supervisor alone, which stops its children in order. */
export class Child {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #lines: string[] = [];
  readonly #stopBy: NodeJS.Signals;
  #stopping = false;
  #alive = true;

  constructor(options: ChildOptions) {
    this.name = options.name;
    mkdirSync(dirname(options.logFile), { recursive: true });
    const log = createWriteStream(options.logFile, { flags: 'a' });
    const { command, cwd, env, runAs = {}, stopBy = 'SIGTERM' } = options;
    this.#stopBy = stopBy;
    this.#process = spawn(command, [...options.args], {
      cwd,
      env,
      ...runAs,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk: Buffer): void => {
      log.write(chunk);
      this.#lines.push(...chunk.toString().split('\n').filter(Boolean));
      this.#lines.splice(0, this.#lines.length - kept);
    };
    this.#process.stdout?.on('data', keep);
    this.#process.stderr?.on('data', keep);
    this.#ended = new Promise((resolve) => {
      const end = (how: string): void => {
        if (!this.#alive) return;
        this.#alive = false;
        log.end();
        if (!this.#stopping) options.onDeath(how);
        resolve();
      };
      this.#process.once('error', (error) => end(error.message));
      this.#process.once('close', (code, signal) => end(signal ? `signal ${signal}` : `code ${code ?? 0}`));
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get alive(): boolean {
    return this.#alive;
  }

  lastLines(): string {
    return this.#lines.slice(-8).join('\n');
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (!this.#alive) return;
    this.#signal(this.#stopBy);
    const timer = setTimeout(() => this.#signal('SIGKILL'), graceMs);
    await this.#ended;
    clearTimeout(timer);
  }

  /** To the whole group: a shell in front of the program would keep the signal for itself. */
  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#process;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      this.#process.kill(signal);
    }
  }
}
