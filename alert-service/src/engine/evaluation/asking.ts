import type { Rule } from '#core/rule/rule';
import type { Clock } from '#lib/clock';
import type { Answer } from '#prometheus/client';
import type { PrometheusError } from '#prometheus/error';
import type { SourceRun } from './source-run.ts';

/** The questions of one group at one slot. */
export interface Asking {
  /**
   * The answers of rules that do not depend on each other, by rule id; each as if it had been asked alone. Once the
   * source is known to be down, asking again would only take its time-out again.
   */
  readonly askAll: (
    rules: readonly Pick<Rule, 'id' | 'kind' | 'expression'>[],
  ) => Promise<ReadonlyMap<string, Answered>>;
}

/** A rule's answer, and what its part of asking took. */
export interface Answered {
  readonly answer: Answer;
  readonly tookMs: number;
}

export interface AskingWhen {
  readonly clock: Clock;
  /** The slot. */
  readonly at: number;
  readonly queryOffsetMs: number;
  readonly signal: AbortSignal;
}

/** A probe that a Prometheus in any health answers at once. */
const probeTimeoutMs = 5_000;

export function createAsking({ given, watch }: SourceRun, when: AskingWhen): Asking {
  const { at, signal, clock } = when;
  const { client, gate, together, queryTimeoutMs: timeoutMs } = given;
  const queryAt = at - when.queryOffsetMs;
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
  const heard = async (answers: Iterable<Answer>): Promise<void> => {
    if (signal.aborted || down) return;
    let trouble: PrometheusError | undefined;
    for (const { error } of answers) {
      if (!error || error.kind === 'query') return watch.answered(at);
      trouble ??= error;
    }
    if (trouble) await failed(trouble);
  };
  const askOnce = async (query: string): Promise<Answer> =>
    down ? { error: down } : client.query({ query, at: queryAt, signal, timeoutMs });
  const ask = async ({ expression }: { readonly expression: string }): Promise<Answer> => {
    const answer = await gate.run(() => askOnce(expression));
    await heard([answer]);
    return answer;
  };

  return {
    async askAll(rules) {
      if (!together || rules.length < 2 || down) {
        return new Map(
          await Promise.all(
            rules.map(async (rule) => [rule.id, await timed(clock, () => ask(rule))] as const),
          ),
        );
      }
      const wanted = rules.map(({ id, kind, expression }) => ({
        ...{ id, expression },
        recorded: kind === 'recording',
      }));
      const answers = await together.ask(wanted, { at: queryAt, signal, timeoutMs });
      await heard(answers.values());
      return new Map(
        [...answers].map(([id, { tookMs, rules: count, ...answer }]) => [
          id,
          { answer, tookMs: tookMs / Math.max(1, count) },
        ]),
      );
    },
  };
}

async function timed(clock: Clock, ask: () => Promise<Answer>): Promise<Answered> {
  const begun = clock.elapsed();
  const answer = await ask();
  return { answer, tookMs: clock.elapsed() - begun };
}
