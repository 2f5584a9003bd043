import { routes } from '@tocsin/api';
import type { Router } from 'express';
import { exactRouter } from '../routing.ts';
import type { TocsinContext } from './context.ts';
import { liveHandlers } from './live.ts';
import { mount } from './router.ts';

/** The same as below our own API, by the paths that other tools ask: `/api/metrics/snapshot`, `/api/metrics/history`. */
export function metricsRouter(context: TocsinContext): Router {
  const router = exactRouter();
  mount(router, context, {
    definition: { ...routes.getMetricsSnapshot, path: '/snapshot' },
    handler: liveHandlers.getMetricsSnapshot,
  });
  mount(router, context, {
    definition: { ...routes.getMetricsHistory, path: '/history' },
    handler: liveHandlers.getMetricsHistory,
  });
  return router;
}
