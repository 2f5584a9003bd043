import pg from 'pg';
import { every } from '../every.ts';
import { applicationName } from './db-pool.ts';

const most = 200;
const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '${applicationName}'`;

/** A report that opens a connection for each of its lines: soon the server has none left for anybody else. */
export class ConnectionHog {
  readonly #url: string;
  readonly #loop: { stop(): void };
  #held: pg.Client[] = [];
  #on = false;

  constructor(url: string) {
    this.#url = url;
    this.#loop = every(100, () => (this.#on ? this.#takeAll() : undefined));
  }

  set(on: boolean): void {
    this.#on = on;
    if (!on) void this.#giveBack();
  }

  /** The pool's own connections end too: else it would limp on with those it has. */
  async #takeAll(): Promise<void> {
    await this.#held[0]?.query(end).catch(() => undefined);
    while (this.#on && this.#held.length < most) {
      const client = new pg.Client({ connectionString: this.#url, application_name: 'report' });
      client.on('error', () => this.#forget(client));
      try {
        await client.connect();
      } catch {
        return;
      }
      this.#held.push(client);
      if (this.#held.length === 1) await client.query(end).catch(() => undefined);
    }
    if (!this.#on) await this.#giveBack();
  }

  #forget(client: pg.Client): void {
    this.#held = this.#held.filter((held) => held !== client);
  }

  async #giveBack(): Promise<void> {
    const held = this.#held;
    this.#held = [];
    await Promise.all(held.map((client) => client.end().catch(() => undefined)));
  }

  async close(): Promise<void> {
    this.#loop.stop();
    this.#on = false;
    await this.#giveBack();
  }
}
