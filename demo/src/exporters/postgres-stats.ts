import pg from 'pg';
import type { Sample } from './exposition.ts';

/** The counters of pg_stat_database that we pass on, under the names that postgres_exporter gives them. */
const counted = [
  'xact_commit',
  'xact_rollback',
  'blks_hit',
  'blks_read',
  'tup_returned',
  'tup_fetched',
  'tup_inserted',
  'tup_updated',
  'tup_deleted',
  'deadlocks',
  'temp_bytes',
] as const;

const activity = `
  SELECT datname, coalesce(state, 'unknown') AS state, count(*)::int AS count FROM pg_stat_activity
  WHERE backend_type = 'client backend' AND datname IS NOT NULL GROUP BY 1, 2`;
const databases = `
  SELECT datname, pg_database_size(datid)::float8 AS size, ${counted.map((name) => `${name}::float8`).join(', ')}
  FROM pg_stat_database WHERE datname NOT LIKE 'template%' AND datname <> 'postgres'`;
const settings = `
  SELECT current_setting('max_connections')::int AS max,
    current_setting('superuser_reserved_connections')::int AS reserved,
    extract(epoch FROM pg_postmaster_start_time())::float8 AS started,
    (SELECT coalesce(extract(epoch FROM max(now() - xact_start)), 0)::float8 FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()) AS longest`;

type Row = Readonly<Record<string, unknown>>;

const gauge = (name: string, value: unknown, labels: Record<string, string> = {}): Sample => ({
  name,
  type: 'gauge',
  value: Number(value),
  labels,
});

const activityOf = ({ datname, state, count }: Row): Sample =>
  gauge('pg_stat_activity_count', count, { datname: String(datname), state: String(state) });

function databaseOf(row: Row): Sample[] {
  const labels = { datname: String(row['datname']) };
  return [
    gauge('pg_database_size_bytes', row['size'], labels),
    ...counted.map((name) => ({
      name: `pg_stat_database_${name}`,
      type: 'counter' as const,
      value: Number(row[name]),
      labels,
    })),
  ];
}

const settingsOf = ({ max, reserved, started, longest }: Row): Sample[] => [
  gauge('pg_settings_max_connections', max),
  gauge('pg_settings_superuser_reserved_connections', reserved),
  gauge('pg_postmaster_start_time_seconds', started),
  gauge('pg_stat_activity_max_tx_duration', longest),
];

/** Asks PostgreSQL how it is, over one connection that it keeps: while all others are taken, it can still tell so. */
export class PostgresStats {
  readonly #url: string;
  #client: Promise<pg.Client> | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  async read(): Promise<Sample[]> {
    try {
      return [gauge('pg_up', 1), ...(await this.#ask())];
    } catch {
      await this.close();
      return [gauge('pg_up', 0)];
    }
  }

  async #ask(): Promise<Sample[]> {
    this.#client ??= this.#connect();
    const client = await this.#client;
    const rows = async (text: string): Promise<Row[]> => (await client.query<Row>(text)).rows;
    const [states, sizes, set] = [await rows(activity), await rows(databases), await rows(settings)];
    return [...states.map(activityOf), ...sizes.flatMap(databaseOf), ...set.flatMap(settingsOf)];
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'exporter',
      connectionTimeoutMillis: 2000,
      query_timeout: 2000,
    });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.then((open) => open.end()).catch(() => undefined);
  }
}
