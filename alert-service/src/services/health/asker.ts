import type { Gate } from '#engine/evaluation/gate';
import type { Answer, PrometheusClient } from '#prometheus/client';

/** A data source as the health of services asks it: some questions at a time, each in its time. */
export interface AskedSource {
  readonly name: string;
  readonly client: Pick<PrometheusClient, 'query' | 'queryRange'>;
}

export interface Asker {
  readonly source: AskedSource;
  readonly gate: Gate;
  readonly now: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Why there is no answer; `silent`: the source itself does not answer. */
export interface NoAnswer {
  readonly why: string;
  readonly silent: boolean;
}

export interface Point {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
export type Asked =
  { readonly points: readonly Point[]; readonly error?: undefined } | { readonly error: NoAnswer };

export async function askVector(
  { source, gate, now, timeoutMs, signal }: Asker,
  query: string,
): Promise<Asked> {
  const answer = await gate.run(() => source.client.query({ query, at: now, timeoutMs, signal }));
  return readVector(source, answer);
}

export const noAnswer = (source: AskedSource, error: NonNullable<Answer['error']>): NoAnswer => ({
  why: error.kind === 'query' ? error.message : `${source.name} does not answer: ${error.message}`,
  silent: error.kind !== 'query',
});

function readVector(source: AskedSource, answer: Answer): Asked {
  if (answer.error) return { error: noAnswer(source, answer.error) };
  const { result } = answer;
  if (result.type === 'vector') return { points: result.samples };
  if (result.type === 'scalar') return { points: [{ labels: {}, value: result.sample.value }] };
  return { error: { why: `the query gives a ${result.type}, not numbers of now`, silent: false } };
}
