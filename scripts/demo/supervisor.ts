import { setTimeout as pause } from 'node:timers/promises';
import { inState, root } from '../checkout.ts';
import { Child } from './child.ts';
import type { Program } from './programs.ts';
import { until } from './until.ts';

const readyWithinMs = 30_000;
const restartAfterMs = 500;
const mostRestarts = 5;
const restartWindowMs = 60_000;

interface Running {
  readonly program: Program;
  child: Child;
  restartedAt: number[];
  /** What never was ready is not started again: whoever waits for it is told why. */
  wasReady: boolean;
}

export interface SupervisorOptions {
  say: (line: string) => void;
  /** The children changed: whoever keeps a list of them writes it anew. */
  onChange: () => void;
  /** Something that cannot be done without has ended for good. */
  onLost: (reason: string) => void;
}

const logFile = (name: string): string => inState('logs', `${name.replaceAll(' ', '-')}.log`);

/** Starts programs, says when one dies, starts again those that should live, and stops all, newest first. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #running = new Map<string, Running>();
  #stopping = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  children(): { pid: number; command: string }[] {
    return [...this.#running.values()].flatMap(({ child, program }) =>
      child.alive && child.pid !== undefined ? [{ pid: child.pid, command: program.args.join(' ') }] : [],
    );
  }

  /** Starts it, or starts it again where it has died; resolves once it is ready. */
  async start(program: Program): Promise<void> {
    const known = this.#running.get(program.name);
    if (known?.child.alive) return;
    const running = {
      program,
      child: this.#spawn(program),
      restartedAt: known?.restartedAt ?? [],
      wasReady: known?.wasReady ?? false,
    };
    this.#running.set(program.name, running);
    this.#options.onChange();
    await until(`${program.name} did not become ready`, () => program.isReady(), {
      withinMs: readyWithinMs,
      giveUp: () => this.#failure(running.child, program),
    });
    running.wasReady = true;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    for (const { child } of [...this.#running.values()].reverse()) await child.stop();
    this.#options.onChange();
  }

  #failure(child: Child, program: Program): string | undefined {
    if (this.#stopping) return 'it was stopped';
    return child.alive
      ? undefined
      : `it has ended. Its log, ${logFile(program.name)}, ends with:\n${child.lastLines()}`;
  }

  #spawn(program: Program): Child {
    const { name, command, args, env, runAs = {}, stopBy = 'SIGTERM' } = program;
    const onDeath = (how: string): void => void this.#afterDeath(program, how);
    const shared = { name, command, args, env, cwd: root, logFile: logFile(name), onDeath };
    return new Child({ ...shared, runAs, stopBy });
  }

  async #afterDeath(program: Program, how: string): Promise<void> {
    const { say, onChange, onLost } = this.#options;
    onChange();
    if (program.onDeath === 'leave')
      return say(`\n${program.name} has ended (${how}). It stays down until: npm run mend`);
    const running = this.#running.get(program.name);
    if (!running?.wasReady || this.#stopping) return;
    const now = Date.now();
    running.restartedAt = [...running.restartedAt.filter((at) => now - at < restartWindowMs), now];
    if (running.restartedAt.length > mostRestarts)
      return onLost(
        `${program.name} has ended ${mostRestarts} times within a minute. Its log: ${logFile(program.name)}`,
      );
    say(`\n${program.name} has ended (${how}). Starting it again.`);
    await pause(restartAfterMs);
    if (this.#stopping) return;
    await this.start(program).then(
      () => say(`${program.name} is ready again.`),
      () => undefined,
    );
  }
}
