import type { Clock } from '#lib/clock';
import type { Answer, PrometheusClient } from '#prometheus/client';
import type { PrometheusError } from '#prometheus/error';
import type { Gate } from './gate.ts';

export interface AskedWhen {
  /** Epoch ms, of the query. */
  readonly at: number;
  readonly signal?: AbortSignal;
  readonly timeoutMs: number;
  /** What the source is known to fail with, whoever asked it. */
  readonly knownDown?: () => PrometheusError | undefined;
}

export type How = 'together' | 'alone';

/** Told of each query, and for how many rules it was. */
export interface TogetherMeter {
  queried(how: How, rules: number): void;
}

/** The queries for the rules of one moment. */
export interface Round extends AskedWhen {
  query(text: string, asked: { readonly rules: number; readonly timeoutMs: number }): Promise<Timed>;
  /** Nothing answers any more: nobody else is asked, and all are given this. */
  down(): PrometheusError | undefined;
  /** Given up, or down: what an answer says has nothing to do with the rule. */
  isOver(): boolean;
}

export interface Timed {
  readonly answer: Answer;
  readonly tookMs: number;
}

export interface RoundParts {
  readonly client: Pick<PrometheusClient, 'query'>;
  readonly clock: Clock;
  readonly gate: Gate;
  readonly meter?: TogetherMeter;
}

/** What a Prometheus in any health answers at once. */
const probe = 'vector(1)';
const probeTimeoutMs = 5_000;

export function startRound({ client, clock, gate, meter }: RoundParts, when: AskedWhen): Round {
  const { at, signal } = when;
  let down: PrometheusError | undefined;
  let standing: Promise<boolean> | undefined;
  const ask = (query: string, timeoutMs: number): Promise<Answer> =>
    client.query({ query, at, timeoutMs, ...(signal && { signal }) });

  const stillStands = async (): Promise<boolean> => {
    const { error } = await ask(probe, Math.min(when.timeoutMs, probeTimeoutMs));
    return !error || error.kind === 'query';
  };
  const noteFailure = async (error: PrometheusError | undefined): Promise<void> => {
    if (!error || error.kind === 'query' || down || signal?.aborted) return;
    const stands = error.kind !== 'unreachable' && (await (standing ??= stillStands()));
    if (!stands) down ??= error;
  };
  return {
    ...when,
    query: (text, { rules, timeoutMs }) =>
      gate.run(async () => {
        down ??= when.knownDown?.();
        if (down) return { answer: { error: down }, tookMs: 0 };
        const start = clock.elapsed();
        const answer = await ask(text, timeoutMs);
        const tookMs = clock.elapsed() - start;
        meter?.queried(rules > 1 ? 'together' : 'alone', rules);
        // Before the next one passes the gate.
        await noteFailure(answer.error);
        return { answer, tookMs };
      }),
    down: () => down,
    isOver: () => down !== undefined || signal?.aborted === true,
  };
}
