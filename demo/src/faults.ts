/** What can be broken on command: one list for the services, for `npm run break` and for its help. */
export interface Fault {
  readonly name: string;
  /** The service that misbehaves. */
  readonly service: ServiceName;
  /** What is done to it, as a person would say it. */
  readonly does: string;
  /** The alert that follows, and how long it takes at most until it is told. */
  readonly alert: string;
  readonly seconds: number;
  /** The version of the service that is said to have been deployed a moment before. */
  readonly after?: string;
}

export const serviceNames = ['orchestrator', 'worker', 'api'] as const;
export type ServiceName = (typeof serviceNames)[number];

export const faults = [
  {
    name: 'errors',
    service: 'api',
    does: 'the API answers four in ten requests with 500',
    alert: 'HighErrorRate',
    seconds: 30,
    after: '2.41.0',
  },
  {
    name: 'latency',
    service: 'api',
    does: 'each request to the API takes about a second longer',
    alert: 'SlowResponses',
    seconds: 30,
  },
  {
    name: 'database',
    service: 'api',
    does: 'the API forgets to give database connections back, until none is left and requests fail',
    alert: 'DatabasePoolNearLimit',
    seconds: 30,
    after: '2.41.0',
  },
  {
    name: 'postgres',
    service: 'api',
    does: 'a report takes all connections of the PostgreSQL server, and the API is refused',
    alert: 'PostgresConnectionsNearLimit',
    seconds: 30,
    after: '2.41.0',
  },
  {
    name: 'queue',
    service: 'orchestrator',
    does: 'forty times the usual work arrives, and the queue grows',
    alert: 'QueueBacklog',
    seconds: 30,
  },
  {
    name: 'workers',
    service: 'worker',
    does: 'all workers stop taking work, while their process goes on answering',
    alert: 'NoWorkers',
    seconds: 30,
  },
  {
    name: 'memory',
    service: 'worker',
    does: 'the worker process leaks memory, up to 300 MiB',
    alert: 'MemoryHigh',
    seconds: 45,
  },
  {
    name: 'rate-limit',
    service: 'worker',
    does: 'the workers use up the hourly limit of an external API',
    alert: 'ExternalApiRateLimitLow',
    seconds: 30,
  },
] as const satisfies readonly Fault[];

export type FaultName = (typeof faults)[number]['name'];

export const faultsOf = (service: ServiceName): readonly Fault[] =>
  faults.filter((fault) => fault.service === service);
