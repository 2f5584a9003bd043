import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCluster, postgresAnswers, postgresArgs } from '../../../scripts/servers/postgres-cluster.ts';
import { ensurePostgres } from '../../../scripts/servers/postgres.ts';
import { freePort, type RealServer, startServer } from './child.ts';

export interface RealPostgres extends RealServer {
  /** Of the owner of the database `shop`, who is no superuser. */
  readonly url: string;
  readonly password: string;
}

/**
 * A real PostgreSQL of its own; three of its connections are kept for superusers, and nobody can log in as one.
 * Half a second. `sql` is run by the superuser before it starts, one statement each.
 */
export async function startPostgres({
  maxConnections = 20,
  sql = [],
}: { maxConnections?: number; sql?: readonly string[] } = {}): Promise<RealPostgres> {
  const [found, port] = await Promise.all([ensurePostgres(), freePort()]);
  const folder = join(tmpdir(), `tocsin-postgres-${randomBytes(6).toString('hex')}`);
  const password = randomBytes(8).toString('hex');
  const shop = [`CREATE ROLE shop LOGIN PASSWORD '${password}'`, 'CREATE DATABASE shop OWNER shop'];
  await createCluster(found, { folder, sql: [...shop, ...sql] });
  const server = await startServer({
    name: 'PostgreSQL',
    port,
    command: found.postgres,
    args: postgresArgs(folder, { port, maxConnections }),
    options: found.runAs,
    killBy: 'SIGQUIT',
    answers: () => postgresAnswers(port),
    remove: () => rm(folder, { recursive: true, force: true }),
  });
  return { ...server, password, url: `postgres://shop:${password}@127.0.0.1:${port}/shop` };
}
