/** Tasks in the order they came, and those that a worker has taken and not yet reported. */
export interface Task {
  readonly id: number;
  readonly workflow: string;
  readonly kind: 'order' | 'search' | 'payment' | 'sync';
}

interface Claim {
  readonly task: Task;
  readonly claimedAt: number;
}

export class TaskQueue {
  #waiting: Task[] = [];
  readonly #claimed = new Map<number, Claim>();
  #lastId = 0;

  get depth(): number {
    return this.#waiting.length;
  }

  add(workflow: string, kind: Task['kind']): void {
    this.#waiting.push({ id: ++this.#lastId, workflow, kind });
  }

  /** Tasks of workflows that rest stay where they are. */
  claim(most: number, { now, rests }: { now: number; rests: (workflow: string) => boolean }): Task[] {
    const tasks: Task[] = [];
    const left: Task[] = [];
    for (const task of this.#waiting)
      if (tasks.length < most && !rests(task.workflow)) tasks.push(task);
      else left.push(task);
    this.#waiting = left;
    for (const task of tasks) this.#claimed.set(task.id, { task, claimedAt: now });
    return tasks;
  }

  /** The task, if it was still claimed: a worker that answers twice or too late changes nothing. */
  settle(id: number): Task | undefined {
    const claim = this.#claimed.get(id);
    this.#claimed.delete(id);
    return claim?.task;
  }

  /** Tasks whose worker has not answered for `leaseMs`: it is gone. */
  abandoned(leaseMs: number, now: number): Task[] {
    const lost = [...this.#claimed.values()].filter((claim) => now - claim.claimedAt > leaseMs);
    for (const { task } of lost) this.#claimed.delete(task.id);
    return lost.map(({ task }) => task);
  }

  /** Nobody is to do these any more. */
  drop(workflow: string): void {
    this.#waiting = this.#waiting.filter((task) => task.workflow !== workflow);
  }

  clear(): Task[] {
    const dropped = this.#waiting;
    this.#waiting = [];
    return dropped;
  }
}
