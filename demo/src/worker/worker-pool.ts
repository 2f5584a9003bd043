import { createHash, randomBytes } from 'node:crypto';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { HttpClient } from '../service/client-metrics.ts';
import { addLiveGauge } from '../service/live-gauge.ts';
import type { ExternalClient } from './external-client.ts';

interface Task {
  readonly id: number;
  readonly kind: string;
}

export interface WorkerPoolOptions {
  size: number;
  orchestratorUrl: string;
  apiUrl: string;
  external: ExternalClient;
  http: HttpClient;
  registry: Registry;
}

const isTask = (value: unknown): value is Task =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  'kind' in value &&
  typeof value.id === 'number';

const tasksOf = (body: unknown): Task[] =>
  typeof body === 'object' && body !== null && 'tasks' in body && Array.isArray(body.tasks)
    ? body.tasks.filter(isTask)
    : [];

const timeLimit = () => AbortSignal.timeout(5000);

/** Several workers in one process: they share one claim, so that idle workers cost one request in a quarter second. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #tasks: Counter<'status'>;
  readonly #duration: Histogram;
  #busy = 0;
  #active: number;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#active = options.size;
    const registers = [options.registry];
    addLiveGauge(options.registry, {
      name: 'workers_active',
      help: 'Workers that take work.',
      read: () => this.#active,
    });
    addLiveGauge(options.registry, {
      name: 'workers_busy',
      help: 'Workers with a task in hand.',
      read: () => this.#busy,
    });
    this.#tasks = new Counter({
      name: 'tasks_total',
      help: 'Tasks by outcome.',
      labelNames: ['status'],
      registers,
    });
    for (const status of ['succeeded', 'failed']) this.#tasks.inc({ status }, 0);
    this.#duration = new Histogram({
      name: 'task_duration_seconds',
      help: 'Time a worker spends on a task.',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    });
  }

  rest(resting: boolean): void {
    this.#active = resting ? 0 : this.#options.size;
  }

  async claim(): Promise<void> {
    const free = this.#active - this.#busy;
    if (free <= 0) return;
    const tasks = await this.#askForTasks(free).catch(() => []);
    for (const task of tasks) void this.#work(task);
  }

  async #askForTasks(max: number): Promise<Task[]> {
    const response = await this.#post('/tasks/claim', { max });
    return tasksOf(await response.json());
  }

  async #work(task: Task): Promise<void> {
    this.#busy += 1;
    const stop = this.#duration.startTimer();
    const ok = await this.#perform(task).catch(() => false);
    stop();
    this.#busy -= 1;
    this.#tasks.inc({ status: ok ? 'succeeded' : 'failed' });
    await this.#post(`/tasks/${task.id}/done`, { ok }).catch(() => undefined);
  }

  async #perform(task: Task): Promise<boolean> {
    createHash('sha256').update(randomBytes(16_384)).digest();
    if (task.kind === 'sync') return this.#sync();
    if (task.kind === 'search') await this.#options.external.call('geocoding');
    if (task.kind === 'payment') await this.#options.external.call('payments');
    const response = await this.#callApi(task);
    await response.arrayBuffer();
    return response.ok;
  }

  /** What an import does: looks what is new on two Git platforms, and has it summed up. */
  async #sync(): Promise<boolean> {
    const { external } = this.#options;
    const left = [external.call('github'), external.call('gitlab'), external.call('language-model')];
    return (await Promise.all(left)).every((share) => share > 0);
  }

  #callApi({ id, kind }: Task): Promise<Response> {
    const { apiUrl, http } = this.#options;
    const signal = timeLimit();
    if (kind === 'payment') return http.fetch('api', `${apiUrl}/payments`, { method: 'POST', signal });
    return http.fetch('api', kind === 'search' ? `${apiUrl}/search` : `${apiUrl}/orders/${id}`, { signal });
  }

  #post(path: string, body: unknown): Promise<Response> {
    const { http, orchestratorUrl } = this.#options;
    return http.fetch('orchestrator', `${orchestratorUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: timeLimit(),
    });
  }
}
