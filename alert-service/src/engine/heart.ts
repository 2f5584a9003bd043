import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Loop } from '#lib/loop';
import type { Engine } from './engine.ts';

const everyMs = 5_000;

/** Keeps the tenant's time on disk, so that a gap in it is known for what it was. */
export function createHeart(engine: Engine, clock: Clock, log: Log): Loop {
  const ring = (): void =>
    void step()
      .catch((error: unknown) => log.warn('the heartbeat could not be kept', { err: error }))
      .then(nudge);
  const alarm = createAlarm(clock, ring);
  let stopped = false;
  const nudge = (): void => {
    if (!stopped) alarm.set(clock.now() + everyMs);
  };
  const step = async (): Promise<number> => {
    await engine.beat();
    return clock.now() + everyMs;
  };
  return {
    start: ring,
    nudge,
    step,
    async stop() {
      stopped = true;
      alarm.clear();
    },
  };
}
