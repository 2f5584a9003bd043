import type { DueAlert } from '#core/rule/resend';

/** What waits for one Alertmanager, oldest first, and of each alert the newest only. */
export interface AlertQueue {
  /** How many of the oldest had to go. */
  add(alerts: readonly DueAlert[]): number;
  /** The next to be sent together. They stay until `done`: what fails is asked again. */
  batch(): readonly DueAlert[];
  /** Those of a batch that nothing newer has replaced meanwhile are taken out. */
  done(batch: readonly DueAlert[]): void;
  /** Takes out what nobody needs to be told any more; how many. */
  expire(now: number): number;
  size(): number;
}

export function createAlertQueue(limits: { readonly capacity: number; readonly atOnce: number }): AlertQueue {
  const waiting = new Map<string, DueAlert>();
  return {
    add(alerts) {
      for (const alert of alerts) {
        // Taken out first: it goes to the end of the queue.
        waiting.delete(alert.key);
        waiting.set(alert.key, alert);
      }
      const excess = Math.max(0, waiting.size - limits.capacity);
      for (const key of waiting.keys().take(excess)) waiting.delete(key);
      return excess;
    },
    batch: () => [...waiting.values().take(limits.atOnce)],
    done(batch) {
      for (const alert of batch) if (waiting.get(alert.key) === alert) waiting.delete(alert.key);
    },
    expire(now) {
      const old = waiting.values().filter(({ usefulUntil }) => usefulUntil <= now);
      return [...old].filter(({ key }) => waiting.delete(key)).length;
    },
    size: () => waiting.size,
  };
}
