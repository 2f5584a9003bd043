import type { Answer } from '#prometheus/client';
import type { PrometheusError } from '#prometheus/error';
import type { SourceRun } from './source-run.ts';

/** Whether the source answers at all, as one group learns it in one slot. */
export interface Standing {
  /** Found in this slot: asking again would only take its time-out again. */
  down(): PrometheusError | undefined;
  /** As `down`, or by another group while this one waited for its turn. */
  readonly knownDown: () => PrometheusError | undefined;
  /**
   * What is known to be down is asked something small first, past the gate: else each of many groups would wait for the
   * time-outs of all others, and would be evaluated once in minutes.
   */
  lookAgain(): Promise<void>;
  heard(answers: Iterable<Answer>): Promise<void>;
}

export interface StandingWhen {
  /** The slot. */
  readonly at: number;
  readonly signal: AbortSignal;
}

/** A probe that a Prometheus in any health answers at once. */
const probeTimeoutMs = 5_000;

export function createStanding({ given, watch }: SourceRun, { at, signal }: StandingWhen): Standing {
  const timeoutMs = Math.min(probeTimeoutMs, given.queryTimeoutMs);
  let down: PrometheusError | undefined;
  let probing: Promise<boolean> | undefined;

  const probe = (): Promise<Answer> => given.client.query({ query: 'vector(1)', at, signal, timeoutMs });
  /** One slow or broken query is that rule's trouble. Only when nothing at all is answered, the source is down. */
  const answersAtAll = async (error: PrometheusError): Promise<boolean> =>
    error.kind !== 'unreachable' && !trouble(await probe());
  const goDown = (error: PrometheusError): Promise<void> => {
    down = error;
    watch.failed(error, at);
    return watch.evaluate(at);
  };
  const failed = async (error: PrometheusError): Promise<void> => {
    if (await (probing ??= answersAtAll(error))) return void watch.answered(at);
    if (!signal.aborted && !down) await goDown(error);
  };
  return {
    down: () => down,
    knownDown: () => down ?? watch.failure()?.error,
    async lookAgain() {
      if (down || !watch.failure()) return;
      const error = trouble(await probe());
      if (signal.aborted) return;
      if (error) await goDown(error);
      else watch.answered(at);
    },
    async heard(answers) {
      if (signal.aborted || down) return;
      let first: PrometheusError | undefined;
      for (const answer of answers) {
        const error = trouble(answer);
        if (!error) return watch.answered(at);
        first ??= error;
      }
      if (first) await failed(first);
    },
  };
}

/** A query that is refused is an answer. */
const trouble = ({ error }: Answer): PrometheusError | undefined =>
  error?.kind === 'query' ? undefined : error;
