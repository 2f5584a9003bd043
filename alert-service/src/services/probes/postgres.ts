import { Socket, type SocketConnectOpts } from 'node:net';
import { Client, type ClientConfig, Query } from 'pg';
import { bareHost } from '#channels/address-guard';
import { codeOf } from '#channels/outcome';
import { checkLiteral, guardedLookup } from '#channels/safe-fetch';
import { revealed } from '#channels/credentials';
import { unescaped } from '#channels/transport/proxy';
import type { ProbeSettings } from '#config/services/settings';
import { type Asking, type Found, NotAsked, NotWell, outward, tookWords } from './finding.ts';

type PostgresSettings = Extract<ProbeSettings, { type: 'postgres' }>;

interface Connections {
  readonly used: number;
  readonly max: number;
}

/** From here on they are worth a look; with none left the next one is refused. */
const manyUsed = 0.8;
const mostRows = 100;
const mostAnswerBytes = 1024 * 1024;
const lookEachMs = 50;

/**
 * Of those that anybody may open: the ones kept for superusers and for `reserved_connections` are not among them. Who may
 * not read all of pg_stat_activity sees the row of each session all the same, without its type.
 */
const connectionsQuery = `select
  (select count(*)::int from pg_catalog.pg_stat_activity
    where usesysid is not null and datid is not null and coalesce(backend_type, 'client backend') = 'client backend') as used,
  current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
    - coalesce(nullif(current_setting('reserved_connections', true), '')::int, 0) as max`;

/** Connects as a client would, asks, and goes: a pool would hide that no new connection is taken. */
export async function askPostgres(settings: PostgresSettings, asking: Asking): Promise<Found> {
  const began = asking.clock.elapsed();
  const socket = new GuardedSocket(asking);
  const client = new Client(configFor(settings, socket, asking));
  // Unheard, the end of the connection would end the process.
  client.on('error', () => undefined);
  const stopWatching = watchOver(socket, asking);
  try {
    await endedBy(asking.signal, client.connect());
    const connections = await endedBy(asking.signal, connectionsOf(client));
    if (settings.query !== undefined)
      await endedBy(asking.signal, runWritten(client, settings.query, asking));
    return readPostgres(connections, asking.clock.elapsed() - began);
  } catch (error) {
    throw inWords(error);
  } finally {
    stopWatching();
    await goodbye(client, asking);
    socket.destroy();
  }
}

/** Without numbers (a pooler that knows no pg_stat_activity) an answer is well. */
function readPostgres(connections: Connections | undefined, tookMs: number): Found {
  const answered = `answered in ${tookWords(tookMs)}`;
  if (!connections) return { state: 'healthy', text: answered };
  const { used, max } = connections;
  const text = `${used} of ${max} connections in use; ${answered}`;
  if (used >= max) return { state: 'failing', text: `no connection is free: ${text}`, connections };
  return { state: used >= max * manyUsed ? 'degraded' : 'healthy', text, connections };
}

function configFor({ url: secret }: PostgresSettings, socket: Socket, asking: Asking): ClientConfig {
  const url = revealed(secret);
  if (!URL.canParse(url)) throw new NotAsked('its address is no postgres:// URL');
  const { password, hostname, username } = new URL(url);
  asking.hide(url, password, unescaped(password), `${username}:${password}`);
  checkLiteral(bareHost(hostname), outward);
  return {
    connectionString: url,
    stream: () => socket,
    connectionTimeoutMillis: asking.timeoutMs,
    application_name: 'tocsin probe',
  };
}

/** Goes only where the guard lets it, whatever name it is given. */
class GuardedSocket extends Socket {
  readonly #asking: Asking;

  constructor(asking: Asking) {
    super();
    this.#asking = asking;
  }

  override connect(options: SocketConnectOpts, listener?: () => void): this;
  override connect(port: number, host: string, listener?: () => void): this;
  override connect(port: number, listener?: () => void): this;
  override connect(path: string, listener?: () => void): this;
  override connect(to: SocketConnectOpts | number | string, host?: string | (() => void)): this {
    if (typeof to !== 'number' || typeof host !== 'string') {
      // A Unix socket is a way to this machine alone; it leads past no guard.
      return typeof to === 'string' ? super.connect(to) : this.destroy(new Error('it has no host'));
    }
    checkLiteral(bareHost(host), outward);
    return super.connect({ port: to, host, lookup: guardedLookup(outward, this.#asking.resolve) });
  }
}

/** Ends it when the time is up, and when more comes than a probe could want. */
function watchOver(socket: Socket, { signal, clock }: Asking): () => void {
  const abort = (): void => void socket.destroy();
  signal.addEventListener('abort', abort, { once: true });
  let cancel = (): void => undefined;
  const look = (): void => {
    if (socket.bytesRead > mostAnswerBytes) socket.destroy(new NotWell('it answers more than 1 MiB'));
    else if (!socket.destroyed) cancel = clock.at(clock.now() + lookEachMs, look);
  };
  look();
  return () => {
    signal.removeEventListener('abort', abort);
    cancel();
  };
}

/** Nothing of the client may outlast the time, whatever state it is in. */
function endedBy<Value>(signal: AbortSignal, doing: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new Error('no answer in time'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    doing.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** It may change nothing, and what we wait for no more the server ends too; both only until the connection is closed. */
async function runWritten(client: Client, text: string, { timeoutMs }: Asking): Promise<void> {
  await client.query(`begin read only; set local statement_timeout = ${Math.ceil(timeoutMs)}`);
  await run(client, text);
}

/** Its rows are counted and not kept: a hundred are answer enough. */
function run(client: Client, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let rows = 0;
    const query = new Query(text);
    query.on('row', () => {
      rows += 1;
      if (rows >= mostRows) resolve();
    });
    query.on('end', () => resolve());
    query.on('error', reject);
    client.query(query);
  });
}

async function connectionsOf(client: Client): Promise<Connections | undefined> {
  try {
    const { rows } = await client.query<{ used: unknown; max: unknown }>(connectionsQuery);
    const { used, max } = rows[0] ?? {};
    return typeof used === 'number' && typeof max === 'number' ? { used, max } : undefined;
  } catch (error) {
    if (!isOfServer(error)) throw error;
    return undefined;
  }
}

/** A client that is just cut off leaves a line in the log of the server each time. */
async function goodbye(client: Client, { signal }: Asking): Promise<void> {
  if (signal.aborted) return;
  await endedBy(signal, client.end()).catch(() => undefined);
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const byState: Readonly<Record<string, string>> = {
  '53300': 'no connection is free: too many clients (53300)',
  '28P01': 'it refuses the password: check the url of this probe (28P01)',
  '28000': 'it does not let this user in: check the url of this probe and pg_hba.conf (28000)',
  '3D000': 'there is no such database: check the url of this probe (3D000)',
  '57P03': 'it takes no connections now: it is starting up, shutting down or recovering (57P03)',
  '57P01': 'it ended the connection: it is shutting down (57P01)',
};

function inWords(error: unknown): unknown {
  const state = codeOf(error) ?? '';
  const known = byState[state];
  if (known !== undefined) return new NotWell(known);
  return isOfServer(error) ? new NotWell(`${error.message} (${state})`) : error;
}

const isOfServer = (error: unknown): error is Error =>
  Error.isError(error) && 'severity' in error && /^[0-9A-Z]{5}$/u.test(codeOf(error) ?? '');
