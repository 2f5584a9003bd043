import { systemClock } from '#lib/clock';

/** Why a question was broken off by us. */
export type Ended = 'expired' | 'given-up';

export interface Deadline {
  readonly signal: AbortSignal;
  ended(): Ended | undefined;
  /** Once it is answered, nothing waits any more. */
  clear(): void;
}

/** A time limit and the asker's own signal as one. By hand: `AbortSignal.any` and `timeout` take eight times as long. */
export function deadlineAfter(timeoutMs: number, given: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let ended: Ended | undefined;
  const end = (why: Ended): void => {
    ended ??= why;
    controller.abort();
  };
  const giveUp = (): void => end('given-up');
  const cancel = systemClock.at(systemClock.now() + timeoutMs, () => end('expired'));
  given?.addEventListener('abort', giveUp, { once: true });
  if (given?.aborted) giveUp();
  return {
    signal: controller.signal,
    ended: () => ended,
    clear() {
      cancel();
      given?.removeEventListener('abort', giveUp);
    },
  };
}
