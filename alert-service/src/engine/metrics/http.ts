import { Counter, Gauge, Histogram } from 'prom-client';
import { defaultBuckets, type Registers } from './kit.ts';

/** One request, answered. */
export interface RequestSeen {
  /** The path without what stands for ids in it. */
  readonly handler: string;
  readonly method: string;
  readonly status: number;
  readonly durationMs: number;
  readonly bytes: number;
}

export interface HttpMeter {
  readonly answered: (seen: RequestSeen) => void;
  /** GETs under way: one more, or one less. */
  readonly getsInFlight: (change: 1 | -1) => void;
  readonly getRefused: () => void;
}

export function httpMeter(registers: Registers): HttpMeter {
  const duration = new Histogram({
    name: 'alertmanager_http_request_duration_seconds',
    help: 'Histogram of latencies for HTTP requests.',
    labelNames: ['handler', 'method', 'code'],
    buckets: defaultBuckets,
    registers,
  });
  const size = new Histogram({
    name: 'alertmanager_http_response_size_bytes',
    help: 'Histogram of response size for HTTP requests.',
    labelNames: ['handler', 'method'],
    buckets: [1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8],
    registers,
  });
  const inFlight = new Gauge({
    name: 'alertmanager_http_requests_in_flight',
    help: 'Current number of HTTP requests being processed.',
    labelNames: ['method'],
    registers,
  });
  const refused = new Counter({
    name: 'alertmanager_http_concurrency_limit_exceeded_total',
    help: 'Total number of times an HTTP request failed because the concurrency limit was reached.',
    labelNames: ['method'],
    registers,
  });
  inFlight.labels('get').set(0);
  refused.labels('get').inc(0);
  return {
    answered({ handler, method, status, durationMs, bytes }) {
      duration.labels(handler, method, String(status)).observe(durationMs / 1_000);
      size.labels(handler, method).observe(bytes);
    },
    getsInFlight: (change) => inFlight.labels('get').inc(change),
    getRefused: () => refused.labels('get').inc(),
  };
}
