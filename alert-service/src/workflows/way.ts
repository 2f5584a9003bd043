import type { WorkflowsSettings } from '#config/workflows-config';
import type { Engine } from '#engine/engine';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';

export interface WorkflowsParts {
  readonly settings: () => WorkflowsSettings | undefined;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
}

/** How the way to Redis stands. */
export interface Way {
  readonly up: boolean;
  readonly since?: number;
  /** Until when nothing was missed; absent: not since the start. */
  readonly completeUntil?: number;
  readonly error?: string;
  readonly lag?: number;
}

export interface WatchedWay {
  current(): Way;
  onUp(): void;
  onDown(why: string): void;
  onLag(lag: number | undefined): void;
}

/** Shorter than this nobody needs to read of it tomorrow. */
const worthTellingMs = 5_000;

/** Notes when it goes and comes, and has the ledger say so where it is gone for more than a moment. */
export function watchWay(
  { engine, clock, log }: Omit<WorkflowsParts, 'settings'>,
  changed: () => void,
): WatchedWay {
  let way: Way = { up: false };
  let told = false;
  const tell = (change: 'away' | 'back', detail: string): void => {
    engine
      .submit({ kind: 'workflows', events: [], notes: [{ change, detail }] })
      .catch((error: unknown) => log.warn('that Redis came or went could not be kept', { err: error }));
  };
  return {
    current: () => way,
    onUp() {
      if (told) tell('back', 'Redis answers again: workflows are counted on from where they were.');
      told = false;
      way = { up: true, since: clock.now() };
      changed();
    },
    onDown(error) {
      const isNews = way.up || way.error !== error;
      const since = way.up ? clock.now() : (way.since ?? clock.now());
      const completeUntil = way.up ? since : way.completeUntil;
      way = { up: false, since, error, ...(completeUntil !== undefined && { completeUntil }) };
      if (!told && clock.now() - since >= worthTellingMs) {
        told = true;
        tell('away', `Redis is gone: ${error}. Workflows are not counted until it is back.`);
      }
      if (!isNews) return;
      log.warn('Redis is gone: workflows are not counted', { why: error });
      changed();
    },
    onLag(lag) {
      const { lag: _, ...rest } = way;
      way = lag === undefined ? rest : { ...rest, lag };
    },
  };
}
