import { createClient } from '@redis/client';
import { setTimeout as pause } from 'node:timers/promises';
import { Counter, type Registry } from 'prom-client';
import { DbClientMetrics } from '../service/client-metrics.ts';
import type { WorkflowEvent } from './workflows.ts';

const events = 'workflow:events';
const keptEvents = 20_000;

/** Tells a Redis stream what becomes of workflows. While Redis is away, what it would have been told is lost, and counted. */
export class WorkflowStream {
  readonly #client: ReturnType<typeof createClient>;
  readonly #metrics: DbClientMetrics;
  readonly #told: Counter<'outcome'>;
  readonly #connecting: Promise<unknown>;

  constructor(url: string, registry: Registry) {
    this.#client = createClient({
      url,
      disableOfflineQueue: true,
      socket: { connectTimeout: 2000, reconnectStrategy: 500 },
    });
    this.#client.on('error', () => undefined);
    this.#metrics = new DbClientMetrics(registry, {
      peer: 'redis',
      system: 'redis',
      operations: ['xadd'],
    });
    this.#told = new Counter({
      name: 'workflow_events_total',
      help: 'Events of workflows, by whether the stream took them.',
      labelNames: ['outcome'],
      registers: [registry],
    });
    for (const outcome of ['told', 'lost']) this.#told.inc({ outcome }, 0);
    this.#connecting = this.#client.connect().catch(() => undefined);
  }

  /** Connected, or not within a second: it goes on trying. */
  async ready(): Promise<void> {
    await Promise.race([this.#connecting, pause(1000, undefined, { ref: false })]);
  }

  tell({ type, workflow, kind, at, durationMs, error }: WorkflowEvent): void {
    const fields = {
      type,
      workflow_id: workflow,
      workflow_type: kind.type,
      agent: kind.agent,
      at: String(at),
      ...(durationMs !== undefined && { duration_ms: String(durationMs) }),
      ...(error !== undefined && { error }),
    };
    void this.add(events, fields, keptEvents).then((ok) => this.#told.inc({ outcome: ok ? 'told' : 'lost' }));
  }

  async add(stream: string, fields: Record<string, string>, kept: number): Promise<boolean> {
    const trim = { strategy: 'MAXLEN', strategyModifier: '~', threshold: kept } as const;
    try {
      await this.#metrics.measure('xadd', () => this.#client.xAdd(stream, '*', fields, { TRIM: trim }));
      return true;
    } catch {
      return false;
    }
  }

  close(): void {
    this.#client.destroy();
  }
}
