import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { Loop } from '#lib/loop';
import type { Log } from '#lib/log';
import type { Engine } from './engine.ts';

export interface DispatcherParts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  /** `--dispatch.start-delay`, counted from here: nothing is flushed before; what was due earlier waits for it. */
  readonly startDelayMs?: number;
}

/** Flushes groups when they are due. Their due times are rows; this holds only the alarm for the earliest. */
export function createDispatcher({ engine, clock, log, startDelayMs = 0 }: DispatcherParts): Loop {
  const begunAt = clock.elapsed();
  const ring = (): void =>
    void step(clock.now()).catch((error: unknown) => log.warn('a flush failed', { err: error }));
  const alarm = createAlarm(clock, ring);
  const closers: (() => void)[] = [];
  let asking = false;

  const step = async (now: number): Promise<number> => {
    if (asking) return due();
    if (due() > now) {
      nudge();
      return due();
    }
    asking = true;
    try {
      await engine.submit({ kind: 'due' });
    } finally {
      asking = false;
    }
    nudge();
    return due();
  };
  /** A length, not a time of the clock: set back, it would hold every flush for as long. */
  const notBefore = (): number => {
    const leftMs = begunAt + startDelayMs - clock.elapsed();
    return leftMs > 0 ? clock.now() + leftMs : 0;
  };
  const due = (): number => Math.max(engine.state().flushes.next(), notBefore());
  const nudge = (): void => alarm.set(due());

  /**
   * What a commit has made due is asked for at once, ahead of the attempts that it has made due too: what waits for a
   * receiver is brought up to date before it goes out. What a flush has left for later waits its turn behind all others.
   */
  const look = (): void => {
    if (!asking && due() <= clock.now()) ring();
    else nudge();
  };

  return {
    start() {
      closers.push(engine.onCommit(look), engine.onRecovered(nudge));
      nudge();
    },
    nudge,
    step,
    async stop() {
      for (const close of closers.splice(0)) close();
      alarm.clear();
    },
  };
}
