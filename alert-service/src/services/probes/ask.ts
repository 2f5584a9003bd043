import type { ProbeSettings } from '#config/services/settings';
import type { Resolve } from '#channels/safe-fetch';
import type { Clock } from '#lib/clock';
import { askApi } from './api.ts';
import { askDns } from './dns.ts';
import { type Asking, createHiding, type Found, ofError } from './finding.ts';
import { askHttp } from './http.ts';
import type { ProbeResult } from './probe.ts';
import { askRedis } from './redis.ts';
import { askTcp } from './tcp.ts';
import { askTls } from './tls.ts';

export interface AskParts {
  readonly clock: Clock;
  readonly resolve?: Resolve;
  /** We stop: what is under way ends. */
  readonly stopping?: AbortSignal;
}

/** Asks once. Never rejects, and never takes longer than the probe has time. */
export async function ask(
  service: string,
  settings: ProbeSettings,
  { clock, resolve, stopping }: AskParts,
): Promise<ProbeResult> {
  const at = clock.now();
  const began = clock.elapsed();
  const ending = new AbortController();
  const cancel = clock.at(at + settings.timeoutMs, () => ending.abort());
  const signal = stopping ? AbortSignal.any([ending.signal, stopping]) : ending.signal;
  const { hide, scrub } = createHiding();
  const { timeoutMs } = settings;
  const asking: Asking = { signal, clock, timeoutMs, hide, ...(resolve && { resolve }) };
  const found = await Promise.race([kindOf(settings, asking), aborted(signal)])
    .catch((error: unknown) => ofError(error, asking, scrub))
    .finally(cancel);
  const tookMs = clock.elapsed() - began;
  return {
    service,
    probe: settings.name,
    type: settings.type,
    at,
    tookMs,
    ...found,
    text: scrub(found.text),
  };
}

/** So that nothing which does not look at the signal holds up the others. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('no answer in time')), { once: true });
  });

async function kindOf(settings: ProbeSettings, asking: Asking): Promise<Found> {
  switch (settings.type) {
    case 'http':
      return askHttp(settings, asking);
    case 'api':
      return askApi(settings, asking);
    case 'tcp':
      return askTcp(settings, asking);
    case 'tls':
      return askTls(settings, asking);
    case 'dns':
      return askDns(settings, asking);
    case 'postgres':
      // Its client is large, and of no use to whoever has no such probe.
      return (await import('./postgres.ts')).askPostgres(settings, asking);
    case 'redis':
      return askRedis(settings, asking);
  }
}
