import type { Clock } from '#lib/clock';

/** What was seen lately: so many at most, the oldest go first. */
export interface Memory<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
}

interface Bounds {
  readonly clock: Pick<Clock, 'now'>;
  readonly keptMs: number;
  readonly most: number;
}

export function createMemory<T>({ clock, keptMs, most }: Bounds): Memory<T> {
  const kept = new Map<string, { readonly value: T; readonly at: number }>();
  return {
    get(key) {
      const found = kept.get(key);
      return found && clock.now() - found.at < keptMs ? found.value : undefined;
    },
    set(key, value) {
      const found = kept.get(key);
      if (found?.value === value) return;
      kept.delete(key);
      kept.set(key, { value, at: clock.now() });
      for (const oldest of kept.keys()) {
        if (kept.size <= most) break;
        kept.delete(oldest);
      }
    },
  };
}
