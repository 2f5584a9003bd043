import { type Cancel, type Clock, systemClock } from './clock.ts';

interface Alarm {
  time: number;
  readonly order: number;
  readonly ring: () => void;
}

/** A clock that moves only when told: a first-class edge for simulations and tests. */
export interface FakeClock extends Clock {
  /** Rings every alarm due up to `time` in order, letting promises settle after each, then stands at `time`. */
  advanceTo(time: number): Promise<void>;
  advance(ms: number): Promise<void>;
  /** Moves the wall clock without ringing anything, as an operator or NTP would: timers go on as they were. */
  set(time: number): void;
  pending(): number;
}

/** `settled` is awaited after each alarm: hand in another where what rings does real I/O. */
export function createFakeClock(start = 1_800_000_000_000, settled = settle): FakeClock {
  let now = start;
  let order = 0;
  let elapsed = 0;
  const alarms = new Set<Alarm>();

  const next = (until: number): Alarm | undefined => {
    let best: Alarm | undefined;
    for (const alarm of alarms) {
      if (alarm.time > until) continue;
      if (!best || alarm.time < best.time || (alarm.time === best.time && alarm.order < best.order))
        best = alarm;
    }
    return best;
  };

  const moveTo = (time: number): void => {
    elapsed += Math.max(0, time - now);
    now = Math.max(now, time);
  };

  const advanceTo = async (time: number): Promise<void> => {
    await settled();
    for (let alarm = next(time); alarm; alarm = next(time)) {
      alarms.delete(alarm);
      moveTo(alarm.time);
      alarm.ring();
      await settled();
    }
    moveTo(time);
  };

  return {
    now: () => now,
    elapsed: () => elapsed,
    at(time, ring): Cancel {
      const alarm = { time, order: order++, ring };
      alarms.add(alarm);
      return () => void alarms.delete(alarm);
    },
    turn: () => Promise.resolve(),
    advanceTo,
    advance: (ms) => advanceTo(now + ms),
    set(time) {
      for (const alarm of alarms) alarm.time += time - now;
      now = time;
    },
    pending: () => alarms.size,
  };
}

/** Lets chains of promises that touch no real I/O run to their end. */
export const settle = (): Promise<void> => systemClock.turn();
