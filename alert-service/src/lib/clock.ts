import { performance } from 'node:perf_hooks';

/** Takes an alarm back; harmless after it rang. */
export type Cancel = () => void;

/** The only door to time. `now` is wall-clock epoch ms; `elapsed` never goes back and measures lengths in ms. */
export interface Clock {
  now(): number;
  elapsed(): number;
  /**
   * Rings once at `time` (epoch ms, at once if past), never inside the call. A due time is data; this is only an alarm:
   * if the clock is set back meanwhile it rings when that much time has passed, and whoever is rung looks at the clock.
   */
  at(time: number, ring: () => void): Cancel;
  /** Resolves after what has already arrived was let in: the moment to take it as one batch. */
  turn(): Promise<void>;
}

/** Timers ring a little early, and clocks are slewed: only further behind than this a clock was set back. */
const slackMs = 1_000;

/** Node's timers overflow beyond 2^31-1 ms and then ring at once. */
const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  turn: () => new Promise((resolve) => void setImmediate(resolve)),
  at(time, ring) {
    let timer: NodeJS.Timeout;
    const latest = performance.now() + Math.max(0, time - Date.now()) + slackMs;
    const arm = (): void => {
      const wait = Math.max(0, Math.min(time - Date.now(), latest - performance.now()));
      timer =
        wait > longestTimerMs
          ? setTimeout(arm, longestTimerMs)
          : setTimeout(() => (Date.now() < time && performance.now() < latest ? arm() : ring()), wait);
    };
    arm();
    return () => clearTimeout(timer);
  },
};

/** Resolves at `time`, or rejects with the signal's reason as soon as it is aborted. */
export function until(clock: Clock, time: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortReason(signal));
    const onAbort = (): void => {
      cancel();
      if (signal) reject(abortReason(signal));
    };
    const cancel = clock.at(time, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted');
}
