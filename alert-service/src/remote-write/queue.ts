import type { WrittenSample } from '#core/rule/samples';
import type { Backlog } from './meter.ts';

/** A sample that waits to be written, or is under way. */
export interface Waiting {
  readonly sample: WrittenSample;
  /** When it was taken in. */
  readonly since: number;
  /** It is written, refused or given up. */
  readonly settled: () => void;
}

/** First in, first out, so that the samples of a series keep their order. */
export interface Queue {
  /** Takes in what there is room for; resolves when the last of it is settled. */
  put(samples: readonly WrittenSample[], now: number): { refused: number; settled?: Promise<void> };
  /** What is taken stays part of the queue until the next time. */
  take(most: number): readonly Waiting[];
  backlog(now: number): Backlog;
}

const rarely = 4_096;

export function createQueue(capacity: number): Queue {
  let waiting: Waiting[] = [];
  let head = 0;
  let underWay: readonly Waiting[] = [];
  const size = (): number => waiting.length - head + underWay.length;
  return {
    put(samples, since) {
      const accepted = samples.slice(0, Math.max(0, capacity - size()));
      const refused = samples.length - accepted.length;
      if (accepted.length === 0) return { refused };
      const [settled, all] = countdown(accepted.length);
      for (const sample of accepted) waiting.push({ sample, since, settled });
      return { refused, settled: all };
    },
    take(most) {
      underWay = waiting.slice(head, head + most);
      head += underWay.length;
      if (head === waiting.length || head > rarely) {
        waiting = waiting.slice(head);
        head = 0;
      }
      return underWay;
    },
    backlog(now) {
      const oldest = underWay[0] ?? waiting[head];
      return { pending: size(), behindMs: oldest ? Math.max(0, now - oldest.since) : 0 };
    },
  };
}

/** Resolves when it was called so often. */
function countdown(times: number): [call: () => void, all: Promise<void>] {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = times;
  const call = (): void => {
    left -= 1;
    if (left === 0) resolve();
  };
  return [call, promise];
}
