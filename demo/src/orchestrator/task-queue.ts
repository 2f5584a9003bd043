/** Tasks in the order they came, and those that a worker has taken and not yet reported. */
export interface Task {
  readonly id: number;
  readonly workflow: number;
  readonly kind: 'order' | 'search' | 'payment';
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

  add(workflow: number, kind: Task['kind']): void {
    this.#waiting.push({ id: ++this.#lastId, workflow, kind });
  }

  claim(most: number, now: number): Task[] {
    const tasks = this.#waiting.splice(0, most);
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

  clear(): Task[] {
    const dropped = this.#waiting;
    this.#waiting = [];
    return dropped;
  }
}
