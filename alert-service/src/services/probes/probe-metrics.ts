import { Gauge, type Registry } from 'prom-client';
import type { ProbeResult, Probes } from './probe.ts';

type Read = (result: ProbeResult) => number | undefined;

/** What each probe last found, read when it is scraped: what is asked no more is gone at once. */
export function showProbes(probes: Pick<Probes, 'all'>, registry: Registry): void {
  const gauge = (name: string, help: string, read: Read): void =>
    void new Gauge({
      name,
      help,
      labelNames: ['service', 'probe'],
      registers: [registry],
      collect() {
        this.reset();
        for (const result of probes.all()) {
          const value = read(result);
          if (value !== undefined) this.set({ service: result.service, probe: result.probe }, value);
        }
      },
    });
  gauge('tocsin_probe_success', '1: it was answered as it should be, if slowly; 0: it was not.', success);
  gauge('tocsin_probe_duration_seconds', 'How long the last one took.', ({ tookMs }) => tookMs / 1_000);
  gauge('tocsin_probe_connections_used', 'Connections of PostgreSQL in use.', (of) => of.connections?.used);
  gauge(
    'tocsin_probe_connections_max',
    'Connections of PostgreSQL that may be.',
    (of) => of.connections?.max,
  );
  gauge('tocsin_certificate_expires_timestamp', 'When the certificate ends (epoch seconds).', (of) =>
    of.certificateEndsAt === undefined ? undefined : of.certificateEndsAt / 1_000,
  );
  gauge(
    'tocsin_external_api_rate_limit_remaining',
    'Requests that are left.',
    (of) => of.rateLimit?.remaining,
  );
  gauge(
    'tocsin_external_api_rate_limit_limit',
    'Requests that may be in a window.',
    (of) => of.rateLimit?.limit,
  );
  gauge('tocsin_external_api_rate_limit_reset_timestamp', 'When all are left again (epoch seconds).', (of) =>
    of.rateLimit?.resetAt === undefined ? undefined : of.rateLimit.resetAt / 1_000,
  );
}

/** Nobody knows: no number. */
const success: Read = ({ state }) => (state === 'no-data' ? undefined : state === 'failing' ? 0 : 1);
