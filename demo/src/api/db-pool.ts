import pg from 'pg';
import { Gauge, type Registry } from 'prom-client';
import { DbClientMetrics } from '../service/client-metrics.ts';
import { addLiveGauge } from '../service/live-gauge.ts';

export const applicationName = 'api';
const waitMs = 1000;

export interface DbPoolOptions {
  readonly url: string;
  readonly max: number;
}

/** The API's connections to PostgreSQL. Who finds none free waits a second, and is then refused. */
export class DbPool {
  readonly #pool: pg.Pool;
  readonly #client: DbClientMetrics;
  #taken: Promise<pg.PoolClient>[] = [];

  constructor({ url, max }: DbPoolOptions, registry: Registry) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max,
      application_name: applicationName,
      connectionTimeoutMillis: waitMs,
      query_timeout: 3000,
    });
    // A connection that the server ends while nobody uses it; the next one is opened when it is needed.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => void client.on('error', () => undefined));
    this.#client = new DbClientMetrics(registry, {
      peer: 'postgres',
      system: 'postgresql',
      operations: ['select', 'update'],
    });
    this.#measure(registry);
  }

  #measure(registry: Registry): void {
    const pool = this.#pool;
    const gauge = new Gauge({
      name: 'db_pool_connections',
      help: 'Connections of the database pool by state.',
      labelNames: ['state'],
      registers: [registry],
      collect: () => {
        gauge.set({ state: 'active' }, pool.totalCount - pool.idleCount);
        gauge.set({ state: 'idle' }, pool.idleCount);
        gauge.set({ state: 'waiting' }, pool.waitingCount);
      },
    });
    addLiveGauge(registry, {
      name: 'db_pool_connections_max',
      help: 'Connections that the database pool may open.',
      read: () => pool.options.max,
    });
  }

  query(operation: 'select' | 'update', text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
    return this.#client.measure(operation, () => this.#pool.query(text, [...values]));
  }

  /** Without measuring: what the service does for itself. */
  run(text: string): Promise<pg.QueryResult> {
    return this.#pool.query(text);
  }

  /** Takes a connection that nobody will give back, until none is left. */
  async leakOne(): Promise<void> {
    if (this.#taken.length >= this.#pool.options.max) return;
    const connecting = this.#pool.connect();
    this.#taken.push(connecting);
    await connecting.catch(() => {
      this.#taken = this.#taken.filter((taken) => taken !== connecting);
    });
  }

  reclaim(): void {
    for (const taken of this.#taken)
      taken.then(
        (client) => client.release(),
        () => undefined,
      );
    this.#taken = [];
  }

  async close(): Promise<void> {
    this.reclaim();
    await this.#pool.end();
  }
}
