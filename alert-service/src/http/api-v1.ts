import type { RequestHandler, Router } from 'express';
import { HttpError } from './errors.ts';
import { exactRouter } from './routing.ts';

/** Two things of one name: Alertmanager's first API, which is gone as upstream's, and Prometheus's, which is to come. */
export function apiV1(): Router {
  const router = exactRouter();
  router.all(['/status', '/receivers', '/silences', '/silence/:id'], gone);
  router.post('/alerts', gone);
  router.get(['/alerts', '/rules'], (request) => {
    throw new HttpError(501, `Prometheus’s ${request.method} ${request.path} is not supported yet`, {
      detail: 'Use /api/tocsin/v1/rules and /api/tocsin/v1/alerts, or ask Prometheus itself.',
    });
  });
  return router;
}

/** In upstream's form. */
const gone: RequestHandler = (_, response) => {
  response.status(410).json({
    status: 'deprecated',
    error: 'The Alertmanager v1 API is gone: use the equivalent path below /api/v2.',
  });
};
