import { Counter, type Registry } from 'prom-client';
import { addLiveGauge } from '../service/live-gauge.ts';
import { TaskQueue, type Task } from './task-queue.ts';
import { importKind, shortKind, type WorkflowKind } from './workflow-kinds.ts';

const statuses = ['started', 'completed', 'failed', 'cancelled', 'rejected'] as const;
type Status = (typeof statuses)[number];
const mostWaiting = 5000;
const keptEnded = 500;

export interface WorkflowEvent {
  readonly type: 'created' | 'started' | 'completed' | 'failed' | 'paused' | 'resumed' | 'cancelled';
  readonly workflow: string;
  readonly kind: WorkflowKind;
  readonly at: number;
  readonly durationMs?: number;
  readonly error?: string;
}

interface Workflow {
  readonly id: string;
  readonly kind: WorkflowKind;
  /** Tasks not given out yet, and tasks not done yet. */
  toGive: number;
  toDo: number;
  startedAt?: number;
  givenAt: number;
  paused: boolean;
}

/** Why what was asked cannot be done; or nothing, when it was. */
export type Refusal = string | undefined;

/** A workflow is some tasks; it is completed when all succeeded and failed at the first that did not. */
export class Workflows {
  readonly queue = new TaskQueue();
  readonly #unfinished = new Map<string, Workflow>();
  readonly #ended = new Map<string, { kind: WorkflowKind; failed: boolean }>();
  readonly #total: Counter<'status'>;
  readonly #tell: (event: WorkflowEvent) => void;
  /** Ids are not those of an earlier run. */
  readonly #run = Date.now().toString(36);
  #lastId = 0;

  constructor(registry: Registry, tell: (event: WorkflowEvent) => void) {
    this.#tell = tell;
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

  begin(kind?: WorkflowKind): boolean {
    if (this.queue.depth >= mostWaiting) {
      this.#count('rejected');
      return false;
    }
    const number = ++this.#lastId;
    this.#start(`wf-${this.#run}-${number}`, kind ?? shortKind(number));
    return true;
  }

  beginImport(): void {
    this.begin(importKind);
  }

  #start(id: string, kind: WorkflowKind): void {
    const { length } = kind.tasks;
    const workflow = { id, kind, toGive: length, toDo: length, givenAt: 0, paused: false };
    this.#unfinished.set(id, workflow);
    this.#ended.delete(id);
    this.#count('started');
    this.#say('created', workflow);
    this.#give(workflow, kind.paceMs === undefined ? length : 1);
  }

  #give(workflow: Workflow, count: number): void {
    const { tasks } = workflow.kind;
    for (const kind of tasks.slice(tasks.length - workflow.toGive).slice(0, count)) {
      this.queue.add(workflow.id, kind);
      workflow.toGive -= 1;
    }
    workflow.givenAt = Date.now();
  }

  /** The next tasks of those that go slowly. */
  giveOut(now: number): void {
    for (const workflow of this.#unfinished.values()) {
      const { toGive, paused, givenAt, kind } = workflow;
      const isDue = kind.paceMs !== undefined && now - givenAt >= kind.paceMs;
      if (isDue && toGive > 0 && !paused) this.#give(workflow, 1);
    }
  }

  claim(most: number, now: number): Task[] {
    const rests = (id: string): boolean => this.#unfinished.get(id)?.paused === true;
    const tasks = this.queue.claim(most, { now, rests });
    for (const task of tasks) {
      const workflow = this.#unfinished.get(task.workflow);
      if (!workflow || workflow.startedAt !== undefined) continue;
      workflow.startedAt = now;
      this.#say('started', workflow);
    }
    return tasks;
  }

  settle(task: Task, ok: boolean): void {
    const workflow = this.#unfinished.get(task.workflow);
    if (!workflow) return;
    if (!ok) return this.#end(workflow, 'failed', `the task ${task.kind} failed`);
    workflow.toDo -= 1;
    if (workflow.toDo === 0) this.#end(workflow, 'completed');
  }

  cancelWaiting(): void {
    for (const { workflow: id } of this.queue.clear()) {
      const workflow = this.#unfinished.get(id);
      if (workflow) this.#end(workflow, 'cancelled');
    }
  }

  pause(id: string): Refusal {
    const workflow = this.#unfinished.get(id);
    if (!workflow) return this.#whyNot(id);
    if (workflow.paused) return 'it is paused already';
    workflow.paused = true;
    this.#say('paused', workflow);
    return undefined;
  }

  resume(id: string): Refusal {
    const workflow = this.#unfinished.get(id);
    if (!workflow) return this.#whyNot(id);
    if (!workflow.paused) return 'it is not paused';
    workflow.paused = false;
    this.#say('resumed', workflow);
    return undefined;
  }

  cancel(id: string): Refusal {
    const workflow = this.#unfinished.get(id);
    if (!workflow) return this.#whyNot(id);
    this.#end(workflow, 'cancelled');
    return undefined;
  }

  /** Begins again what failed or was cancelled, under the same id. */
  retry(id: string): Refusal {
    if (this.#unfinished.has(id)) return 'it has not ended';
    const ended = this.#ended.get(id);
    if (!ended) return this.#whyNot(id);
    if (!ended.failed) return 'it was completed';
    this.#start(id, ended.kind);
    return undefined;
  }

  #whyNot(id: string): string {
    return this.#ended.has(id) ? 'it has ended' : 'it is not known here';
  }

  #end(workflow: Workflow, status: 'completed' | 'failed' | 'cancelled', error?: string): void {
    const { id, kind } = workflow;
    if (!this.#unfinished.delete(id)) return;
    this.queue.drop(id);
    this.#ended.set(id, { kind, failed: status !== 'completed' });
    for (const oldest of this.#ended.keys())
      if (this.#ended.size > keptEnded) this.#ended.delete(oldest);
      else break;
    this.#count(status);
    this.#say(status, workflow, error);
  }

  #say(type: WorkflowEvent['type'], { id, kind, startedAt }: Workflow, error?: string): void {
    const at = Date.now();
    const hasEnded = type === 'completed' || type === 'failed' || type === 'cancelled';
    this.#tell({
      type,
      workflow: id,
      kind,
      at,
      ...(hasEnded && startedAt !== undefined && { durationMs: at - startedAt }),
      ...(error !== undefined && { error }),
    });
  }

  #count(status: Status): void {
    this.#total.inc({ status });
  }
}
