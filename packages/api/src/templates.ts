import { z } from 'zod';
import { route } from './route.ts';
import { Labels } from './words.ts';

const AlertData = z.object({
  status: z.enum(['firing', 'resolved']).default('firing'),
  labels: Labels.default({}),
  annotations: Labels.default({}),
  startsAt: z.iso
    .datetime({ offset: true, error: 'expected a time such as 2026-10-20T03:17:00Z' })
    .optional(),
  endsAt: z.iso.datetime({ offset: true, error: 'expected a time such as 2026-10-20T03:17:00Z' }).optional(),
  generatorURL: z.string().default(''),
  fingerprint: z.string().default(''),
});

/** The data of a notification as Alertmanager's webhook and `amtool template render` have it. */
export const TemplateData = z
  .object({
    receiver: z.string().default('receiver'),
    status: z.enum(['firing', 'resolved']).default('firing'),
    alerts: z.array(AlertData).max(1_000).default([]),
    notification_reason: z.string().default('first notification'),
    groupLabels: Labels.default({}),
    commonLabels: Labels.default({}),
    commonAnnotations: Labels.default({}),
    routeLabels: Labels.default({}),
    externalURL: z.string().default(''),
  })
  .meta({ id: 'TemplateData' });
export type TemplateData = z.output<typeof TemplateData>;

export const previewTemplate = route({
  method: 'post',
  path: '/templates/preview',
  summary:
    'What a notification template would say, rendered by the code that renders messages; a sample without data',
  role: 'operator',
  body: z.object({
    text: z.string().max(100_000).meta({ description: '{{ template "slack.default.title" . }}' }),
    language: z.enum(['text', 'html']).default('text'),
    data: TemplateData.optional(),
  }),
  response: z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), text: z.string() }),
    z.object({
      ok: z.literal(false),
      error: z.string(),
      template: z.string(),
      line: z.number().int(),
      column: z.number().int(),
    }),
  ]),
});
