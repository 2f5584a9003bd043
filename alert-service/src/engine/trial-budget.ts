import type { Clock } from '#lib/clock';
import type { PrometheusClient } from '#prometheus/client';

/** What the templates of a trial may take: whoever may look may write any, and tries as often as he likes. */
export interface TrialBudget {
  /** What templates ask through it ends with the budget. */
  readonly client: Pick<PrometheusClient, 'query'>;
  /** Asked by a template under way. */
  readonly isOver: () => boolean;
  /** Aborted once it is used up. */
  readonly signal: AbortSignal;
  /** Lets others work, and begins to measure anew. */
  rest(): Promise<void>;
}

interface Budget {
  readonly client: Pick<PrometheusClient, 'query'>;
  readonly clock: Clock;
  /** Of all of them together; what waits for an answer included. */
  readonly lengthMs: number;
}

/** Nothing else is done meanwhile. */
const longestAtOnceMs = 500;
const mostQueries = 100;

export function createTrialBudget({ client, clock, lengthMs }: Budget): TrialBudget {
  const ended = new AbortController();
  const begun = clock.elapsed();
  let since = begun;
  let queries = 0;
  const end = (): void => ended.abort(new Error('the templates take too long'));
  return {
    signal: ended.signal,
    isOver() {
      const now = clock.elapsed();
      if (now - since > longestAtOnceMs || now - begun > lengthMs) end();
      return ended.signal.aborted;
    },
    async rest() {
      await clock.turn();
      since = clock.elapsed();
    },
    client: {
      async query(asked) {
        if (++queries > mostQueries) end();
        const left = lengthMs - (clock.elapsed() - begun);
        if (ended.signal.aborted || left <= 0) return { error: usedUp };
        const timeoutMs = Math.min(asked.timeoutMs ?? left, left);
        const answer = await client.query({ ...asked, timeoutMs });
        since = clock.elapsed();
        return answer;
      },
    },
  };
}

const usedUp = {
  kind: 'timeout',
  message: `its templates ask more than can be asked while somebody waits (${mostQueries} queries at most)`,
} as const;
