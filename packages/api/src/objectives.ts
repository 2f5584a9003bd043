import { z } from 'zod';
import { route } from './route.ts';
import { Time } from './words.ts';

export const BurnRate = z
  .object({
    window: z.string().meta({ description: '"1h"' }),
    rate: z
      .number()
      .optional()
      .meta({ description: '1: the budget lasts exactly the period; absent: no traffic' }),
    limit: z.number(),
    events: z.number().optional().meta({ description: 'Requests in the window' }),
    alerting: z.boolean(),
    why: z.string().optional().meta({ description: 'Why it does not alert although it is past its limit' }),
  })
  .meta({ id: 'BurnRate' });
export type BurnRate = z.output<typeof BurnRate>;

export const Objective = z
  .object({
    id: z.string().meta({ description: 'payments/availability' }),
    service: z.string(),
    name: z.string(),
    kind: z.enum(['availability', 'latency']),
    type: z.enum(['slo', 'sla']),
    target: z.number().meta({ description: 'Per cent: 99.9' }),
    threshold: z.number().optional().meta({ description: 'Of latency: seconds' }),
    window: z.string().meta({ description: '"30d", "month", "quarter"' }),
    periodFrom: Time,
    periodTo: Time,
    state: z.enum(['kept', 'at-risk', 'broken', 'no-data']),
    good: z.number(),
    total: z.number(),
    attained: z.number().optional().meta({ description: 'Per cent' }),
    unknownSeconds: z.number(),
    budget: z.object({
      allowed: z.number().meta({ description: 'Bad events that the target leaves, of those until now' }),
      spent: z.number(),
      remaining: z
        .number()
        .optional()
        .meta({ description: 'Share of the budget that is left; below 0: overspent' }),
      text: z.string().meta({ description: '"62 % left: 380 of 1,000 failed requests spent"' }),
    }),
    burn: z.array(BurnRate),
    forecast: z
      .object({
        attained: z.number(),
        exhaustedAt: Time.optional(),
        text: z.string().meta({ description: '"At this rate 99.87 % by 31 Dec: broken on 24 Dec"' }),
      })
      .optional(),
    days: z
      .array(
        z.object({ day: z.string(), good: z.number(), total: z.number(), remaining: z.number().optional() }),
      )
      .optional(),
    sentence: z.string(),
    query: z.object({ good: z.string(), total: z.string() }),
    rules: z.array(z.string()).meta({ description: 'Ids of the rules that watch it' }),
    problem: z.string().optional().meta({ description: 'Why nothing can be said of it' }),
  })
  .meta({ id: 'Objective' });
export type Objective = z.output<typeof Objective>;

export const Report = z
  .object({
    id: z.string().meta({ description: '2026-10' }),
    title: z.string(),
    from: Time,
    to: Time,
    complete: z.boolean(),
    sentence: z.string(),
    services: z.array(
      z.object({
        service: z.string(),
        owner: z.string().optional(),
        uptime: z.number().optional(),
        uptimeArithmetic: z.string(),
        incidents: z.number().int(),
        downSeconds: z.number(),
        objectives: z.array(
          z.object({
            name: z.string(),
            type: z.enum(['slo', 'sla']),
            target: z.number(),
            attained: z.number().optional(),
            state: z.enum(['kept', 'at-risk', 'broken', 'no-data']),
            budgetRemaining: z.number().optional(),
          }),
        ),
      }),
    ),
    incidents: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        severity: z.string(),
        openedAt: Time,
        resolvedAt: Time.optional(),
        services: z.array(z.string()),
      }),
    ),
    sent: z.array(
      z.object({ at: Time, receiver: z.string(), ok: z.boolean(), error: z.string().optional() }),
    ),
  })
  .meta({ id: 'Report' });
export type Report = z.output<typeof Report>;

const ReportId = z.object({ id: z.string().max(100) });

export const listObjectives = route({
  method: 'get',
  path: '/objectives',
  summary: 'Promises: what is kept, what is at risk, how much of each error budget is left',
  role: 'viewer',
  query: z.object({ service: z.string().optional() }),
  response: z.object({ objectives: z.array(Objective), problems: z.array(z.string()), now: Time }),
});

export const getObjective = route({
  method: 'get',
  path: '/objectives/{service}/{name}',
  summary: 'One promise, day by day',
  role: 'viewer',
  params: z.object({ service: z.string().max(500), name: z.string().max(200) }),
  response: Objective,
});

export const listReports = route({
  method: 'get',
  path: '/reports',
  summary: 'Reports by period, newest first, the running one included',
  role: 'viewer',
  response: z.object({
    reports: z.array(
      Report.pick({ id: true, title: true, from: true, to: true, complete: true, sentence: true }),
    ),
  }),
});

export const getReport = route({
  method: 'get',
  path: '/reports/{id}',
  summary: 'What was promised and what was kept in a period',
  role: 'viewer',
  params: ReportId,
  response: Report,
});

export const getReportText = route({
  method: 'get',
  path: '/reports/{id}/text',
  summary: 'The same as Markdown or CSV',
  role: 'viewer',
  params: ReportId,
  query: z.object({ format: z.enum(['markdown', 'csv']).optional() }),
  response: z.object({ name: z.string(), type: z.string(), text: z.string() }),
});

export const sendReport = route({
  method: 'post',
  path: '/reports/{id}/send',
  summary: 'Sends a report now to those whom reports are sent to',
  role: 'operator',
  params: ReportId,
  response: Report,
});

export const objectiveRoutes = {
  listObjectives,
  getObjective,
  listReports,
  getReport,
  getReportText,
  sendReport,
} as const;
