import { z } from 'zod';

/** Times on the wire are ISO 8601 with an offset; Go's zero time passes. */
export const Time = z.iso
  .datetime({
    offset: true,
    error: 'expected a date with a time and its offset, such as 2026-12-24T12:00:00+01:00',
  })
  .meta({ description: 'ISO 8601 time with offset' });
/** A whole number in a query. */
export const Count = z.string().regex(/^[1-9]\d{0,3}$/, 'expected a whole number from 1 to 9999');
export const Labels = z.record(z.string(), z.string());
export const Severity = z.enum(['critical', 'high', 'medium', 'low', 'none']);
export type Severity = z.output<typeof Severity>;

export const Person = z.object({
  name: z.string().meta({ description: 'How the person is shown' }),
  known: z.boolean().meta({ description: 'false: the identity was not verified, and writes are refused' }),
  login: z.string().optional().meta({ description: 'As Grafana, or tocsin.yml, knows them' }),
  id: z.string().optional().meta({ description: 'Of the on-call person with that login' }),
});
export type Person = z.output<typeof Person>;

/** Each may what the one before may: `viewer` looks, `operator` acts, `admin` says who may be told and how. */
export const Role = z.enum(['viewer', 'operator', 'admin']);
export type Role = z.output<typeof Role>;

/** In which zone the reader wants the times that stand in sentences: an IANA name. Without it: that of the service. */
export const timeZoneHeader = 'X-Time-Zone';

/** What is wrong with one field of what was sent, so that a form can say it beside the field. */
export const FieldProblem = z
  .object({
    path: z
      .array(z.union([z.string(), z.number()]))
      .meta({ description: 'Into the body: ["group", "rules", 0, "expr"]' }),
    message: z.string().meta({ description: 'What is wrong, and what to change' }),
    offset: z
      .number()
      .int()
      .optional()
      .meta({ description: 'Where in the text of the field, counted from 0' }),
  })
  .meta({ id: 'FieldProblem' });
export type FieldProblem = z.output<typeof FieldProblem>;

/** Errors are problem+json (RFC 9457). */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional().meta({ description: 'What to change' }),
  errors: z.array(FieldProblem).optional().meta({ description: 'Of what was sent, field by field' }),
});
export type Problem = z.output<typeof Problem>;

/** A number with what a reader needs beside it. */
export const Measure = z.object({
  value: z.string().meta({ description: 'The sample as Prometheus prints it: 0.084, NaN, +Inf' }),
  limit: z.number().optional().meta({ description: 'The number in the last comparison of the expression' }),
  comparison: z.enum(['>', '>=', '<', '<=', '==', '!=']).optional(),
  unit: z.string().optional(),
  expression: z.string(),
  text: z.string().meta({ description: 'For people: "8.4 %, limit 5 %"' }),
});
export type Measure = z.output<typeof Measure>;
