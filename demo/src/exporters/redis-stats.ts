import { createClient } from '@redis/client';
import type { Sample } from './exposition.ts';

/** Fields of INFO, under the names that redis_exporter gives them. */
const gauges = {
  connected_clients: 'redis_connected_clients',
  blocked_clients: 'redis_blocked_clients',
  used_memory: 'redis_memory_used_bytes',
  maxmemory: 'redis_memory_max_bytes',
  uptime_in_seconds: 'redis_uptime_in_seconds',
} as const;
const counters = {
  total_commands_processed: 'redis_commands_processed_total',
  total_connections_received: 'redis_connections_received_total',
  evicted_keys: 'redis_evicted_keys_total',
} as const;
const streams = ['workflow:events', 'workflow:commands', 'workflow:answers'];

function samplesOf(info: string): Sample[] {
  const fields = new Map(info.split(/\r?\n/).map((line) => [line.split(':')[0], line.split(':')[1]]));
  const of = (names: Readonly<Record<string, string>>, type: Sample['type']): Sample[] =>
    Object.entries(names).flatMap(([field, name]) =>
      fields.has(field) ? [{ name, type, value: Number(fields.get(field)) }] : [],
    );
  return [...of(gauges, 'gauge'), ...of(counters, 'counter')];
}

/** Asks Redis how it is, and how long its streams are. */
export class RedisStats {
  readonly #client: ReturnType<typeof createClient>;

  constructor(url: string) {
    this.#client = createClient({
      url,
      disableOfflineQueue: true,
      commandOptions: { timeout: 2000 },
      socket: { connectTimeout: 2000, reconnectStrategy: 500 },
    });
    this.#client.on('error', () => undefined);
    this.#client.connect().catch(() => undefined);
  }

  async read(): Promise<Sample[]> {
    try {
      const info = await this.#client.info();
      return [{ name: 'redis_up', type: 'gauge', value: 1 }, ...samplesOf(info), ...(await this.#lengths())];
    } catch {
      return [{ name: 'redis_up', type: 'gauge', value: 0 }];
    }
  }

  #lengths(): Promise<Sample[]> {
    return Promise.all(
      streams.map(async (stream) => ({
        name: 'redis_stream_length',
        type: 'gauge' as const,
        labels: { stream },
        value: await this.#client.xLen(stream),
      })),
    );
  }

  close(): void {
    this.#client.destroy();
  }
}
