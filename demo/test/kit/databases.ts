import { startPostgres } from '../../../alert-service/test/kit/real-postgres.ts';
import { startRedis } from '../../../alert-service/test/kit/real-redis.ts';
import { startExporters } from '../../src/exporters/exporters.ts';

export interface Databases extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Of PostgreSQL's and Redis's exporters. */
  readonly exporters: string;
}

/** What the demo services keep things in, with the roles and the limits that `npm start` gives. */
export async function startDatabases(): Promise<Databases> {
  await using started = new AsyncDisposableStack();
  const monitor = "CREATE ROLE monitor LOGIN PASSWORD 'monitor' IN ROLE pg_monitor";
  const [postgres, redis] = await Promise.all([
    startPostgres({ maxConnections: 40, sql: [monitor] }).then((server) => started.use(server)),
    startRedis().then((server) => started.use(server)),
  ]);
  const databaseUrl = `postgres://monitor:monitor@127.0.0.1:${postgres.port}/shop`;
  const exporters = started.adopt(
    await startExporters({ host: '127.0.0.1', port: 0, databaseUrl, redisUrl: redis.url }),
    (server) => server.close(),
  );
  const all = started.move();
  return {
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    exporters: exporters.url,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
