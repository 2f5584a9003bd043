import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { Loop } from '#lib/loop';
import type { Log } from '#lib/log';
import type { Engine } from './engine.ts';

/** Flushes groups when they are due. Their due times are rows; this holds only the alarm for the earliest. */
export function createDispatcher(engine: Engine, clock: Clock, log: Log): Loop {
  const ring = (): void =>
    void step(clock.now()).catch((error: unknown) => log.warn('a flush failed', { err: error }));
  const alarm = createAlarm(clock, ring);
  const closers: (() => void)[] = [];
  let asking = false;

  const step = async (now: number): Promise<number> => {
    if (engine.state().flushes.next() > now || asking) return engine.state().flushes.next();
    asking = true;
    try {
      await engine.submit({ kind: 'due' });
    } finally {
      asking = false;
    }
    nudge();
    return engine.state().flushes.next();
  };
  const nudge = (): void => alarm.set(engine.state().flushes.next());

  return {
    start() {
      closers.push(engine.onCommit(nudge), engine.onRecovered(nudge));
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
