/** What a probe found. Times in epoch ms. */
export interface ProbeResult {
  readonly service: string;
  readonly probe: string;
  readonly type: 'http' | 'api' | 'tcp' | 'tls' | 'dns' | 'postgres' | 'redis';
  readonly at: number;
  readonly tookMs: number;
  readonly state: 'healthy' | 'degraded' | 'failing' | 'no-data';
  /** For people: `200 in 84 ms`, `the certificate ends in 6 days`, `connection refused`. No secrets. */
  readonly text: string;
  /** Of PostgreSQL: connections in use and allowed. */
  readonly connections?: { readonly used: number; readonly max: number };
  /** Of an external API, by its rate-limit headers. */
  readonly rateLimit?: { readonly remaining?: number; readonly limit?: number; readonly resetAt?: number };
  readonly certificateEndsAt?: number;
}

export interface Probes {
  /** The last of each probe of the service. */
  latest(service: string): readonly ProbeResult[];
  all(): readonly ProbeResult[];
  /** Called with each result that is not like the one before. */
  onResult(listen: (result: ProbeResult) => void): () => void;
}

export const noProbes: Probes = { latest: () => [], all: () => [], onResult: () => () => undefined };
