import { z } from 'zod';
import { IncidentDetail } from './incident-detail.ts';
import { Incident, Priority } from './incidents.ts';
import { route } from './route.ts';
import { Labels, Time } from './words.ts';

const params = z.object({ id: z.string() });
const text = (longest: number) =>
  z
    .string()
    .max(longest)
    .refine((written) => written.isWellFormed(), 'this is not valid UTF-8: write it anew');
const said = (longest: number) => text(longest).refine((written) => written.trim() !== '', 'write something');
const length = z.string().max(100).meta({ description: 'As Prometheus writes it: 30m, 8h' });

/** Goes with every change. */
const change = {
  comment: text(1_000).optional(),
  version: z
    .number()
    .int()
    .optional()
    .meta({ description: 'The version that was seen: 412 where the incident has changed since' }),
};

/** `a,b`: any of them. */
const anyOf = z.string().max(1_000);

export const listIncidents = route({
  method: 'get',
  path: '/incidents',
  summary:
    'Open incidents first by severity, unowned before owned, then age; then those resolved in the last 24 h',
  role: 'viewer',
  query: z.object({
    status: anyOf
      .optional()
      .meta({ description: 'One or several: triggered,acknowledged,snoozed,resolved,open' }),
    severity: anyOf.optional().meta({ description: 'One or several: critical,high' }),
    assignee: anyOf.optional().meta({ description: 'Names or ids; `nobody` for those that nobody has' }),
    service: anyOf.optional(),
    team: anyOf.optional().meta({ description: 'Values of the label team' }),
    q: z.string().max(1_000).optional().meta({ description: 'Words of title, id, service or labels' }),
    resolved: z
      .enum(['day', 'all', 'none'])
      .optional()
      .meta({ description: 'Of those that have ended: of the last 24 h (unless said otherwise), all, none' }),
    limit: z
      .string()
      .regex(/^[1-9]\d{0,3}$/, 'a number from 1 to 9999')
      .optional(),
  }),
  response: z.object({
    incidents: z.array(Incident),
    sentence: z.string().optional().meta({ description: '"8 open, 4 need someone."' }),
    open: z.number().int().optional().meta({ description: 'All open ones, whatever was asked for' }),
    unowned: z.number().int().optional().meta({ description: 'Open ones that nobody has' }),
    matching: z.number().int().optional().meta({ description: 'Before `limit`' }),
    lastEndedAt: Time.optional(),
  }),
});

export const getIncident = route({
  method: 'get',
  path: '/incidents/{id}',
  summary: 'One incident: its alerts, ladder, pages, timeline, and why',
  role: 'viewer',
  params,
  response: IncidentDetail,
});

export const createIncident = route({
  method: 'post',
  path: '/incidents',
  summary: 'Open an incident by hand: it escalates along the policy, and only people end it',
  role: 'operator',
  body: z.strictObject({
    title: said(300),
    description: text(10_000).optional(),
    severity: z.enum(['critical', 'high', 'medium', 'low']),
    service: said(200).optional(),
    labels: Labels.optional(),
    policy: z.string().max(200).optional().meta({ description: 'Id of a policy; absent: nobody is paged' }),
  }),
  response: Incident,
});

export const acknowledgeIncident = route({
  method: 'post',
  path: '/incidents/{id}/acknowledge',
  summary: 'Take an incident: its escalation stops. Once more by the same person renews it',
  role: 'operator',
  params,
  body: z.object({
    ...change,
    for: length.optional().meta({ description: 'It ends after so long unless it is renewed: 1h' }),
  }),
  response: Incident,
});

export const handBackIncident = route({
  method: 'post',
  path: '/incidents/{id}/hand-back',
  summary: 'Nobody has it any more: its escalation begins again',
  role: 'operator',
  params,
  body: z.object(change),
  response: Incident,
});

export const resolveIncident = route({
  method: 'post',
  path: '/incidents/{id}/resolve',
  summary: 'It is over for people, whatever still fires; alerts that join it or get worse reopen it',
  role: 'operator',
  params,
  body: z.object({ ...change, resolution: text(10_000).optional() }),
  response: Incident,
});

export const reopenIncident = route({
  method: 'post',
  path: '/incidents/{id}/reopen',
  summary: 'It is not over: it escalates from the first step',
  role: 'operator',
  params,
  body: z.object(change),
  response: Incident,
});

export const snoozeIncident = route({
  method: 'post',
  path: '/incidents/{id}/snooze',
  summary: 'Put it off: nobody is paged until then, and it comes back if it is not over',
  role: 'operator',
  params,
  body: z
    .object({ ...change, until: Time.optional(), for: length.optional() })
    .refine((body) => (body.until === undefined) !== (body.for === undefined), 'give until, or for'),
  response: Incident,
});

export const wakeIncident = route({
  method: 'post',
  path: '/incidents/{id}/wake',
  summary: 'End its snooze now',
  role: 'operator',
  params,
  body: z.object(change),
  response: Incident,
});

export const assignIncident = route({
  method: 'post',
  path: '/incidents/{id}/assign',
  summary: 'Give it to somebody: they have it, and are paged unless they did it themselves',
  role: 'operator',
  params,
  body: z.object({ ...change, to: said(200).meta({ description: 'Id of a person, else a name' }) }),
  response: Incident,
});

export const noteIncident = route({
  method: 'post',
  path: '/incidents/{id}/notes',
  summary: 'Write a note; it cannot be changed later',
  role: 'operator',
  params,
  body: z.object({ version: change.version, text: said(10_000) }),
  response: Incident,
});

export const prioritizeIncident = route({
  method: 'post',
  path: '/incidents/{id}/priority',
  summary: 'Set its priority, or take it away with null',
  role: 'operator',
  params,
  body: z.object({ ...change, priority: Priority.nullable() }),
  response: Incident,
});

export const setIncidentSeverity = route({
  method: 'post',
  path: '/incidents/{id}/severity',
  summary: 'Set its severity by hand; worse alerts still raise it',
  role: 'operator',
  params,
  body: z.object({ ...change, severity: z.enum(['critical', 'high', 'medium', 'low']) }),
  response: Incident,
});

export const mergeIncident = route({
  method: 'post',
  path: '/incidents/{id}/merge',
  summary: 'It is part of another one: it ends, and its alerts, now and later, count there',
  role: 'operator',
  params,
  body: z.object({ ...change, into: z.string().max(100).meta({ description: 'INC-1' }) }),
  response: Incident.meta({ description: 'The one that it is part of now' }),
});

export const splitIncident = route({
  method: 'post',
  path: '/incidents/{id}/split',
  summary: 'Take some of its alerts into an incident of their own',
  role: 'operator',
  params,
  body: z.object({
    ...change,
    alerts: z.array(z.string().max(100)).min(1).max(10_000).meta({ description: 'Fingerprints' }),
    title: said(300).optional(),
  }),
  response: Incident.meta({ description: 'The new one' }),
});

export const relateIncident = route({
  method: 'post',
  path: '/incidents/{id}/related',
  summary: 'Link another incident',
  role: 'operator',
  params,
  body: z.object({ ...change, to: z.string().max(100), why: text(300).optional() }),
  response: Incident,
});

export const declareIncident = route({
  method: 'post',
  path: '/incidents/{id}/declare',
  summary: 'Declare it publicly: level 4',
  role: 'operator',
  params,
  body: z.object(change),
  response: Incident,
});

export const awakeForIncident = route({
  method: 'post',
  path: '/incidents/{id}/awake',
  summary: 'I am awake: my other channels are left alone, and nobody has it yet',
  role: 'operator',
  params,
  body: z.object(change),
  response: Incident,
});

export const escalateIncident = route({
  method: 'post',
  path: '/incidents/{id}/escalate',
  summary: 'Page now: the next step of its policy, these, or along another policy',
  role: 'operator',
  params,
  body: z.object({
    ...change,
    targets: z
      .array(
        z.strictObject({
          kind: z.enum(['person', 'team', 'schedule', 'receiver', 'automation', 'policy']),
          id: z.string().max(200),
        }),
      )
      .max(50)
      .optional(),
    policy: z.string().max(200).optional(),
  }),
  response: Incident.extend({
    said: z.string().optional().meta({ description: 'Who is called, and who is not, in words' }),
  }),
});

export const bulkIncidents = route({
  method: 'post',
  path: '/incidents/bulk',
  summary: 'Do the same with several; each is answered for itself',
  role: 'operator',
  body: z.object({
    incidents: z.array(z.string().max(100)).min(1).max(500),
    command: z.enum(['acknowledge', 'hand-back', 'resolve', 'reopen', 'snooze', 'wake', 'assign']),
    comment: change.comment,
    resolution: text(10_000).optional(),
    until: Time.optional(),
    for: length.optional(),
    to: said(200).optional(),
  }),
  response: z.object({
    results: z.array(
      z.object({
        id: z.string(),
        incident: Incident.optional(),
        problem: z.string().optional().meta({ description: 'Why nothing was done with it' }),
      }),
    ),
    done: z.number().int(),
    sentence: z.string().meta({ description: '"You have 3 incidents. Nobody else is paged."' }),
  }),
});
