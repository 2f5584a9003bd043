import { z } from 'zod';
import { route } from './route.ts';
import { Count, Time } from './words.ts';

export const HealthState = z
  .enum(['healthy', 'degraded', 'failing', 'maintenance', 'no-data'])
  .meta({ id: 'HealthState' });
export type HealthState = z.output<typeof HealthState>;

/** One part of a score: with its value, limit and weight the arithmetic can be repeated by hand. */
export const HealthTerm = z
  .object({
    name: z.string().meta({ description: '"errors", "p95", "cpu", "probe https://…"' }),
    title: z.string().meta({ description: 'For people: "Error rate"' }),
    kind: z.enum(['indicator', 'probe', 'up']),
    value: z.number().optional().meta({ description: 'Absent: nothing is known' }),
    unit: z.string().optional().meta({ description: 'ratio, seconds, bytes …' }),
    degraded: z.number().optional().meta({ description: 'Its limit: past it the service is degraded' }),
    failing: z.number().optional().meta({ description: 'Past this the service is failing' }),
    below: z.boolean().optional().meta({ description: 'Less is worse: free disk, requests left' }),
    weight: z.number(),
    points: z.number().meta({ description: '0 to 100: what it gives of its weight' }),
    state: HealthState,
    text: z.string().meta({ description: 'For people: "8.4 %, limit 5 %"' }),
    since: Time.optional().meta({ description: 'Since when it is past its limit' }),
    query: z.string().optional(),
    source: z.string().optional().meta({ description: 'Data source' }),
    why: z.string().optional().meta({ description: 'Why nothing is known, or what the probe said' }),
  })
  .meta({ id: 'HealthTerm' });
export type HealthTerm = z.output<typeof HealthTerm>;

/** States of time, oldest first, as a strip: `h` healthy, `d` degraded, `f` failing, `m` maintenance, `n` no data. */
export const HealthStrip = z
  .object({
    from: Time,
    stepSeconds: z.number().int(),
    cells: z
      .string()
      .regex(/^[hdfmn]*$/)
      .meta({ description: 'The worst state of each cell' }),
    backfilled: z
      .number()
      .int()
      .optional()
      .meta({ description: 'So many cells from the start were calculated from Prometheus afterwards' }),
  })
  .meta({ id: 'HealthStrip' });
export type HealthStrip = z.output<typeof HealthStrip>;

/** Per cent with the arithmetic. Times in seconds. */
export const Uptime = z
  .object({
    percent: z.number().optional().meta({ description: 'Absent: no time of it is known' }),
    goodSeconds: z.number(),
    badSeconds: z.number(),
    unknownSeconds: z.number(),
    maintenanceSeconds: z.number(),
    arithmetic: z.string().meta({ description: '"23 h 48 min of 24 h known; 12 min failing; …"' }),
  })
  .meta({ id: 'Uptime' });
export type Uptime = z.output<typeof Uptime>;

export const ServiceNumbers = z.object({
  up: z.number().optional().meta({ description: 'Share of targets that answer, 0 to 1' }),
  requestRate: z.number().optional().meta({ description: 'Per second' }),
  errorRate: z.number().optional().meta({ description: 'Share, 0 to 1' }),
  p95: z.number().optional().meta({ description: 'Seconds' }),
  cpu: z.number().optional().meta({ description: 'Share of a core or of the limit, 0 to 1 and more' }),
  memory: z.number().optional().meta({ description: 'Bytes' }),
  disk: z.number().optional().meta({ description: 'Share in use, 0 to 1' }),
  queueDepth: z.number().optional(),
  connections: z.number().optional(),
});
export type ServiceNumbers = z.output<typeof ServiceNumbers>;

export const ServiceSummary = z
  .object({
    name: z.string(),
    title: z.string().optional(),
    owner: z.string().optional().meta({ description: 'Id of a team' }),
    tier: z.number().int().optional(),
    kind: z.enum(['service', 'database', 'cache', 'queue', 'external', 'host']),
    described: z.boolean().meta({ description: 'In services: of tocsin.yml' }),
    discovered: z.boolean().meta({ description: 'Seen in a data source or as a dependency' }),
    state: HealthState,
    word: z.string().meta({ description: 'For people: "failing", "slow", "backlog"' }),
    score: z.number().optional().meta({ description: '0 to 100; absent: not known' }),
    since: Time.meta({ description: 'Since when it is in this state' }),
    sentence: z.string().meta({ description: '"payments fails since 03:05: 8.4 % errors, limit 5 %."' }),
    numbers: ServiceNumbers,
    strip: HealthStrip.optional().meta({ description: '24 h of quarter-hours' }),
    incidents: z.array(z.string()).meta({ description: 'Ids of open ones that hit it' }),
    remarks: z
      .array(z.string())
      .optional()
      .meta({ description: 'What of its description names something that does not exist' }),
  })
  .meta({ id: 'ServiceSummary' });
export type ServiceSummary = z.output<typeof ServiceSummary>;

/** The whole: all services together. */
export const SystemHealth = z
  .object({
    state: HealthState,
    score: z.number().optional(),
    sentence: z.string().meta({ description: '"payments has been failing for 12 min." "All is well."' }),
    arithmetic: z.string().meta({ description: 'How the score comes from those of the services' }),
    counts: z.object({
      healthy: z.number().int(),
      degraded: z.number().int(),
      failing: z.number().int(),
      maintenance: z.number().int(),
      noData: z.number().int(),
    }),
    colour: z
      .enum(['red', 'yellow', 'green'])
      .meta({ description: 'Executive: green under 80 per cent of load, yellow to 90, red above' }),
    load: z.number().optional().meta({
      description: 'The highest use of a limit by any indicator, in per cent: what the colour is by',
    }),
    loadText: z.string().optional().meta({ description: '"database connections 98 %"' }),
    since: Time.optional(),
  })
  .meta({ id: 'SystemHealth' });
export type SystemHealth = z.output<typeof SystemHealth>;

const ServiceName = z.object({ name: z.string().max(500) });

export const ServiceLink = z.object({
  title: z.string(),
  url: z.string(),
  kind: z.enum(['dashboard', 'explore', 'runbook', 'logs', 'repository', 'other']),
});

/** A graph of the page: what to ask, and how to show it. */
export const ServiceGraph = z
  .object({
    name: z.string(),
    title: z.string(),
    unit: z.string().optional(),
    query: z.string(),
    source: z.string().optional(),
    limit: z.number().optional(),
  })
  .meta({ id: 'ServiceGraph' });
export type ServiceGraph = z.output<typeof ServiceGraph>;

export const ServiceDetail = ServiceSummary.extend({
  description: z.string().optional(),
  terms: z.array(HealthTerm).meta({ description: 'Worst first' }),
  arithmetic: z.string().meta({ description: '"(3 × 20 + 2 × 100) / 5 = 52"' }),
  uptime: z.object({ day: Uptime, week: Uptime, month: Uptime, quarter: Uptime }),
  availability: z
    .object({ percent: z.number(), arithmetic: z.string(), window: z.string() })
    .optional()
    .meta({ description: 'Share of requests that were answered well' }),
  graphs: z.array(ServiceGraph),
  dependsOn: z.array(z.string()),
  dependents: z.array(z.string()),
  links: z.array(ServiceLink),
  maintenance: z.array(z.object({ from: Time, to: Time, why: z.string().optional(), active: z.boolean() })),
}).meta({ id: 'ServiceDetail' });
export type ServiceDetail = z.output<typeof ServiceDetail>;

export const listServices = route({
  method: 'get',
  path: '/services',
  summary: 'All services, worst first, with the health of the whole',
  role: 'viewer',
  query: z.object({
    strips: z.enum(['0', '1']).optional().meta({ description: '1: with 24 h strips, of the first 500' }),
    search: z.string().max(200).optional(),
    state: HealthState.optional(),
    limit: Count.optional(),
  }),
  response: z.object({
    system: SystemHealth,
    services: z.array(ServiceSummary),
    total: z.number().int(),
    problems: z
      .array(z.string())
      .meta({ description: 'Descriptions that name what does not exist; data sources that do not answer' }),
    now: Time,
  }),
});

export const getService = route({
  method: 'get',
  path: '/services/{name}',
  summary: 'One service: why it is as it is, its graphs, links and time',
  role: 'viewer',
  params: ServiceName,
  response: ServiceDetail,
});

export const HistorySpan = z.object({
  from: Time,
  to: Time,
  state: HealthState,
  reason: z.string().optional(),
  text: z.string().optional(),
  backfilled: z.boolean().optional(),
});

export const getServiceHistory = route({
  method: 'get',
  path: '/services/{name}/history',
  summary: 'Its states over time, with uptime and how it is calculated',
  role: 'viewer',
  params: ServiceName,
  query: z.object({ range: z.enum(['24h', '7d', '30d', '90d']).optional() }),
  response: z.object({
    service: z.string(),
    strip: HealthStrip,
    spans: z.array(HistorySpan).meta({ description: 'Times that were not healthy, newest first' }),
    uptime: Uptime,
  }),
});

export const getServiceLogs = route({
  method: 'get',
  path: '/services/{name}/logs',
  summary: 'The twenty log lines around a moment, where Loki is configured',
  role: 'viewer',
  params: ServiceName,
  query: z.object({ at: z.string().optional().meta({ description: 'ISO time; absent: now' }) }),
  response: z.object({
    configured: z.boolean(),
    lines: z.array(z.object({ at: Time, line: z.string(), labels: z.record(z.string(), z.string()) })),
    error: z.string().optional(),
    explore: z.string().optional().meta({ description: 'The same in Explore' }),
  }),
});

export const serviceRoutes = { listServices, getService, getServiceHistory, getServiceLogs } as const;
