import { z } from 'zod';
import { route } from './route.ts';
import { Count, Time } from './words.ts';

export const ChangeKind = z.enum([
  'deployment',
  'flag',
  'configuration',
  'annotation',
  'rule',
  'route',
  'silence',
  'on-call',
  'other',
]);
export type ChangeKind = z.output<typeof ChangeKind>;

export const Change = z
  .object({
    id: z.string(),
    at: Time,
    endedAt: Time.optional(),
    kind: ChangeKind,
    services: z.array(z.string()).meta({ description: 'Empty: it is not known which' }),
    title: z.string().meta({ description: '"payments 2.41.0 deployed"' }),
    description: z.string().optional(),
    version: z.string().optional(),
    by: z.string().optional(),
    source: z.string().meta({ description: 'api, github, gitlab, grafana, tocsin' }),
    link: z.string().optional(),
    outcome: z.enum(['success', 'failure', 'running', 'cancelled']).optional(),
    distanceMs: z
      .number()
      .optional()
      .meta({ description: 'From the start that was asked about; negative: before it' }),
    distance: z.string().optional().meta({ description: '"2 min before payments began to fail"' }),
  })
  .meta({ id: 'Change' });
export type Change = z.output<typeof Change>;

export const NewChange = z
  .object({
    kind: z.enum(['deployment', 'flag', 'configuration', 'other']),
    title: z.string().min(1).max(300),
    services: z.array(z.string().min(1).max(200)).max(50).optional(),
    service: z.string().min(1).max(200).optional(),
    at: Time.optional().meta({ description: 'Absent: now' }),
    endedAt: Time.optional(),
    description: z.string().max(5000).optional(),
    version: z.string().max(200).optional(),
    by: z.string().max(200).optional(),
    link: z
      .url({ protocol: /^https?$/, error: 'expected an address that begins with http:// or https://' })
      .max(2000)
      .optional(),
    outcome: z.enum(['success', 'failure', 'running', 'cancelled']).optional(),
    key: z
      .string()
      .max(200)
      .optional()
      .meta({ description: 'The same key again changes that change, instead of telling another' }),
  })
  .meta({ id: 'NewChange' });

export const tellChange = route({
  method: 'post',
  path: '/changes',
  summary: 'Tells that something was deployed, switched or configured',
  role: 'operator',
  body: NewChange,
  response: Change,
});

export const listChanges = route({
  method: 'get',
  path: '/changes',
  summary: 'What changed, nearest before the asked start first, or newest first',
  role: 'viewer',
  query: z.object({
    service: z.string().optional().meta({ description: 'And what it depends on' }),
    incident: z.string().optional().meta({ description: 'Around the start of this incident' }),
    from: Time.optional(),
    to: Time.optional(),
    limit: Count.optional(),
  }),
  response: z.object({ changes: z.array(Change), now: Time }),
});

export const changeRoutes = { tellChange, listChanges } as const;
