import type { RequestHandler, Router } from 'express';
import type { PrometheusContext } from './prometheus-v1/context.ts';
import { prometheusV1 } from './prometheus-v1/router.ts';
import { exactRouter } from './routing.ts';

/** Two things of one name: Alertmanager's first API, which is gone as upstream's, and what Prometheus says of rules. */
export function apiV1(prometheus: PrometheusContext): Router {
  const router = exactRouter();
  router.all(['/status', '/receivers', '/silences', '/silence/:id'], gone);
  router.post('/alerts', gone);
  router.use(prometheusV1(prometheus));
  return router;
}

/** In upstream's form. */
const gone: RequestHandler = (_, response) => {
  response.status(410).json({
    status: 'deprecated',
    error: 'The Alertmanager v1 API is gone: use the equivalent path below /api/v2.',
  });
};
