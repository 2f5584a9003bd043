import { setTimeout as pause } from 'node:timers/promises';
import { Gauge, type Registry } from 'prom-client';

/** A pool of database connections; the database behind it is time passing. */
export class DbPool {
  readonly #max: number;
  #active = 0;
  #leaked = 0;
  #waiting: (() => void)[] = [];

  constructor(max: number, registry: Registry) {
    this.#max = max;
    const gauge = new Gauge({
      name: 'db_pool_connections',
      help: 'Connections of the database pool by state.',
      labelNames: ['state'],
      registers: [registry],
      collect: () => {
        gauge.set({ state: 'active' }, this.inUse);
        gauge.set({ state: 'idle' }, this.#max - this.inUse);
        gauge.set({ state: 'waiting' }, this.#waiting.length);
      },
    });
    const limit = new Gauge({
      name: 'db_pool_connections_max',
      help: 'Connections that the database pool may open.',
      registers: [registry],
    });
    limit.set(max);
  }

  get inUse(): number {
    return this.#active + this.#leaked;
  }

  async query(ms: number): Promise<void> {
    while (this.inUse >= this.#max) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#active += 1;
    await pause(ms);
    this.#active -= 1;
    this.#wakeOne();
  }

  /** Takes a connection that nobody will give back; always leaves two, so that the service limps and does not stop. */
  leakOne(): void {
    if (this.inUse < this.#max - 2) this.#leaked += 1;
  }

  reclaim(): void {
    this.#leaked = 0;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  #wakeOne(): void {
    this.#waiting.shift()?.();
  }
}
