/**
 * Why there is no answer. `query`: Prometheus is well and refuses this query; all others speak of the source.
 * Messages name the address without its credentials.
 */
export interface PrometheusError {
  readonly kind: 'timeout' | 'unreachable' | 'http' | 'bad-answer' | 'query';
  readonly status?: number;
  readonly message: string;
}
