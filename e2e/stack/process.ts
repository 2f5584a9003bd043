import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const patienceMs = 60_000;
const graceMs = 10_000;

export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What it says when it serves; its first group is the address. */
  readonly ready: RegExp;
  readonly readyWithinMs?: number;
  /** How long it may take to end in order. */
  readonly stopsWithinMs?: number;
}

/** A program that we started and can stop. What it said is kept, for the message when something goes wrong. */
export class Running implements AsyncDisposable {
  readonly name: string;
  private readonly child: ChildProcess;
  private readonly stopsWithinMs: number;
  private said = '';
  private constructor({ name, stopsWithinMs = graceMs }: Program, child: ChildProcess) {
    this.name = name;
    this.child = child;
    this.stopsWithinMs = stopsWithinMs;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.said += text));
    }
  }

  static async start(program: Program): Promise<{ running: Running; address: string }> {
    const { command, args, env = {}, ready, readyWithinMs = patienceMs } = program;
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const running = new Running(program, child);
    const address = await running.saying(ready, readyWithinMs).catch(async (error: unknown) => {
      await running.stop();
      throw error;
    });
    return { running, address };
  }

  log(): string {
    return this.said;
  }

  /** As when the machine takes it away: no farewell. */
  async kill(): Promise<void> {
    if (this.over()) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }

  async stop(): Promise<void> {
    if (this.over()) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), this.stopsWithinMs);
    await exit;
    clearTimeout(timer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  private over(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined;
  }

  private saying(ready: RegExp, withinMs: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) =>
        reject(new Error(`${this.name} ${why}. It said:\n${this.said.slice(-4000)}`));
      const timer = setTimeout(() => fail(`was not ready after ${withinMs / 1000} s`), withinMs);
      const look = () => {
        const found = ready.exec(this.said);
        if (!found) return;
        clearTimeout(timer);
        resolve(found[1] ?? '');
      };
      this.child.stdout?.on('data', look);
      this.child.stderr?.on('data', look);
      this.child.on('error', (error) => fail(`could not be started: ${error.message}`));
      this.child.on('exit', (code, signal) => {
        clearTimeout(timer);
        fail(`ended with ${code ?? signal}`);
      });
    });
  }
}

/** Asks until the answer is one, or too long: then says what was seen last. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  withinMs = 30_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${withinMs / 1000} s`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
