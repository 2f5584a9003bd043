import { z } from 'zod';
import { route } from './route.ts';
import { Labels, Measure, Severity, Time } from './words.ts';

export const SilenceMatcher = z
  .object({
    name: z.string().min(1).max(1_024),
    op: z.enum(['=', '!=', '=~', '!~']),
    value: z.string().max(10_000).meta({ description: 'Regular expressions are RE2 and anchored' }),
  })
  .meta({ id: 'SilenceMatcher' });
export type SilenceMatcher = z.output<typeof SilenceMatcher>;

const Matchers = z.array(SilenceMatcher).min(1).max(100);

/** When a silence is over. More kinds are to come: a reader must let those pass that it does not know. */
export const SilenceUntil = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('time'), endsAt: Time }),
    z.object({
      kind: z.literal('resolved').meta({ description: 'Not supported yet: refused by name' }),
      latestAt: Time.meta({ description: 'Over by then, whatever still fires' }),
    }),
  ])
  .meta({ id: 'SilenceUntil' });
export type SilenceUntil = z.output<typeof SilenceUntil>;

export const Silence = z
  .object({
    id: z.string(),
    state: z.enum(['active', 'pending', 'expired']),
    matcherSets: z
      .array(z.array(SilenceMatcher))
      .meta({ description: 'Any of the sets, all matchers of a set' }),
    text: z.string().meta({ description: 'The matchers as they are written: {team="a"}' }),
    startsAt: Time,
    until: SilenceUntil,
    createdBy: z.string(),
    comment: z.string().meta({ description: 'Why' }),
    annotations: Labels,
    updatedAt: Time,
    hidesNow: z.number().int().meta({ description: 'Firing alerts that it matches; 0 unless it is active' }),
    lastMatchedAt: Time.optional().meta({
      description:
        'When a flush last left an alert out because of it; absent: never, as far as the ledger goes',
    }),
  })
  .meta({ id: 'Silence' });
export type Silence = z.output<typeof Silence>;

const counts = {
  total: z.number().int(),
  bySeverity: z.partialRecord(Severity, z.number().int()),
};
export const SeverityCounts = z.object(counts).meta({ id: 'SeverityCounts' });
export type SeverityCounts = z.output<typeof SeverityCounts>;

export const HiddenAlert = z
  .object({
    fingerprint: z.string(),
    name: z.string(),
    summary: z.string().optional(),
    severity: Severity,
    service: z.string().optional(),
    labels: Labels,
    startsAt: Time,
    measure: Measure.optional(),
    incident: z.string().optional(),
  })
  .meta({ id: 'HiddenAlert' });
export type HiddenAlert = z.output<typeof HiddenAlert>;

export const SilencePreview = z
  .object({
    at: Time,
    matchesAll: z.boolean().meta({ description: 'It hides every alert there could be: ask once more' }),
    sentence: z.string().meta({ description: 'What follows from it, in words' }),
    now: z.object({
      ...counts,
      alerts: z.array(HiddenAlert).meta({ description: 'The worst first, at most 100' }),
      incidents: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          severity: Severity,
          owned: z.boolean().meta({ description: 'false: nobody has it' }),
          assignee: z.string().optional(),
        }),
      ),
      notTold: z
        .array(
          z.object({
            receiver: z.string(),
            integrations: z.array(z.string()).meta({ description: 'In words: "Slack (team)"' }),
            alerts: z.number().int(),
          }),
        )
        .meta({ description: 'Who would be told of these alerts without it' }),
    }),
    history: z.object({
      ...counts,
      since: Time.meta({ description: 'The first moment that is known of' }),
      complete: z.boolean().meta({ description: 'false: there is no history of all seven days' }),
      timeZone: z.string(),
      days: z.array(z.object({ day: z.iso.date(), known: z.boolean(), ...counts })),
      alerts: z
        .array(
          z.object({
            name: z.string(),
            severity: Severity,
            times: z.number().int(),
            lastAt: Time,
          }),
        )
        .meta({ description: 'By name and severity, the worst first, at most 50' }),
    }),
    narrower: z
      .object({
        add: SilenceMatcher,
        text: z.string(),
        now: SeverityCounts,
        history: SeverityCounts,
      })
      .optional()
      .meta({ description: 'The same without the worst of them' }),
  })
  .meta({ id: 'SilencePreview' });
export type SilencePreview = z.output<typeof SilencePreview>;

const params = z.object({ id: z.string() });

export const listSilences = route({
  method: 'get',
  path: '/silences',
  summary: 'Silences: active ones by their end, pending ones by their start, then the expired',
  role: 'viewer',
  query: z.object({ expired: z.enum(['0', '1']).optional().meta({ description: '0: without the expired' }) }),
  response: z.object({ silences: z.array(Silence) }),
});

export const makeSilence = route({
  method: 'post',
  path: '/silences',
  summary:
    'Make a silence, or change one: where that would rewrite the past, the old one ends and a new one begins',
  role: 'operator',
  body: z.object({
    id: z.string().optional().meta({ description: 'Of the silence to change' }),
    matchers: Matchers,
    startsAt: Time.optional().meta({ description: 'Now, if absent' }),
    until: SilenceUntil,
    comment: z.string().trim().min(1, 'say why').max(10_000),
  }),
  response: Silence,
});

export const endSilence = route({
  method: 'delete',
  path: '/silences/{id}',
  summary: 'End a silence now',
  role: 'operator',
  params,
  response: Silence,
});

export const previewSilence = route({
  method: 'post',
  path: '/silences/preview',
  summary: 'What a silence would hide now, and would have hidden in the last seven days. Changes nothing',
  role: 'viewer',
  body: z.object({
    matchers: z.array(SilenceMatcher).max(100),
    timeZone: z.string().max(100).optional().meta({ description: 'Of the days; else that of the service' }),
  }),
  response: SilencePreview,
});
