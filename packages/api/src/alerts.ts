import { z } from 'zod';
import { route } from './route.ts';
import { Labels, Measure, Severity, Time } from './words.ts';

export const AlertStatus = z.enum(['pending', 'firing', 'acknowledged', 'resolved']);

/** What hides a firing alert now from all to whom it would be told, and so why nobody is paged for it. */
export const Muted = z
  .discriminatedUnion('reason', [
    z.object({
      reason: z.literal('silenced'),
      silences: z.array(
        z.object({ id: z.string(), createdBy: z.string(), comment: z.string(), endsAt: Time }),
      ),
    }),
    z.object({
      reason: z.literal('inhibited'),
      source: z
        .object({ fingerprint: z.string(), name: z.string(), summary: z.string().optional() })
        .meta({ description: 'The alert that inhibits it' }),
      rule: z.string().optional().meta({ description: 'Name of the inhibition rule, where it has one' }),
    }),
    z.object({
      reason: z.enum(['muted-interval', 'outside-active-interval']),
      intervals: z.array(z.string()),
    }),
  ])
  .meta({ id: 'Muted' });
export type Muted = z.output<typeof Muted>;

export const AlertSummary = z
  .object({
    fingerprint: z.string(),
    name: z.string(),
    status: AlertStatus,
    severity: Severity,
    service: z.string().optional(),
    summary: z.string().optional(),
    labels: Labels,
    startsAt: Time.meta({ description: 'Pending since, or firing since' }),
    endsAt: Time.optional().meta({ description: 'Only once it has ended' }),
    incident: z.string().optional(),
    assignee: z.string().optional(),
    measure: Measure.optional(),
    muted: Muted.optional(),
    heldSince: Time.optional().meta({
      description: 'Since when its condition is gone, while it waits for its recovery expression',
    }),
    missingSince: Time.optional().meta({
      description: 'Since when it has no data, while it is kept all the same',
    }),
  })
  .meta({ id: 'AlertSummary' });
export type AlertSummary = z.output<typeof AlertSummary>;

export const TimelineEvent = z
  .object({
    id: z.string().meta({ description: 'seq.index in the ledger; linkable' }),
    at: Time,
    what: z.string().meta({ description: 'In words: "Slack #alerts was told"' }),
    detail: z.string().optional(),
    kind: z.string().meta({ description: 'Kind of the ledger entry' }),
    reason: z.string().meta({ description: 'Name from the closed set of reasons and changes' }),
    explanation: z.string().optional().meta({ description: 'What the reason means' }),
    negative: z.boolean().meta({ description: 'Something was not sent' }),
    integration: z.string().optional(),
    causes: z
      .array(z.object({ kind: z.enum(['silence', 'alert']), id: z.string(), text: z.string() }))
      .optional()
      .meta({ description: 'What to open to see what hid it' }),
  })
  .meta({ id: 'TimelineEvent' });
export type TimelineEvent = z.output<typeof TimelineEvent>;

export const Evaluation = z
  .object({
    at: Time,
    durationMs: z.number(),
    samples: z.number().int(),
    result: z.enum(['inactive', 'pending', 'firing', 'recorded', 'error']),
    value: z.string().optional(),
    error: z.string().optional(),
    curl: z.string().meta({ description: 'Repeats the query' }),
  })
  .meta({ id: 'Evaluation' });
export type Evaluation = z.output<typeof Evaluation>;

export const AlertDetail = AlertSummary.extend({
  annotations: Labels,
  generatorURL: z.string().optional(),
  runbookUrl: z.string().optional(),
  dashboardUrl: z.string().optional(),
  sentence: z.string().meta({ description: 'What is true now, in words' }),
  expression: z.string().optional(),
  graphExpression: z.string().optional().meta({ description: 'The expression without its last comparison' }),
  rule: z.string().optional(),
  source: z.string().optional().meta({ description: 'Name of the data source that its rule asks' }),
  receivers: z.array(z.string()),
  timeline: z.array(TimelineEvent),
  evaluations: z.array(Evaluation),
}).meta({ id: 'AlertDetail' });
export type AlertDetail = z.output<typeof AlertDetail>;

export const listAlerts = route({
  method: 'get',
  path: '/alerts',
  summary: 'Pending, firing and acknowledged alerts; with resolved=1 also those that ended lately',
  role: 'viewer',
  query: z.object({ resolved: z.enum(['0', '1']).optional() }),
  response: z.object({ alerts: z.array(AlertSummary) }),
});

export const getAlert = route({
  method: 'get',
  path: '/alerts/{fingerprint}',
  summary: 'One alert with its timeline and the last evaluations of its rule',
  role: 'viewer',
  params: z.object({ fingerprint: z.string() }),
  response: AlertDetail,
});
