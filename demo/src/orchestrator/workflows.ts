import { Counter, type Registry } from 'prom-client';
import { addLiveGauge } from '../service/live-gauge.ts';
import { TaskQueue, type Task } from './task-queue.ts';

const tasksOfWorkflow = ['order', 'search', 'payment'] as const;
const statuses = ['started', 'completed', 'failed', 'cancelled', 'rejected'] as const;
type Status = (typeof statuses)[number];
const mostWaiting = 5000;

/** A workflow is three tasks; it is completed when all succeeded and failed at the first that did not. */
export class Workflows {
  readonly queue = new TaskQueue();
  readonly #unfinished = new Map<number, number>();
  readonly #total: Counter<'status'>;
  #lastId = 0;

  constructor(registry: Registry) {
    this.#total = new Counter({
      name: 'workflows_total',
      help: 'Workflows by what became of them.',
      labelNames: ['status'],
      registers: [registry],
    });
    for (const status of statuses) this.#total.inc({ status }, 0);
    addLiveGauge(registry, {
      name: 'workflows_running',
      help: 'Workflows begun and not ended.',
      read: () => this.#unfinished.size,
    });
    addLiveGauge(registry, {
      name: 'queue_depth',
      help: 'Tasks that wait for a worker.',
      labels: { queue: 'tasks' },
      read: () => this.queue.depth,
    });
  }

  begin(): boolean {
    if (this.queue.depth >= mostWaiting) {
      this.#count('rejected');
      return false;
    }
    const id = ++this.#lastId;
    this.#unfinished.set(id, tasksOfWorkflow.length);
    for (const kind of tasksOfWorkflow) this.queue.add(id, kind);
    this.#count('started');
    return true;
  }

  settle(task: Task, ok: boolean): void {
    if (!ok) return this.#end(task.workflow, 'failed');
    const left = this.#unfinished.get(task.workflow);
    if (left === undefined) return;
    if (left === 1) this.#end(task.workflow, 'completed');
    else this.#unfinished.set(task.workflow, left - 1);
  }

  cancelWaiting(): void {
    for (const task of this.queue.clear()) this.#end(task.workflow, 'cancelled');
  }

  #end(id: number, status: Status): void {
    if (this.#unfinished.delete(id)) this.#count(status);
  }

  #count(status: Status): void {
    this.#total.inc({ status });
  }
}
