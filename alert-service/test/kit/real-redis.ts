import { ensureRedis, redisAnswers, redisArgs } from '../../../scripts/servers/redis.ts';
import { freePort, type RealServer, startServer } from './child.ts';

export interface RealRedis extends RealServer {
  readonly url: string;
}

/** A real Redis of its own, in memory: what was in it is lost when it is killed. `more`: `['--requirepass', 'x']`. */
export async function startRedis(more: readonly string[] = []): Promise<RealRedis> {
  const [{ binary, env }, port] = await Promise.all([ensureRedis(), freePort()]);
  const server = await startServer({
    name: 'Redis',
    port,
    command: binary,
    args: [...redisArgs(port), ...more],
    options: { env: { ...process.env, ...env } },
    killBy: 'SIGKILL',
    answers: () => redisAnswers(port),
  });
  return { ...server, url: `redis://127.0.0.1:${port}` };
}
