import { z } from 'zod';
import { Evaluation } from './alerts.ts';
import { RemoteWriteState, TogetherState } from './outside.ts';
import { route } from './route.ts';
import { Labels, Time } from './words.ts';

/** Something about a rule that works but hardly does what it was written for. */
export const RuleFinding = z
  .object({
    severity: z.enum(['warning', 'error']),
    message: z.string().meta({ description: 'No series matched http_requets_total since 5 May 10:00' }),
    remedy: z.string().optional().meta({ description: 'What to change' }),
    since: Time.optional().meta({ description: 'Since when it has been so, as far as is known' }),
  })
  .meta({ id: 'RuleFinding' });
export type RuleFinding = z.output<typeof RuleFinding>;

export const Rule = z
  .object({
    id: z.string(),
    kind: z.enum(['alerting', 'recording']),
    name: z.string(),
    record: z.string().optional().meta({ description: 'Of a recording rule: the series that it writes' }),
    expression: z.string(),
    forSeconds: z.number(),
    keepFiringForSeconds: z.number(),
    labels: Labels,
    annotations: Labels,
    state: z.enum(['inactive', 'pending', 'firing']).meta({ description: 'inactive for recording rules' }),
    health: z.enum(['unknown', 'ok', 'error']),
    lastError: z.string().optional(),
    lastEvaluationAt: Time.optional(),
    evaluationMs: z.number().optional(),
    alerts: z.array(z.string()).meta({ description: 'Fingerprints of its active alerts' }),
    evaluations: z.array(Evaluation),
    findings: z.array(RuleFinding),
    missingSince: Time.optional().meta({ description: 'Since when what it watches gives no data' }),
    heldSince: Time.optional().meta({
      description: 'Since when the condition is gone of an alert that waits for its recovery',
    }),
    caveat: z.string().optional().meta({ description: 'Why its last result may mislead' }),
  })
  .meta({ id: 'Rule' });
export type Rule = z.output<typeof Rule>;

export const RuleGroup = z
  .object({
    id: z.string(),
    source: z.string().meta({ description: 'Name of the data source that it asks' }),
    file: z.string().meta({ description: '`app` for those made here' }),
    name: z.string(),
    intervalSeconds: z.number(),
    limit: z.number().int().meta({ description: 'Most alerts or series of a rule; 0: no limit' }),
    missedIterations: z.number().int(),
    lastEvaluationAt: Time.optional(),
    evaluationMs: z.number().optional().meta({ description: 'What its last evaluation took' }),
    editable: z.boolean().meta({ description: 'Made here: it can be changed by /rule-groups/{keptId}' }),
    keptId: z.string().optional(),
    rules: z.array(Rule),
  })
  .meta({ id: 'RuleGroup' });
export type RuleGroup = z.output<typeof RuleGroup>;

export const DataSource = z
  .object({
    source: z.string().optional().meta({ description: 'As rule groups name it: `default`' }),
    name: z.string().meta({ description: 'As people read it: Prometheus' }),
    url: z.string().meta({ description: 'Without credentials' }),
    healthy: z.boolean(),
    since: Time.optional().meta({ description: 'Since when it has been in this state' }),
    error: z.string().optional(),
    together: TogetherState.optional().meta({ description: 'Absent: --no-rules.batch' }),
    remoteWrites: z.array(RemoteWriteState).optional(),
  })
  .meta({ id: 'DataSource' });
export type DataSource = z.output<typeof DataSource>;

export const listRules = route({
  method: 'get',
  path: '/rules',
  summary: 'Rule groups with their health and last evaluations, and the data sources they ask',
  role: 'viewer',
  query: z.object({
    group: z.string().optional().meta({ description: 'Only the group with this id or keptId' }),
    evaluations: z.enum(['0', '1']).optional().meta({ description: '0: leave the last evaluations out' }),
  }),
  response: z.object({ groups: z.array(RuleGroup), dataSources: z.array(DataSource) }),
});
