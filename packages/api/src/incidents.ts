import { z } from 'zod';
import { Labels, Severity, Time } from './words.ts';

export const IncidentStatus = z.enum(['triggered', 'acknowledged', 'snoozed', 'resolved']);
export const Priority = z.enum(['P1', 'P2', 'P3', 'P4', 'P5']);
/** From where a person acted. */
export const Via = z
  .enum([
    'app',
    'api',
    'slack',
    'email',
    'sms',
    'call',
    'telegram',
    'push',
    'teams',
    'discord',
    'mattermost',
    'pagerduty',
    'opsgenie',
    'webhook',
    'automation',
    'escalation',
  ])
  .meta({ id: 'Via' });

const Moment = z.object({ by: z.string(), at: Time });
const lengthMs = z.number().int().min(0);

/** What people handle: one per alert group, or opened by hand. */
export const Incident = z
  .object({
    id: z.string().meta({ description: 'INC-1' }),
    status: IncidentStatus,
    severity: Severity,
    title: z.string(),
    description: z.string().optional(),
    service: z.string().optional(),
    services: z.array(z.string()).optional().meta({ description: 'All that its alerts have hit' }),
    group: z.string().meta({ description: 'The key of its alert group; incident:INC-1 where it has none' }),
    groupLabels: Labels,
    receiver: z.string().meta({ description: 'Empty where no route led to it' }),
    origin: z
      .object({ kind: z.enum(['person', 'api', 'test']), by: z.string() })
      .optional()
      .meta({ description: 'Absent: opened by alerts' }),
    alerts: z.array(z.string()).meta({ description: 'Fingerprints of the alerts that joined it' }),
    firing: z.number().int().meta({ description: 'How many of them fire now' }),
    openedAt: Time,
    respondBy: Time.optional().meta({ description: 'When somebody should have acknowledged it' }),
    acknowledgedAt: Time.optional(),
    acknowledgementEndsAt: Time.optional().meta({
      description: 'Nobody has it any more from then on, unless the acknowledgement is renewed',
    }),
    handedBack: Moment.extend({ tookAt: Time }).optional(),
    snoozed: Moment.extend({ until: Time }).optional(),
    resolvedAt: Time.optional(),
    resolvedBy: z.string().optional().meta({ description: 'Absent: its alerts have ended' }),
    resolution: z.string().optional(),
    timeToAcknowledgeMs: lengthMs.optional(),
    timeToResolveMs: lengthMs.optional(),
    assignee: z.string().optional(),
    assigneeId: z.string().optional().meta({ description: 'Where it is a person of the directory' }),
    priority: Priority.optional(),
    mergedInto: z.string().optional().meta({ description: 'The incident that it is part of' }),
    declared: Moment.optional().meta({ description: 'Declared publicly' }),
    policy: z.string().optional().meta({ description: 'Id of the policy that it escalates along' }),
    version: z
      .number()
      .int()
      .optional()
      .meta({ description: 'Counts its changes: send it with If-Match, or as `version`' }),
    next: z.string().meta({ description: 'What happens next, in words: "pages Mia at 03:22 CEST"' }),
    nextDoes: z.string().optional().meta({ description: 'The same without its time: "pages Mia"' }),
    nextAt: Time.optional().meta({ description: 'When it happens: for a countdown' }),
  })
  .meta({ id: 'Incident' });
export type Incident = z.output<typeof Incident>;
