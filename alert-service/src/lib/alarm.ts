import type { Cancel, Clock } from './clock.ts';

/** One alarm that is moved rather than multiplied: setting it again replaces the time. */
export interface Alarm {
  set(time: number): void;
  clear(): void;
}

export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let cancel: Cancel | undefined;
  let at = Infinity;
  const clear = (): void => {
    cancel?.();
    cancel = undefined;
    at = Infinity;
  };
  return {
    clear,
    set(time) {
      if (time === at) return;
      clear();
      if (!Number.isFinite(time)) return;
      at = time;
      cancel = clock.at(time, () => {
        cancel = undefined;
        at = Infinity;
        ring();
      });
    },
  };
}
