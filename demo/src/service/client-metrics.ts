import { Histogram, type Registry } from 'prom-client';

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Calls other services and measures each call; `peer_service` says who was called, as OpenTelemetry has it. */
export class HttpClient {
  readonly #duration: Histogram<'peer_service' | 'method' | 'status'>;

  constructor(registry: Registry, peers: readonly string[]) {
    this.#duration = new Histogram({
      name: 'http_client_request_duration_seconds',
      help: 'Time until another service answered.',
      labelNames: ['peer_service', 'method', 'status'],
      buckets,
      registers: [registry],
    });
    for (const peer_service of peers) {
      const method = peer_service === 'orchestrator' ? 'POST' : 'GET';
      for (const status of ['200', '503', 'error']) this.#duration.zero({ peer_service, method, status });
    }
  }

  async fetch(peer: string, url: string, init: RequestInit = {}): Promise<Response> {
    const stop = this.#duration.startTimer({ peer_service: peer, method: init.method ?? 'GET' });
    try {
      const response = await fetch(url, init);
      stop({ status: String(response.status) });
      return response;
    } catch (error) {
      stop({ status: 'error' });
      throw error;
    }
  }
}

export interface DbPeer {
  readonly peer: string;
  readonly system: string;
  readonly operations: readonly string[];
}

/** Measures what a client asks of a database. */
export class DbClientMetrics {
  readonly #duration: Histogram<'peer_service' | 'db_system' | 'operation' | 'status'>;
  readonly #peer: DbPeer;

  constructor(registry: Registry, peer: DbPeer) {
    this.#peer = peer;
    this.#duration = new Histogram({
      name: 'db_client_operation_duration_seconds',
      help: 'Time until a database answered, the wait for a connection included.',
      labelNames: ['peer_service', 'db_system', 'operation', 'status'],
      buckets,
      registers: [registry],
    });
    for (const operation of peer.operations)
      for (const status of ['ok', 'error'])
        this.#duration.zero({ peer_service: peer.peer, db_system: peer.system, operation, status });
  }

  async measure<T>(operation: string, job: () => Promise<T>): Promise<T> {
    const { peer, system } = this.#peer;
    const stop = this.#duration.startTimer({ peer_service: peer, db_system: system, operation });
    try {
      const result = await job();
      stop({ status: 'ok' });
      return result;
    } catch (error) {
      stop({ status: 'error' });
      throw error;
    }
  }
}
