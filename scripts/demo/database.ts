import { createHash, randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inRoot, inState } from '../checkout.ts';
import { createCluster } from '../servers/postgres-cluster.ts';
import { type Postgres, reachable } from '../servers/postgres.ts';

/** The password in provisioning/, which Docker's containers use among themselves. */
const written = 'demo-only';

/** How one logs in to the PostgreSQL of this run. */
export interface Database {
  /** Of the API, and of whoever watches. */
  readonly shopUrl: string;
  readonly monitorUrl: string;
  readonly password: string;
}

export function databaseAt(port: number): Database {
  const password = randomBytes(12).toString('hex');
  const as = (user: string): string => `postgres://${user}:${password}@127.0.0.1:${port}/shop`;
  return { password, shopUrl: as('shop'), monitorUrl: as('monitor') };
}

/** The statements of roles.sql with another password. */
export async function rolesSql(password: string): Promise<string[]> {
  const text = await readFile(inRoot('provisioning', 'postgres', 'roles.sql'), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('--'));
  return lines.map((line) => line.replaceAll(written, password).replace(/;$/, ''));
}

export const withPassword = (text: string, password: string): string => text.replaceAll(written, password);

/** In .tocsin/, or where the server's user can get to. */
function clusterFolder({ runAs }: Postgres): string {
  const wanted = inState('postgres');
  if (runAs.uid === undefined || reachable(dirname(wanted))) return wanted;
  const name = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  return join(tmpdir(), `tocsin-demo-postgres-${name}`);
}

export interface Cluster {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Made anew for each run: what the demo keeps in it is of no worth after it. */
export async function makeCluster(found: Postgres, { password }: Database): Promise<Cluster> {
  const folder = clusterFolder(found);
  await createCluster(found, { folder, sql: await rolesSql(password) });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
