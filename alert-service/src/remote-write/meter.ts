import type { Loss } from './losses.ts';

/** Where numbers about one remote write go. */
export interface RemoteWriteMeter {
  written(samples: number): void;
  dropped(why: Loss, samples: number): void;
  /** Samples of a request that is sent again. */
  retried(samples: number): void;
  /** Asked when the numbers are read. */
  watch(read: () => Backlog): void;
}

export interface Backlog {
  /** Samples that wait or are under way. */
  readonly pending: number;
  /** How long the oldest of them has waited. */
  readonly behindMs: number;
}
