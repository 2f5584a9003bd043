import type { WorkflowsSettings } from '#config/workflows-config';
import { type Clock, until } from '#lib/clock';
import type { Loop } from '#lib/loop';
import { connectRedis, messageOf, type Redis } from './redis.ts';

export interface LinkParts {
  /** Undefined: there is nothing to connect to. Asked at each try, since a reload may change it. */
  readonly settings: () => WorkflowsSettings | undefined;
  readonly clock: Clock;
  /** Works with one connection until it breaks, the signal aborts, or the settings are others. */
  readonly serve: (redis: Redis, settings: WorkflowsSettings, signal: AbortSignal) => Promise<void>;
  readonly onUp: () => void;
  readonly onDown: (why: string) => void;
}

const firstWaitMs = 250;
/** Back within five seconds of its being back. */
const longestWaitMs = 4_000;
const idleMs = 1_000;

/** A connection that is made again whenever it is lost. */
export function createLink(parts: LinkParts): Pick<Loop, 'start' | 'stop'> {
  const { settings, clock, onDown } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> | undefined;
  const pause = (ms: number): Promise<void> => until(clock, clock.now() + ms, signal).catch(() => undefined);
  const run = async (): Promise<void> => {
    let waitMs = firstWaitMs;
    while (!signal.aborted) {
      const current = settings();
      if (!current) {
        await pause(idleMs);
        continue;
      }
      const began = clock.elapsed();
      try {
        await once(parts, current, signal);
      } catch (error) {
        if (signal.aborted) return;
        onDown(messageOf(error));
      }
      if (clock.elapsed() - began > longestWaitMs) waitMs = firstWaitMs;
      await pause(waitMs);
      waitMs = Math.min(waitMs * 2, longestWaitMs);
    }
  };
  return {
    start: () => void (running ??= run()),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function once(parts: LinkParts, settings: WorkflowsSettings, signal: AbortSignal): Promise<void> {
  const redis = await connectRedis(settings, parts.clock);
  const close = (): void => redis.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    if (signal.aborted) return;
    parts.onUp();
    await parts.serve(redis, settings, signal);
  } finally {
    signal.removeEventListener('abort', close);
    redis.close();
  }
}
