import { z } from 'zod';
import { route } from './route.ts';
import { Count, Time } from './words.ts';

export const WorkflowEventType = z.enum([
  'created',
  'started',
  'completed',
  'failed',
  'paused',
  'resumed',
  'cancelled',
]);

/** Of workflows that ended, in the window; lengths in seconds. */
export const WorkflowStats = z
  .object({
    name: z.string().meta({ description: 'The agent, the type, or "all"' }),
    created: z.number().int(),
    started: z.number().int(),
    completed: z.number().int(),
    failed: z.number().int(),
    cancelled: z.number().int(),
    running: z.number().int(),
    paused: z.number().int(),
    successRate: z
      .number()
      .optional()
      .meta({ description: 'Of completed and failed, 0 to 1; absent: none ended' }),
    errorRate: z.number().optional(),
    p50: z.number().optional(),
    p95: z.number().optional(),
    p99: z.number().optional(),
  })
  .meta({ id: 'WorkflowStats' });
export type WorkflowStats = z.output<typeof WorkflowStats>;

export const WorkflowAction = z.enum(['pause', 'resume', 'cancel', 'retry']);
export type WorkflowAction = z.output<typeof WorkflowAction>;

export const Workflow = z
  .object({
    id: z.string(),
    type: z.string(),
    agent: z.string().optional(),
    state: z.enum(['created', 'running', 'paused', 'completed', 'failed', 'cancelled']),
    createdAt: Time.optional(),
    startedAt: Time.optional(),
    endedAt: Time.optional(),
    seconds: z.number().optional(),
    error: z.string().optional(),
    can: z.array(WorkflowAction).meta({ description: 'What may be asked of it now' }),
  })
  .meta({ id: 'Workflow' });
export type Workflow = z.output<typeof Workflow>;

export const WorkflowCommand = z
  .object({
    id: z.string(),
    workflow: z.string(),
    action: WorkflowAction,
    phase: z.enum(['asked', 'done', 'refused', 'nobody-answered', 'not-sent']),
    by: z.string(),
    at: Time,
    answeredAt: Time.optional(),
    detail: z
      .string()
      .meta({ description: 'In words: "orchestrator paused it after 0.2 s", "Nobody answered for 10 s"' }),
  })
  .meta({ id: 'WorkflowCommand' });
export type WorkflowCommand = z.output<typeof WorkflowCommand>;

/** Where the events come from, and whether they still do. */
export const WorkflowSource = z
  .object({
    configured: z.boolean(),
    connected: z.boolean(),
    since: Time.optional().meta({ description: 'Of the connection, or since when it is gone' }),
    error: z.string().optional(),
    lastEventAt: Time.optional(),
    lagEvents: z.number().int().optional().meta({ description: 'In the stream and not read yet' }),
    read: z.number().int(),
    poison: z.number().int().meta({ description: 'Set aside: they could not be read' }),
    sentence: z.string(),
  })
  .meta({ id: 'WorkflowSource' });
export type WorkflowSource = z.output<typeof WorkflowSource>;

/** What `GET /api/v1/monitoring/metrics/realtime` and the socket say. */
export const RealtimeMetrics = z
  .object({
    at: Time,
    ageSeconds: z.number(),
    ttlSeconds: z.number(),
    overall: WorkflowStats,
    agents: z.array(WorkflowStats),
    types: z.array(WorkflowStats),
    window: z.string(),
    source: WorkflowSource,
  })
  .meta({ id: 'RealtimeMetrics' });
export type RealtimeMetrics = z.output<typeof RealtimeMetrics>;

/** What a client of `WS /ws/monitoring` says. */
export const MonitoringAsk = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ping'), id: z.union([z.string(), z.number()]).optional() }),
  z.object({ type: z.literal('subscribe'), channels: z.array(z.string().max(200)).max(100).optional() }),
  z.object({ type: z.literal('unsubscribe'), channels: z.array(z.string().max(200)).max(100).optional() }),
]);
export type MonitoringAsk = z.output<typeof MonitoringAsk>;

export const PoisonMessage = z.object({ id: z.string(), at: Time, why: z.string(), fields: z.string() });

export const listWorkflows = route({
  method: 'get',
  path: '/workflows',
  summary: 'Workflows: counts, rates and durations, overall, by agent and by type; the newest ones',
  role: 'viewer',
  query: z.object({
    state: Workflow.shape.state.optional(),
    search: z.string().max(200).optional(),
    limit: Count.optional(),
  }),
  response: z.object({
    source: WorkflowSource,
    overall: WorkflowStats,
    agents: z.array(WorkflowStats),
    types: z.array(WorkflowStats),
    window: z.string(),
    workflows: z.array(Workflow),
    commands: z.array(WorkflowCommand).meta({ description: 'The newest first' }),
    poison: z.array(PoisonMessage),
    now: Time,
  }),
});

export const commandWorkflow = route({
  method: 'post',
  path: '/workflows/{id}/{action}',
  summary: 'Pause, resume, cancel or retry a workflow: asks whoever runs it, and waits for the answer',
  role: 'operator',
  params: z.object({ id: z.string().max(300), action: WorkflowAction }),
  body: z.object({ comment: z.string().max(1000).optional() }).optional(),
  response: WorkflowCommand,
});

export const workflowRoutes = { listWorkflows, commandWorkflow } as const;
