import { findStuck } from '#core/escalate/audit';
import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Loop } from '#lib/loop';
import type { Engine } from './engine.ts';

export interface AuditorParts {
  readonly engine: Pick<Engine, 'state' | 'policy' | 'submit'>;
  readonly clock: Clock;
  readonly log: Log;
  /** `--dispatch.start-delay`: what is due waits for it, and is not stuck before. */
  readonly startDelayMs: number;
  /** How many it found when it last looked. */
  readonly stuck: (count: number) => void;
}

const everyMs = 60_000;

/** Looks each minute for escalations that do not agree with their incidents. It should never find one. */
export function createAuditor({ engine, clock, log, startDelayMs, stuck }: AuditorParts): Loop {
  const ring = (): void =>
    void step(clock.now())
      .catch((error: unknown) => log.warn('escalations could not be looked through', { err: error }))
      .then(nudge);
  const alarm = createAlarm(clock, ring);
  let stopped = false;
  const nudge = (): void => {
    if (!stopped) alarm.set(clock.now() + everyMs);
  };
  const step = async (now: number): Promise<number> => {
    const found = findStuck({ state: engine.state(), policy: engine.policy(), now });
    stuck(found.length);
    for (const { incident, fault } of found)
      log.error('an escalation is stuck; it is mended', { incident, fault });
    if (found.length > 0) await engine.submit({ kind: 'audit' });
    return clock.now() + everyMs;
  };
  return {
    start: () => alarm.set(clock.now() + startDelayMs + everyMs),
    nudge,
    step,
    async stop() {
      stopped = true;
      alarm.clear();
    },
  };
}
