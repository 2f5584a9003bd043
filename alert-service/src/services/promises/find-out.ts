import type { Counted } from '#core/promises/promise';
import type { PrometheusClient } from '#prometheus/client';
import { availabilityFrom, availabilityQuestion, latencyFrom, latencyQuestion } from './conventions.ts';
import type { Listed } from './listed.ts';

export type FoundOut =
  | { readonly counted: Counted; readonly problem?: undefined }
  | { readonly problem: string; /** Asked again soon. */ readonly unreachable: boolean };

interface Asking {
  readonly client: PrometheusClient;
  readonly source: string;
  readonly selector: string;
  readonly now: number;
}

/** How the events of an objective by convention are counted: asked of the data source. */
export async function findOut({ settings }: Listed, asking: Asking): Promise<FoundOut> {
  const { client, source, selector, now } = asking;
  const { kind, threshold = 0 } = settings;
  const query = kind === 'latency' ? latencyQuestion(selector) : availabilityQuestion(selector);
  const answer = await client.query({ query, at: now });
  if (answer.error) return { problem: answer.error.message, unreachable: true };
  const series = answer.result.type === 'vector' ? answer.result.samples : [];
  const found =
    kind === 'latency' ? latencyFrom(series, selector, threshold) : availabilityFrom(series, selector);
  return 'problem' in found
    ? { problem: found.problem, unreachable: false }
    : { counted: { source, ...found } };
}
