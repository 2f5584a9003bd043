import type { PrometheusError } from './error.ts';
import type { Parameters } from './question.ts';

export interface Relayed {
  readonly path: string;
  readonly parameters: Parameters;
  readonly signal?: AbortSignal;
}

/** A question of somebody else, answered in the words of Prometheus itself. Never rejects. */
export interface Relay {
  relay(
    asked: Relayed,
  ): Promise<
    | { readonly status: number; readonly body: string; readonly error?: undefined }
    | { readonly error: PrometheusError }
  >;
}
