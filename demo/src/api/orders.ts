import { every } from '../every.ts';
import type { DbPool } from './db-pool.ts';

const rows = 2000;

const schema = `
  CREATE TABLE IF NOT EXISTS orders (id int PRIMARY KEY, customer text NOT NULL, total int NOT NULL, paid_at timestamptz);
  INSERT INTO orders SELECT n, 'customer ' || n % 97, n % 500, NULL FROM generate_series(1, ${rows}) n ON CONFLICT DO NOTHING;
`;

/** What the API keeps in PostgreSQL. Each query also takes some time of its own, as real ones do. */
export class Orders {
  readonly #pool: DbPool;
  readonly #preparing: { stop(): void };

  constructor(pool: DbPool) {
    this.#pool = pool;
    this.#preparing = every(500, () => this.prepare());
  }

  /** Tried until it works once: the database may come later than the API, and anew when the demo starts again. */
  async prepare(): Promise<void> {
    try {
      await this.#pool.run(schema);
      this.#preparing.stop();
    } catch {
      // Not there yet.
    }
  }

  async find(id: number, seconds: number): Promise<void> {
    await this.#pool.query('select', 'SELECT orders.*, pg_sleep($2) FROM orders WHERE id = $1', [
      placeOf(id),
      seconds,
    ]);
  }

  async search(seconds: number): Promise<void> {
    const text = "SELECT count(*), pg_sleep($1) FROM orders WHERE customer LIKE '%7'";
    await this.#pool.query('select', text, [seconds]);
  }

  async pay(id: number, seconds: number): Promise<void> {
    const text = 'UPDATE orders SET paid_at = now() WHERE id = $1 RETURNING pg_sleep($2)';
    await this.#pool.query('update', text, [placeOf(id), seconds]);
  }

  close(): void {
    this.#preparing.stop();
  }
}

const placeOf = (id: number): number => (Number.isFinite(id) ? Math.abs(Math.trunc(id)) % rows : 0) + 1;
