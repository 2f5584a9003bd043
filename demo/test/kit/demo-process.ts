import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ServiceName } from '../../src/faults.ts';
import { type Databases, startDatabases } from './databases.ts';

const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** A demo service as `npm start` runs it: a process of its own, on a free port. */
export class DemoProcess {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, url: string) {
    this.#process = process;
    this.url = url;
  }

  static async start(name: ServiceName, env: Record<string, string> = {}): Promise<DemoProcess> {
    const child = spawn(process.execPath, ['--no-warnings', program, name], {
      env: { ...process.env, PORT: '0', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    for await (const chunk of child.stderr) {
      said += String(chunk);
      const address = /address=(\S+)/.exec(said)?.[1];
      if (address !== undefined) return new DemoProcess(child, `http://${address}`);
    }
    throw new Error(`${name} did not start: ${said}`);
  }

  get exited(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  async ended(): Promise<number | null> {
    if (!this.exited) await once(this.#process, 'exit');
    return this.#process.exitCode;
  }

  async stop(): Promise<void> {
    if (this.exited) return;
    this.#process.kill('SIGTERM');
    await once(this.#process, 'exit');
  }

  break(fault: string): Promise<Response> {
    return fetch(`${this.url}/control/faults/${fault}`, { method: 'PUT' });
  }

  mend(): Promise<Response> {
    return fetch(`${this.url}/control/faults`, { method: 'DELETE' });
  }

  async metrics(): Promise<string> {
    return (await fetch(`${this.url}/metrics`)).text();
  }

  /** The sum of the samples of this metric whose labels hold `labels`. */
  async metric(name: string, labels = ''): Promise<number> {
    const lines = (await this.metrics())
      .split('\n')
      .filter((line) => line.split(/[{ ]/)[0] === name && line.includes(labels));
    return lines.length === 0
      ? Number.NaN
      : lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }
}

export interface DemoWorld {
  orchestrator: DemoProcess;
  worker: DemoProcess;
  api: DemoProcess;
  databases: Databases;
  stop(): Promise<void>;
}

export async function startDemo(): Promise<DemoWorld> {
  const databases = await startDatabases();
  const { databaseUrl, redisUrl } = databases;
  const [orchestrator, api] = await Promise.all([
    DemoProcess.start('orchestrator', { REDIS_URL: redisUrl }),
    DemoProcess.start('api', { DATABASE_URL: databaseUrl }),
  ]);
  const worker = await DemoProcess.start('worker', { ORCHESTRATOR_URL: orchestrator.url, API_URL: api.url });
  return {
    orchestrator,
    api,
    worker,
    databases,
    stop: async () => {
      await Promise.all([orchestrator, api, worker].map((process) => process.stop()));
      await databases[Symbol.asyncDispose]();
    },
  };
}
