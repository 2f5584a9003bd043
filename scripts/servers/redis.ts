import { once } from 'node:events';
import { connect } from 'node:net';
import { ensureServer, type EnsureOptions, type RealServer } from './real-server.ts';

const redisServer: RealServer = {
  name: 'redis',
  programs: ['redis-server'],
  debian: [
    'redis-server',
    'redis-tools',
    'libjemalloc2',
    'liblua5.1-0',
    'liblzf1',
    'libatomic1',
    'lua-cjson',
    'lua-bitop',
  ],
  debianIfAny: ['libssl3', 'libssl3t64'],
  homebrew: 'redis',
  remedy:
    'Install Redis (https://redis.io/docs/latest/operate/oss_and_stack/install/) and put redis-server on the PATH.',
};

export interface Redis {
  readonly binary: string;
  /** To be laid over the environment of the child: `{ ...process.env, ...env }`. */
  readonly env: Record<string, string>;
}

/** A real Redis: the PATH's, else Debian's or Homebrew's without root. */
export async function ensureRedis(options: EnsureOptions = {}): Promise<Redis> {
  const { paths, env } = await ensureServer(redisServer, options);
  return { binary: paths.get('redis-server') ?? 'redis-server', env };
}

/** All in memory and on this machine only; the title stays what it was started as, so that it is known again. */
export const redisArgs = (port: number): string[] => [
  ...['--port', String(port)],
  ...['--bind', '127.0.0.1'],
  ...['--save', ''],
  ...['--appendonly', 'no'],
  ...['--maxmemory', '64mb'],
  ...['--set-proc-title', 'no'],
];

/** Whether it answers a PING. */
export async function redisAnswers(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setTimeout(1000, () => socket.destroy(new Error('silent')));
  try {
    await once(socket, 'connect');
    socket.write('PING\r\n');
    const answers: unknown[] = await once(socket, 'data');
    return /^(?:\+PONG|-NOAUTH)/u.test(String(answers[0]));
  } finally {
    socket.destroy();
  }
}
