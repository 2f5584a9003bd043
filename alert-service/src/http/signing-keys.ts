import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';

export type KeySet = ReturnType<typeof createLocalJWKSet>;

/** Public keys by address, remembered. */
export interface SigningKeys {
  /** Rejects where there are none. */
  current(): Promise<KeySet>;
  /** After a key was not among them: asked anew, unless that was done a moment ago. */
  afresh(): Promise<KeySet>;
}

/** Keys that the operator pinned: read at each use, since a file is changed without a word. */
export function keysInFile(read: () => JSONWebKeySet): SigningKeys {
  const keys = async (): Promise<KeySet> => createLocalJWKSet(read());
  return { current: keys, afresh: keys };
}

interface Parts {
  /** Rejects with why not. */
  readonly load: () => Promise<JSONWebKeySet>;
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly log: Log;
}

/** As long as Grafana says that its answer keeps. */
const freshMs = 3_600_000;
/** Nobody can make us ask more often than that, whatever keys are named. */
const askedAgainMs = 60_000;
/** While the address fails, what it once said is believed for so long. */
const staleMs = 24 * 3_600_000;

export function createSigningKeys({ load, clock, log }: Parts): SigningKeys {
  let kept: { readonly keys: KeySet; readonly at: number } | undefined;
  let askedAt = -Infinity;
  let asking: Promise<void> | undefined;
  let failure: Error | undefined;

  const ask = async (): Promise<void> => {
    askedAt = clock.elapsed();
    try {
      kept = { keys: createLocalJWKSet(await load()), at: clock.elapsed() };
      failure = undefined;
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      log.warn('Grafana’s signing keys cannot be read', {
        err: failure,
        ...(kept && { using: 'those read before' }),
      });
    }
  };
  const asked = (): Promise<void> => {
    if (!asking && clock.elapsed() - askedAt < askedAgainMs) return Promise.resolve();
    asking ??= ask().finally(() => (asking = undefined));
    return asking;
  };
  const keysAtMost = (age: number): KeySet | undefined =>
    kept && clock.elapsed() - kept.at < age ? kept.keys : undefined;
  const usable = (): KeySet => {
    const keys = keysAtMost(staleMs);
    if (keys) return keys;
    throw failure ?? new Error('they were not read yet');
  };

  return {
    async current() {
      const fresh = keysAtMost(freshMs);
      if (fresh) return fresh;
      // Those read before serve meanwhile: nobody waits for an address that hangs.
      const stale = keysAtMost(staleMs);
      const done = asked();
      if (stale) return stale;
      await done;
      return usable();
    },
    async afresh() {
      await asked();
      return usable();
    },
  };
}
