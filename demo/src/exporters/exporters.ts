import express, { type Request, type Response } from 'express';
import { listen, type Listening } from '../listen.ts';
import { exposition, type Sample } from './exposition.ts';
import { PostgresStats } from './postgres-stats.ts';
import { RedisStats } from './redis-stats.ts';

export interface ExportersOptions {
  host: string;
  port: number;
  databaseUrl: string;
  redisUrl: string;
}

/** What postgres_exporter and redis_exporter would tell Prometheus, as far as the demo's dashboards and rules need it. */
export async function startExporters(options: ExportersOptions): Promise<Listening> {
  const postgres = new PostgresStats(options.databaseUrl);
  const redis = new RedisStats(options.redisUrl);
  const app = express().disable('x-powered-by').disable('etag');
  const answer = (read: () => Promise<readonly Sample[]>) => async (_request: Request, response: Response) =>
    void response.type('text/plain; version=0.0.4').send(exposition(await read()));
  app.get(
    '/metrics/postgres',
    answer(() => postgres.read()),
  );
  app.get(
    '/metrics/redis',
    answer(() => redis.read()),
  );
  const server = await listen(app, options);
  return {
    ...server,
    close: async () => {
      redis.close();
      await Promise.all([server.close(), postgres.close()]);
    },
  };
}
