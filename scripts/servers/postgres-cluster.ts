import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Postgres } from './postgres.ts';
import { lastLine } from './run-quietly.ts';

export interface ClusterOptions {
  /** Emptied first; the server's user must be able to get there. */
  readonly folder: string;
  /** Run by the superuser, who has no password and so cannot log in later. One statement a line. */
  readonly sql: readonly string[];
}

interface Run {
  readonly input?: string;
  readonly postgres: Postgres;
}

async function run([command = '', ...args]: string[], { input = '', postgres }: Run): Promise<void> {
  const child = spawn(command, args, { ...postgres.runAs, cwd: '/', stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stdin.on('error', () => undefined).end(input);
  await once(child, 'close');
  if (child.exitCode !== 0 || /\b(?:ERROR|FATAL):/.test(output))
    throw new Error(`${command} failed: ${/(?:ERROR|FATAL): .*/.exec(output)?.[0] ?? lastLine(output)}`);
}

/** A database of its own, made anew: half a second. What it holds may be lost with the machine. */
export async function createCluster(postgres: Postgres, { folder, sql }: ClusterOptions): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid, gid } = postgres.runAs;
  if (uid !== undefined && gid !== undefined) await chown(folder, uid, gid);
  const settings = ['wal_level=minimal', 'max_wal_senders=0', 'shared_buffers=16MB', 'fsync=off'];
  await run(
    [
      postgres.initdb,
      ...['-D', folder, '-U', 'postgres', '--no-locale', '-E', 'UTF8', '--auth=trust'],
      ...['--no-sync', '--no-instructions'],
    ],
    { postgres },
  );
  await writeFile(join(folder, 'postgresql.auto.conf'), `${settings.join('\n')}\n`);
  await run([postgres.postgres, '--single', '-D', folder, '-j', 'postgres'], {
    postgres,
    input: sql.map((statement) => `${statement};\n\n`).join(''),
  });
  const doors = join(folder, 'pg_hba.conf');
  await writeFile(doors, 'host all all 127.0.0.1/32 scram-sha-256\n');
  await chmod(doors, 0o644);
}

/** On this machine only, and without a socket file that would stay behind. */
export const postgresArgs = (
  folder: string,
  { port, maxConnections }: { port: number; maxConnections: number },
): string[] => [
  ...['-D', folder, '-p', String(port)],
  ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
  ...['-c', `max_connections=${maxConnections}`],
];

/** As a client begins: 3.0, then the user's name. What starts up or has no room left answers with an error. */
function hello(): Buffer {
  const body = Buffer.from('\0\x03\0\0user\0probe\0\0', 'latin1');
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([length, body]);
}

/** Whether it would let somebody in who knows a password. */
export async function postgresAnswers(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setTimeout(1000, () => socket.destroy(new Error('silent')));
  try {
    await once(socket, 'connect');
    socket.write(hello());
    const answers: unknown[] = await once(socket, 'data');
    return String(answers[0]).startsWith('R');
  } finally {
    socket.destroy();
  }
}
