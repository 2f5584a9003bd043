import type { RealtimeMetrics } from '@tocsin/api';
import { formatDuration } from '@tocsin/model';
import type { Router } from 'express';
import type { Clock } from '#lib/clock';
import type { WorkflowsView } from '#workflows/workflows-view';
import { HttpError } from './errors.ts';
import { exactRouter, only } from './routing.ts';

export interface MonitoringRoutes {
  readonly workflows: WorkflowsView;
  readonly clock: Clock;
  /** WebSockets that are open. */
  readonly clients: () => number;
}

/** Below `/api/v1/monitoring`: what workflows come to, for programs that ask by these paths. */
export function monitoringRoutes({ workflows, clock, clients }: MonitoringRoutes): Router {
  const router = exactRouter();
  router.get('/metrics/realtime', (_, response) => void response.json(realtimeOf(workflows)));
  router.get('/health', (_, response) => {
    const { configured, connected, sentence } = workflows.source();
    const status = !configured ? 'not-configured' : connected ? 'healthy' : 'unhealthy';
    response.status(status === 'unhealthy' ? 503 : 200);
    response.json({ status, sentence, at: iso(clock.now()) });
  });
  router.get('/status', (_, response) => {
    const realtime = workflows.realtime();
    const age = realtime && {
      ...{ at: realtime.at, ageSeconds: realtime.ageSeconds, ttlSeconds: realtime.ttlSeconds },
      stale: isStale(realtime),
    };
    response.json({
      source: workflows.source(),
      available: realtime !== undefined,
      ...age,
      clients: clients(),
      at: iso(clock.now()),
    });
  });
  router.all(['/metrics/realtime', '/health', '/status'], only('GET, HEAD'));
  router.use((request) => {
    throw new HttpError(404, `There is no ${request.method} ${request.originalUrl.split('?')[0] ?? ''}`, {
      detail: 'There are metrics/realtime, health and status, and WS /ws/monitoring.',
    });
  });
  return router;
}

const iso = (at: number): string => new Date(at).toISOString();
const isStale = ({ ageSeconds, ttlSeconds }: RealtimeMetrics): boolean => ageSeconds > ttlSeconds;

/** Numbers that are not those of now are no answer to this question: /status and /workflows still show them. */
function realtimeOf(workflows: WorkflowsView): RealtimeMetrics {
  const found = workflows.realtime();
  const { sentence } = workflows.source();
  if (!found)
    throw new HttpError(503, 'There are no numbers yet', { detail: sentence, retryAfterSeconds: 5 });
  if (!isStale(found)) return found;
  const age = formatDuration(Math.floor(found.ageSeconds) * 1000);
  throw new HttpError(503, 'The numbers are old', {
    detail: `They are ${age} old, and count as those of now for ${found.ttlSeconds} s. ${sentence}`,
    retryAfterSeconds: 5,
  });
}
