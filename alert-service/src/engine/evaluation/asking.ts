import type { Rule } from '#core/rule/rule';
import type { Answer } from '#prometheus/client';
import type { PrometheusError } from '#prometheus/error';
import type { SourceRun } from './source-run.ts';

/** The questions of one group at one slot. */
export interface Asking {
  /** One rule's answer. Once the source is known to be down, asking again would only take its time-out again. */
  ask(rule: Pick<Rule, 'expression'>): Promise<Answer>;
}

export interface AskingWhen {
  /** The slot. */
  readonly at: number;
  readonly queryOffsetMs: number;
  readonly signal: AbortSignal;
}

/** A probe that a Prometheus in any health answers at once. */
const probeTimeoutMs = 5_000;

export function createAsking(source: SourceRun, { at, queryOffsetMs, signal }: AskingWhen): Asking {
  const { given, gate, watch } = source;
  const { client, queryTimeoutMs: timeoutMs } = given;
  let down: PrometheusError | undefined;
  let probing: Promise<boolean> | undefined;

  /** One slow or broken query is that rule's trouble. Only when nothing at all is answered, the source is down. */
  const answersAtAll = async (error: PrometheusError): Promise<boolean> => {
    if (error.kind === 'unreachable') return false;
    const asked = { query: 'vector(1)', at, signal, timeoutMs: Math.min(probeTimeoutMs, timeoutMs) };
    const probe = await client.query(asked);
    return !probe.error || probe.error.kind === 'query';
  };
  const failed = async (error: PrometheusError): Promise<void> => {
    if (await (probing ??= answersAtAll(error))) return void watch.answered(at);
    if (signal.aborted || down) return;
    down = error;
    watch.failed(error, at);
    await watch.evaluate(at);
  };
  const askOnce = async (query: string): Promise<Answer> => {
    if (down) return { error: down };
    return client.query({ query, at: at - queryOffsetMs, signal, timeoutMs });
  };

  return {
    async ask({ expression }) {
      const answer = await gate.run(() => askOnce(expression));
      if (signal.aborted || (down && answer.error === down)) return answer;
      if (answer.error && answer.error.kind !== 'query') await failed(answer.error);
      else if (!down) watch.answered(at);
      return answer;
    },
  };
}
