import { z } from 'zod';
import { route } from './route.ts';
import { HealthState, SystemHealth } from './services.ts';
import { Count, Severity, Time } from './words.ts';

/** One service, as live data have it. */
export const LiveService = z
  .object({
    name: z.string(),
    status: HealthState,
    score: z.number().optional(),
    cpu: z.number().optional().meta({ description: 'Share, 0 to 1 and more' }),
    memory: z.number().optional().meta({ description: 'Bytes' }),
    disk: z.number().optional().meta({ description: 'Share in use, 0 to 1' }),
    responseTime: z.number().optional().meta({ description: 'p95 in seconds' }),
    errorRate: z.number().optional().meta({ description: 'Share, 0 to 1' }),
    requestRate: z.number().optional().meta({ description: 'Per second' }),
    since: Time,
  })
  .meta({ id: 'LiveService' });
export type LiveService = z.output<typeof LiveService>;

/** What `WS /api/metrics/stream`, `GET /api/metrics/snapshot` and the event `metrics` of the SSE stream carry. */
export const MetricsSnapshot = z
  .object({
    version: z.literal(1),
    seq: z.number().int().meta({ description: 'Grows by each; resume with the last one that was seen' }),
    at: Time,
    system: SystemHealth,
    services: z.array(LiveService),
    workers: z.object({ active: z.number().optional(), total: z.number().optional() }),
    queueDepth: z.number().optional(),
    connections: z.object({ active: z.number().optional(), max: z.number().optional() }),
    externalApis: z.array(
      z.object({
        name: z.string(),
        remaining: z.number().optional(),
        limit: z.number().optional(),
        resetAt: Time.optional(),
        status: HealthState,
      }),
    ),
    alerts: z.object({
      active: z.number().int(),
      bySeverity: z.record(Severity, z.number().int()),
      openIncidents: z.number().int(),
    }),
  })
  .meta({ id: 'MetricsSnapshot' });
export type MetricsSnapshot = z.output<typeof MetricsSnapshot>;

/** Since the snapshot with `base`: only what differs. A service that is gone is in `gone`. */
export const MetricsUpdate = MetricsSnapshot.omit({ version: true, services: true })
  .partial()
  .extend({
    version: z.literal(1),
    seq: z.number().int(),
    base: z.number().int(),
    at: Time,
    services: z.array(LiveService).optional(),
    gone: z.array(z.string()).optional(),
  })
  .meta({ id: 'MetricsUpdate' });
export type MetricsUpdate = z.output<typeof MetricsUpdate>;

/** A message of `WS /api/metrics/stream`. */
export const MetricsMessage = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('snapshot'), data: MetricsSnapshot }),
    z.object({ type: z.literal('update'), data: MetricsUpdate }),
    z.object({ type: z.literal('pong'), id: z.union([z.string(), z.number()]).optional() }),
    z.object({ type: z.literal('error'), message: z.string() }),
  ])
  .meta({ id: 'MetricsMessage' });
export type MetricsMessage = z.output<typeof MetricsMessage>;

/** `GET /api/metrics/history?range=1h&resolution=1m`. */
export const MetricsHistory = z
  .object({
    from: Time,
    to: Time,
    resolutionSeconds: z.number(),
    times: z.array(z.number()).meta({ description: 'Unix seconds' }),
    services: z.array(
      z.object({
        name: z.string(),
        status: z.string().meta({ description: 'A letter for each time, as in strips' }),
        series: z.record(z.string(), z.array(z.number().nullable())),
      }),
    ),
    problems: z.array(z.string()),
  })
  .meta({ id: 'MetricsHistory' });
export type MetricsHistory = z.output<typeof MetricsHistory>;

export const getMetricsSnapshot = route({
  method: 'get',
  path: '/metrics/snapshot',
  summary: 'All live numbers now',
  role: 'viewer',
  response: MetricsSnapshot,
});

export const getMetricsHistory = route({
  method: 'get',
  path: '/metrics/history',
  summary: 'The same over time',
  role: 'viewer',
  query: z.object({
    range: z.string().max(20).optional().meta({ description: '1h, 24h, 7d, 30d: at most 90d' }),
    resolution: z.string().max(20).optional().meta({ description: '1m; at most 1,500 points' }),
    service: z.string().max(500).optional(),
  }),
  response: MetricsHistory,
});

/** Alerts that began, by day and severity: for the frequency panel. */
export const getAlertFrequency = route({
  method: 'get',
  path: '/alert-frequency',
  summary: 'How many alerts fired, by day and severity',
  role: 'viewer',
  query: z.object({ days: Count.optional() }),
  response: z.object({
    timeZone: z.string(),
    days: z.array(
      z.object({
        day: z.string(),
        total: z.number().int(),
        bySeverity: z.record(Severity, z.number().int()),
      }),
    ),
    knownFrom: Time.optional().meta({ description: 'Before this nothing is known' }),
  }),
});

export const liveRoutes = { getMetricsSnapshot, getMetricsHistory, getAlertFrequency } as const;
