import { z } from 'zod';
import { Incident } from './incidents.ts';
import { route } from './route.ts';
import { Labels, Severity, Time } from './words.ts';

/** What other tools expect: below `/api/alerts`, behind the same door. `id`: an incident's, or an alert's fingerprint. */
export const ActiveAlert = z
  .object({
    id: z.string().meta({ description: 'The fingerprint of the alert' }),
    incident: z.string().optional(),
    status: z.enum(['firing', 'acknowledged', 'snoozed']),
    severity: Severity,
    title: z.string(),
    service: z.string().optional(),
    labels: Labels,
    startsAt: Time,
    acknowledgedBy: z.string().optional(),
  })
  .meta({ id: 'ActiveAlert' });
export type ActiveAlert = z.output<typeof ActiveAlert>;

const params = z.object({ id: z.string() });

export const activeAlerts = route({
  method: 'get',
  path: '/alerts/active',
  summary: 'All that fires and belongs to an open incident, worst first; and open incidents without alerts',
  role: 'viewer',
  response: z.object({ alerts: z.array(ActiveAlert) }),
});

export const acknowledgeAlert = route({
  method: 'post',
  path: '/alerts/{id}/acknowledge',
  summary: 'Take the incident with this id, or that of the alert with this fingerprint',
  role: 'operator',
  params,
  body: z.object({
    acknowledgeBy: z.string().max(200).optional().meta({
      description: 'Recorded as what the caller says; the person is who the token or identity proves',
    }),
    comment: z.string().max(1_000).optional(),
  }),
  response: Incident,
});

export const resolveAlert = route({
  method: 'post',
  path: '/alerts/{id}/resolve',
  summary: 'End the incident with this id, or that of the alert with this fingerprint',
  role: 'operator',
  params,
  body: z.object({ resolution: z.string().max(10_000).optional() }),
  response: Incident,
});

/** Below `/api`, not below `/api/tocsin/v1`. */
export const aliases = { activeAlerts, acknowledgeAlert, resolveAlert } as const;
