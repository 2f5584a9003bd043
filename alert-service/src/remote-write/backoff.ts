import { type Clock, until } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Sent } from './send.ts';
import type { QueueSettings } from './settings.ts';

/** Waits between attempts, longer each time, and says when an outage begins and ends. */
export interface Backoff {
  /** Resolves when it may be tried again, or when the signal is aborted. */
  pause(failure: Extract<Sent, { kind: 'failed' }>): Promise<void>;
  gotThrough(): void;
}

export function createBackoff(parts: {
  readonly settings: Pick<QueueSettings, 'minBackoffMs' | 'maxBackoffMs'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}): Backoff {
  const { settings, clock, log, signal } = parts;
  let nextMs = settings.minBackoffMs;
  let failing = false;
  return {
    async pause({ error, retryAfterMs = 0 }) {
      if (!failing) log.warn('remote write does not get through; it is tried again', { err: error });
      failing = true;
      const waitMs = Math.max(nextMs, retryAfterMs);
      nextMs = Math.min(settings.maxBackoffMs, 2 * nextMs);
      await until(clock, clock.now() + waitMs, signal).catch(() => undefined);
    },
    gotThrough() {
      if (failing) log.info('remote write gets through again');
      failing = false;
      nextMs = settings.minBackoffMs;
    },
  };
}
