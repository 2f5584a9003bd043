import { z } from 'zod';
import { route } from './route.ts';
import { RuleFinding } from './rules.ts';
import { FieldProblem, Labels, Time } from './words.ts';

const wellFormed = z.string().refine((text) => text.isWellFormed(), 'this is not valid UTF-8: write it anew');
const text = wellFormed.max(100_000);
const length = z.string().max(100).meta({ description: 'As Prometheus writes it: 30s, 5m, 1h30m' });
const texts = z.record(z.string().max(1_000), text);

/** A rule as it stands in a rule file of Prometheus: the same fields, the same meaning. */
export const WrittenRule = z
  .strictObject({
    record: text.optional().meta({ description: 'Of a recording rule: the name of the series' }),
    alert: text.optional().meta({ description: 'Of an alerting rule: its name' }),
    expr: wellFormed.max(20_000),
    for: length.optional(),
    keep_firing_for: length.optional(),
    labels: texts.optional(),
    annotations: texts.optional(),
  })
  .meta({ id: 'WrittenRule' });
export type WrittenRule = z.output<typeof WrittenRule>;

/** A group as it stands in a rule file, and the data source that it asks. */
export const WrittenRuleGroup = z
  .strictObject({
    name: wellFormed.max(1_000),
    source: z.string().max(100).optional().meta({ description: 'A data source; `default`, if absent' }),
    interval: length.optional().meta({ description: 'That of the data source, if absent' }),
    query_offset: length.optional(),
    limit: z.number().int().min(0).optional().meta({ description: 'Most alerts or series of a rule' }),
    labels: texts.optional(),
    rules: z.array(WrittenRule).max(1_000),
  })
  .meta({ id: 'WrittenRuleGroup' });
export type WrittenRuleGroup = z.output<typeof WrittenRuleGroup>;

/** A rule group that people made here: the service keeps it beside the rule files and evaluates it like them. */
export const KeptRuleGroup = z
  .object({
    id: z.string(),
    version: z
      .number()
      .int()
      .meta({ description: 'Counts up with each change; a change names the one it saw' }),
    group: WrittenRuleGroup.meta({ description: 'Of a deleted group: as it last was' }),
    deleted: z.boolean(),
    madeAt: Time,
    madeBy: z.string(),
    changedAt: Time,
    changedBy: z.string(),
    comment: z.string().optional().meta({ description: 'Of the last change' }),
    problem: z.string().optional().meta({
      description: 'Why it is not evaluated now, though it is kept: its data source is gone, say',
    }),
  })
  .meta({ id: 'KeptRuleGroup' });
export type KeptRuleGroup = z.output<typeof KeptRuleGroup>;

export const RuleGroupVersion = z
  .object({
    version: z.number().int(),
    change: z.enum(['made', 'changed', 'deleted', 'restored']),
    restored: z.number().int().optional().meta({ description: 'The older version that was restored' }),
    at: Time,
    by: z.string(),
    comment: z.string().optional(),
    group: WrittenRuleGroup.optional().meta({ description: 'As it is from then on; absent: deleted' }),
    differences: z
      .array(
        z.object({
          rule: z.string().optional().meta({ description: 'Name of the rule; absent: of the group itself' }),
          field: z.string().optional().meta({
            description: 'labels.severity; absent: the whole rule came or went, or its place changed',
          }),
          before: z.string().optional(),
          after: z.string().optional(),
        }),
      )
      .meta({ description: 'What this version changed of the one before' }),
  })
  .meta({ id: 'RuleGroupVersion' });
export type RuleGroupVersion = z.output<typeof RuleGroupVersion>;

/** What one rule gives now. */
export const RuleTrial = z
  .object({
    index: z.number().int(),
    kind: z.enum(['alerting', 'recording']),
    name: z.string(),
    error: z.string().optional().meta({ description: 'Its evaluation would fail now, and why' }),
    series: z.number().int().meta({ description: 'How many results its expression has' }),
    durationMs: z.number(),
    results: z
      .array(
        z.object({
          labels: Labels,
          annotations: Labels.optional(),
          value: z.string(),
          state: z.enum(['pending', 'firing']).optional().meta({
            description: 'Of an alerting rule: what the alert would be at its first evaluation',
          }),
        }),
      )
      .meta({ description: 'At most 100. Texts are rendered; of all but the first ten only the labels' }),
    findings: z.array(RuleFinding).meta({
      description: 'Where there are no results: what of the expression matches nothing, and why',
    }),
    graphExpression: z
      .string()
      .optional()
      .meta({ description: 'The expression without its last comparison' }),
    limit: z.number().optional().meta({ description: 'The number in the last comparison' }),
    comparison: z.enum(['>', '>=', '<', '<=', '==', '!=']).optional(),
  })
  .meta({ id: 'RuleTrial' });
export type RuleTrial = z.output<typeof RuleTrial>;

export const RuleGroupCheck = z
  .object({
    at: Time,
    errors: z.array(FieldProblem),
    warnings: z.array(FieldProblem),
    rules: z.array(RuleTrial).meta({ description: 'Empty where there are errors, and with evaluate false' }),
    notTried: z
      .number()
      .int()
      .meta({ description: 'Rules that were not asked: too many, or it took too long' }),
  })
  .meta({ id: 'RuleGroupCheck' });
export type RuleGroupCheck = z.output<typeof RuleGroupCheck>;

const params = z.object({ id: z.string() });
const Comment = z.string().trim().max(10_000).optional().meta({ description: 'Why, for the history' });
const Version = z
  .number()
  .int()
  .min(1)
  .meta({ description: 'The version that was seen: 409 where it is another' });

export const listRuleGroups = route({
  method: 'get',
  path: '/rule-groups',
  summary: 'Rule groups made here, by name; with deleted=1 also those that were deleted',
  role: 'viewer',
  query: z.object({ deleted: z.enum(['0', '1']).optional() }),
  response: z.object({ groups: z.array(KeptRuleGroup) }),
});

export const exportRuleGroups = route({
  method: 'get',
  path: '/rule-groups/export',
  summary: 'The rule groups made here as one rule file of Prometheus',
  role: 'viewer',
  query: z.object({
    id: z.string().optional().meta({ description: 'Only this group' }),
    source: z.string().optional().meta({ description: 'Only groups that ask this data source' }),
  }),
  produces: 'application/yaml',
  response: z.string(),
});

export const checkRuleGroup = route({
  method: 'post',
  path: '/rule-groups/check',
  summary: 'What is wrong with a rule group, and what it would do now. Changes nothing',
  role: 'viewer',
  body: z.object({
    group: WrittenRuleGroup,
    id: z.string().optional().meta({ description: 'Of the group that it is to replace' }),
    evaluate: z.boolean().optional().meta({ description: 'false: the data source is not asked' }),
    only: z.number().int().min(0).optional().meta({ description: 'Index of the one rule to try' }),
  }),
  response: RuleGroupCheck,
});

export const createRuleGroup = route({
  method: 'post',
  path: '/rule-groups',
  summary: 'Make a rule group. Sent again with the same id and content, it is answered as the first time',
  role: 'operator',
  body: z.object({
    id: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}$/, 'at most 64 letters, digits, - and _')
      .optional()
      .meta({ description: 'Chosen by the caller, so that it can be sent again; else one is made' }),
    group: WrittenRuleGroup,
    comment: Comment,
  }),
  response: KeptRuleGroup,
});

export const getRuleGroup = route({
  method: 'get',
  path: '/rule-groups/{id}',
  summary: 'One rule group made here, deleted ones too',
  role: 'viewer',
  params,
  response: KeptRuleGroup,
});

export const getRuleGroupHistory = route({
  method: 'get',
  path: '/rule-groups/{id}/history',
  summary: 'Every version of a rule group: who, when, and what changed. The newest first',
  role: 'viewer',
  params,
  response: z.object({ versions: z.array(RuleGroupVersion) }),
});

export const replaceRuleGroup = route({
  method: 'put',
  path: '/rule-groups/{id}',
  summary: 'Change a rule group. What says the same makes no new version',
  role: 'operator',
  params,
  body: z.object({ version: Version, group: WrittenRuleGroup, comment: Comment }),
  response: KeptRuleGroup,
});

export const restoreRuleGroup = route({
  method: 'post',
  path: '/rule-groups/{id}/restore',
  summary: 'Put an older version of a rule group in force again, of a deleted one too',
  role: 'operator',
  params,
  body: z.object({
    version: Version,
    restore: z.number().int().min(1).meta({ description: 'The version to restore' }),
    comment: Comment,
  }),
  response: KeptRuleGroup,
});

export const deleteRuleGroup = route({
  method: 'delete',
  path: '/rule-groups/{id}',
  summary: 'Delete a rule group: its alerts end, its history stays',
  role: 'operator',
  params,
  query: z.object({
    version: z
      .string()
      .regex(/^[1-9]\d{0,9}$/, 'the version that was seen')
      .optional()
      .meta({
        description: 'The version that was seen: 409 where it is another; without it, whichever it is',
      }),
    comment: Comment,
  }),
  response: KeptRuleGroup,
});
