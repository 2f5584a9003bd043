import { z } from 'zod';
import { route } from './route.ts';
import { HealthState } from './services.ts';
import { Time } from './words.ts';

export const DependencyNode = z
  .object({
    name: z.string(),
    kind: z.enum(['service', 'database', 'cache', 'queue', 'external', 'host']),
    state: HealthState,
    word: z.string(),
    score: z.number().optional(),
    group: z.string().optional().meta({ description: 'What it folds into: its owner, or its kind' }),
    incidents: z.number().int(),
  })
  .meta({ id: 'DependencyNode' });
export type DependencyNode = z.output<typeof DependencyNode>;

/** `from` depends on `to`. */
export const DependencyEdge = z
  .object({
    from: z.string(),
    to: z.string(),
    declared: z.boolean(),
    discovered: z.string().optional().meta({ description: 'By which metric; absent: only declared' }),
    rate: z.number().optional().meta({ description: 'Requests per second' }),
    errorRate: z.number().optional().meta({ description: 'Share, 0 to 1' }),
    p95: z.number().optional().meta({ description: 'Seconds' }),
    state: HealthState.optional(),
    lastSeenAt: Time.optional(),
    inCycle: z.boolean().optional(),
  })
  .meta({ id: 'DependencyEdge' });
export type DependencyEdge = z.output<typeof DependencyEdge>;

/** What speaks for it, with time and distance. */
export const Evidence = z
  .object({
    kind: z.enum(['dependency', 'change', 'indicator', 'alert', 'incident', 'probe']),
    at: Time.meta({ description: 'Since when' }),
    service: z.string().optional(),
    text: z.string().meta({ description: '"postgres is at 98 % of its connections since 03:03"' }),
    distance: z.string().optional().meta({ description: '"2 min before payments began to fail"' }),
    change: z.string().optional().meta({ description: 'Id of the change' }),
    incident: z.string().optional(),
  })
  .meta({ id: 'Evidence' });
export type Evidence = z.output<typeof Evidence>;

export const LikelyCause = z
  .object({
    service: z.string().optional(),
    change: z.string().optional(),
    score: z.number().meta({ description: '0 to 1: only to order by' }),
    sentence: z.string(),
    evidence: z.array(Evidence),
  })
  .meta({ id: 'LikelyCause' });
export type LikelyCause = z.output<typeof LikelyCause>;

export const listDependencies = route({
  method: 'get',
  path: '/dependencies',
  summary: 'What depends on what, with health on nodes and rate, errors and p95 on edges',
  role: 'viewer',
  query: z.object({
    around: z.string().optional().meta({ description: 'Only this service and its neighbours' }),
    depth: z.enum(['1', '2', '3', '4', '5']).optional(),
  }),
  response: z.object({
    nodes: z.array(DependencyNode),
    edges: z.array(DependencyEdge),
    cycles: z.array(z.array(z.string())),
    problems: z.array(z.string()),
    now: Time,
  }),
});

export const getImpact = route({
  method: 'get',
  path: '/services/{name}/impact',
  summary: 'What is hit if this service fails, and what may have made it fail',
  role: 'viewer',
  params: z.object({ name: z.string().max(500) }),
  response: z.object({
    service: z.string(),
    sentence: z.string(),
    hit: z.array(
      z.object({
        name: z.string(),
        distance: z.number().int(),
        via: z.array(z.string()),
        state: HealthState,
      }),
    ),
    causes: z.array(LikelyCause),
  }),
});

export const dependencyRoutes = { listDependencies, getImpact } as const;
