import { z } from 'zod';
import { route } from './route.ts';
import { Labels, Severity, Time } from './words.ts';

export const IncidentStatus = z.enum(['triggered', 'acknowledged', 'snoozed', 'resolved']);

/** What people handle: one per alert group. */
export const Incident = z
  .object({
    id: z.string().meta({ description: 'INC-1' }),
    status: IncidentStatus,
    severity: Severity,
    title: z.string(),
    service: z.string().optional(),
    group: z.string().meta({ description: 'The key of its alert group' }),
    groupLabels: Labels,
    receiver: z.string(),
    alerts: z.array(z.string()).meta({ description: 'Fingerprints of the alerts that joined it' }),
    firing: z.number().int().meta({ description: 'How many of them fire now' }),
    openedAt: Time,
    acknowledgedAt: Time.optional(),
    resolvedAt: Time.optional(),
    assignee: z.string().optional(),
    next: z.string().meta({ description: 'What happens next, in words: "Slack is told again at 03:22"' }),
  })
  .meta({ id: 'Incident' });
export type Incident = z.output<typeof Incident>;

const params = z.object({ id: z.string() });

export const listIncidents = route({
  method: 'get',
  path: '/incidents',
  summary:
    'Open incidents first by severity, unowned before owned, then age; then those resolved in the last 24 h',
  role: 'viewer',
  response: z.object({ incidents: z.array(Incident) }),
});

export const getIncident = route({
  method: 'get',
  path: '/incidents/{id}',
  summary: 'One incident',
  role: 'viewer',
  params,
  response: Incident,
});

export const acknowledgeIncident = route({
  method: 'post',
  path: '/incidents/{id}/acknowledge',
  summary: 'Take an incident: it is not told again until something changes',
  role: 'operator',
  params,
  body: z.object({ comment: z.string().max(1000).optional() }),
  response: Incident,
});

export const handBackIncident = route({
  method: 'post',
  path: '/incidents/{id}/hand-back',
  summary: 'Nobody has it any more: repeats go on',
  role: 'operator',
  params,
  body: z.object({ comment: z.string().max(1000).optional() }),
  response: Incident,
});
