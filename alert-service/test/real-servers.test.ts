import { expect, test } from '@jest/globals';
import pg from 'pg';
import { createClient } from '@redis/client';
import { startPostgres } from './kit/real-postgres.ts';
import { startRedis } from './kit/real-redis.ts';

test('a real PostgreSQL lets its user in with the password alone, refuses when it is full, and comes back after a crash with what it held', async () => {
  await using server = await startPostgres({ maxConnections: 5 });
  const first = new pg.Client({ connectionString: server.url });
  first.on('error', () => undefined);
  await first.connect();
  await first.query('CREATE TABLE orders (id int)');
  const second = new pg.Client({ connectionString: server.url });
  await second.connect();
  const refused = (url: string) => new pg.Client({ connectionString: url }).connect();
  await expect(refused(server.url)).rejects.toMatchObject({ code: '53300' });
  await second.end();
  await expect(refused(server.url.replace(server.password, 'wrong'))).rejects.toMatchObject({
    code: '28P01',
  });
  await server.kill();
  await server.up();
  const again = new pg.Client({ connectionString: server.url });
  await again.connect();
  expect((await again.query('SELECT count(*)::int AS n FROM orders')).rows).toEqual([{ n: 0 }]);
  await again.end();
}, 20_000);

test('a real Redis answers, and is empty after it was killed', async () => {
  await using server = await startRedis();
  const client = createClient({ url: server.url });
  client.on('error', () => undefined);
  await client.connect();
  await client.set('k', 'v');
  await server.kill();
  await server.up();
  expect(await client.get('k')).toBeNull();
  client.destroy();
}, 20_000);
