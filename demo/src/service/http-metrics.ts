import type { RequestHandler } from 'express';
import { Gauge, Histogram, type Registry } from 'prom-client';

export interface Route {
  readonly method: 'GET' | 'POST';
  /** The route's pattern, never the path: an id in a label would be a series for each request. */
  readonly path: string;
}

const patternOf = (route: unknown): string =>
  typeof route === 'object' && route !== null && 'path' in route && typeof route.path === 'string'
    ? route.path
    : 'unknown';

/** How long each answer took. Failures start at zero, so that their rate is 0 and not absent before the first one. */
export function httpMetrics(registry: Registry, routes: readonly Route[]): RequestHandler {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer an HTTP request.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  const inFlight = new Gauge({
    name: 'http_requests_in_flight',
    help: 'Requests being answered now.',
    registers: [registry],
  });
  for (const { method, path } of routes)
    for (const status of ['200', '500', '503']) duration.zero({ method, route: path, status });

  return (request, response, next) => {
    const stop = duration.startTimer({ method: request.method });
    inFlight.inc();
    response.once('close', () => {
      inFlight.dec();
      stop({ route: patternOf(request.route), status: String(response.statusCode) });
    });
    next();
  };
}
