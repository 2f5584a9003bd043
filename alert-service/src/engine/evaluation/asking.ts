import type { Rule } from '#core/rule/rule';
import type { Clock } from '#lib/clock';
import type { Answer } from '#prometheus/client';
import type { SourceRun } from './source-run.ts';
import { createStanding } from './standing.ts';

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

export function createAsking(source: SourceRun, when: AskingWhen): Asking {
  const { at, signal, clock } = when;
  const { client, gate, together, queryTimeoutMs: timeoutMs } = source.given;
  const queryAt = at - when.queryOffsetMs;
  const standing = createStanding(source, when);
  const { knownDown } = standing;

  const askOnce = async (query: string): Promise<Answer> => {
    const error = knownDown();
    return error ? { error } : client.query({ query, at: queryAt, signal, timeoutMs });
  };
  const ask = async ({ expression }: { readonly expression: string }): Promise<Answer> => {
    const answer = await gate.run(() => askOnce(expression));
    await standing.heard([answer]);
    return answer;
  };

  return {
    async askAll(rules) {
      await standing.lookAgain();
      if (!together || rules.length < 2 || standing.down()) {
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
      const answers = await together.ask(wanted, { at: queryAt, signal, timeoutMs, knownDown });
      await standing.heard(answers.values());
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
