import { overHttp } from '#channels/http-line';
import { createSafeFetch, type SafeFetch } from '#channels/safe-fetch';
import type { Evaluator } from '#engine/evaluator';
import { watchdogMeter } from '#engine/metrics/watchdog';
import { type CallOut, createWatchdog, type Watchdog } from '#engine/watchdog';
import { createWatchdogChecks, type Pulse } from '#engine/watchdog-checks';
import type { Closers } from '#lib/closers';
import type { AppParts, Foundation } from './parts.ts';

interface WatchdogSources {
  /** Its engine is to be given to the heart. */
  readonly pulse: Pulse;
  readonly evaluator: Pick<Evaluator, 'groups'>;
}

/** To be started once everything runs. */
export function watchdogFrom(
  { parts, inForce, metrics }: Foundation,
  { pulse, evaluator }: WatchdogSources,
  closers: Closers,
): Watchdog {
  const { clock, log, flags } = parts;
  const fetch = createSafeFetch({ trust: 'operator', clock });
  closers.add('connections of the watchdog', async () => fetch.close());
  return createWatchdog({
    clock,
    log,
    checks: createWatchdogChecks({
      pulse,
      clock,
      groups: () => evaluator.groups(),
      startDelayMs: flags['dispatch.start-delay'],
    }),
    callOut: callOutOver(fetch, parts),
    meter: watchdogMeter([metrics.registry]),
    settings: () => inForce.current().configuration.tocsin.watchdog,
  });
}

/** Without a reason a regular call; with one, the address that wants to know why there is none. */
const callOutOver =
  (fetch: SafeFetch, { clock, version }: Pick<AppParts, 'clock' | 'version'>): CallOut =>
  async (settings, broken) => {
    const { url, failUrl, method, body, http, timeoutMs } = settings;
    const slow = new AbortController();
    const cancel = clock.at(clock.now() + timeoutMs, () =>
      slow.abort(new DOMException('the call took too long', 'TimeoutError')),
    );
    const edge = { fetch, clock, version, signal: slow.signal };
    const told = broken === undefined ? { method, body } : { method: 'POST' as const, body: broken };
    try {
      const outcome = await overHttp('who is called by the watchdog', edge, async (line) => {
        const address = line.address(broken === undefined ? url : (failUrl ?? url));
        const { outcome } = await line.ask({
          url: address,
          ...told,
          ...(told.body !== undefined && { headers: { 'content-type': 'text/plain; charset=utf-8' } }),
          http,
        });
        return outcome;
      });
      return outcome.kind === 'done' ? undefined : outcome.error;
    } finally {
      cancel();
    }
  };
