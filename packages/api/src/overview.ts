import { z } from 'zod';
import { Incident } from './incidents.ts';
import { FurtherAlertmanager, WatchdogState } from './outside.ts';
import { route } from './route.ts';
import { DataSource } from './rules.ts';
import { ServiceSummary, SystemHealth } from './services.ts';
import { Change } from './changes.ts';
import { Person, Role, Severity, Time } from './words.ts';

export const ReceiverHealth = z
  .object({
    receiver: z.string(),
    integration: z.string(),
    type: z.string(),
    state: z.enum(['unused', 'ok', 'failing']),
    waiting: z.number().int().meta({ description: 'Notifications not delivered yet' }),
    lastDeliveredAt: Time.optional(),
    failingSince: Time.optional(),
    lastError: z.string().optional(),
  })
  .meta({ id: 'ReceiverHealth' });
export type ReceiverHealth = z.output<typeof ReceiverHealth>;

export const Overview = z
  .object({
    sentence: z.string().meta({ description: 'What is true now, in words' }),
    next: z.string().optional().meta({ description: 'What happens next, in words' }),
    severity: Severity.meta({
      description: 'Of the worst open incident or firing alert; none when all is well',
    }),
    counts: z.object({
      firing: z.number().int(),
      pending: z.number().int(),
      acknowledged: z.number().int(),
      openIncidents: z.number().int(),
      unowned: z.number().int(),
    }),
    incidents: z.array(Incident).meta({ description: 'Worst five open ones, unowned first' }),
    receivers: z.array(ReceiverHealth),
    dataSources: z.array(DataSource),
    alertmanagers: z.array(FurtherAlertmanager).optional(),
    watchdog: WatchdogState.optional().meta({ description: 'Absent: none is configured' }),
    rules: z.object({
      total: z.number().int(),
      failing: z.number().int(),
      lastEvaluationAt: Time.optional(),
    }),
    system: SystemHealth.optional().meta({ description: 'Absent: no service is known' }),
    services: z.array(ServiceSummary).optional().meta({ description: 'The worst eight, with 24 h strips' }),
    changes: z
      .array(Change)
      .optional()
      .meta({ description: 'Of the last 6 h, nearest before the start first' }),
    quietSince: Time.optional(),
    now: Time,
  })
  .meta({ id: 'Overview' });
export type Overview = z.output<typeof Overview>;

export const getOverview = route({
  method: 'get',
  path: '/overview',
  summary: 'What is true now: the sentence, the worst incidents, delivery and evaluation health',
  role: 'viewer',
  response: Overview,
});

export const getMe = route({
  method: 'get',
  path: '/me',
  summary: 'Who is asking, and what they may do',
  role: 'viewer',
  response: z.object({
    person: Person,
    role: Role,
    remedy: z
      .string()
      .optional()
      .meta({ description: 'Why the person is not known, or may no more than this, and what to change' }),
    version: z.string(),
  }),
});
