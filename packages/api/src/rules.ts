import { z } from 'zod';
import { Evaluation } from './alerts.ts';
import { route } from './route.ts';
import { Labels, Time } from './words.ts';

export const Rule = z
  .object({
    id: z.string(),
    name: z.string(),
    expression: z.string(),
    forSeconds: z.number(),
    labels: Labels,
    annotations: Labels,
    state: z.enum(['inactive', 'pending', 'firing']),
    health: z.enum(['unknown', 'ok', 'error']),
    lastError: z.string().optional(),
    lastEvaluationAt: Time.optional(),
    evaluationMs: z.number().optional(),
    alerts: z.array(z.string()).meta({ description: 'Fingerprints of its active alerts' }),
    evaluations: z.array(Evaluation),
  })
  .meta({ id: 'Rule' });
export type Rule = z.output<typeof Rule>;

export const RuleGroup = z
  .object({
    id: z.string(),
    file: z.string(),
    name: z.string(),
    intervalSeconds: z.number(),
    missedIterations: z.number().int(),
    rules: z.array(Rule),
  })
  .meta({ id: 'RuleGroup' });
export type RuleGroup = z.output<typeof RuleGroup>;

export const DataSource = z
  .object({
    name: z.string(),
    url: z.string().meta({ description: 'Without credentials' }),
    healthy: z.boolean(),
    since: Time.optional().meta({ description: 'Since when it has been in this state' }),
    error: z.string().optional(),
  })
  .meta({ id: 'DataSource' });
export type DataSource = z.output<typeof DataSource>;

export const listRules = route({
  method: 'get',
  path: '/rules',
  summary: 'Rule groups with their health and last evaluations, and the data sources they ask',
  role: 'viewer',
  response: z.object({ groups: z.array(RuleGroup), dataSources: z.array(DataSource) }),
});
