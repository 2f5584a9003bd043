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
      kind: z.literal('resolved').meta({
        description:
          'Over when all it matches has ended, and nothing of it fired again for 5 minutes. It must have matched something',
      }),
      latestAt: Time.meta({ description: 'Over by then, whatever still fires' }),
    }),
  ])
  .meta({ id: 'SilenceUntil' });
export type SilenceUntil = z.output<typeof SilenceUntil>;

const words = (description: string) => z.array(z.string().max(100)).max(100).optional().meta({ description });

/** As an entry of Alertmanager's `time_intervals`, in its own names: all that is given must hold. */
export const SilenceInterval = z
  .strictObject({
    times: z
      .array(z.strictObject({ start_time: z.string().max(5), end_time: z.string().max(5) }))
      .max(100)
      .optional()
      .meta({ description: '02:00 to 04:00; 24:00 is the end of the day. Past midnight is two of them' }),
    weekdays: words('sunday, monday:friday'),
    days_of_month: words('1 to 31, -1 the last day; 1:5'),
    months: words('january, 5, may:august'),
    years: words('2027, 2027:2030'),
    location: z.string().max(100).optional().meta({ description: 'Europe/Zurich; UTC, if absent' }),
  })
  .meta({ id: 'SilenceInterval' });
export type SilenceInterval = z.output<typeof SilenceInterval>;

/** Between its start and its end, the silence holds only at these times. More kinds are to come, as with `until`. */
export const SilenceRecurrence = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('intervals'),
      intervals: z.array(SilenceInterval).min(1).max(20).meta({ description: 'Any of them' }),
    }),
    z.object({
      kind: z.literal('calendar'),
      ical: z.string().max(10_000).meta({ description: 'A VEVENT of RFC 5545, with or without an RRULE' }),
    }),
  ])
  .meta({ id: 'SilenceRecurrence' });
export type SilenceRecurrence = z.output<typeof SilenceRecurrence>;

/** A minute at least: rulers resend each minute, and what lives shorter would be over between two of them. */
const UnusedMs = z.number().int().min(60_000).max(3_153_600_000_000).meta({
  description: 'Over once nothing that it matches has fired for so long (#5459)',
});

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
    expiresUnusedAfterMs: UnusedMs.optional(),
    recurs: SilenceRecurrence.optional().meta({ description: 'Absent: it holds all the time' }),
    window: z.object({ startsAt: Time, endsAt: Time }).optional().meta({
      description: 'Of a recurring silence that is not over: the window it is in, else the next one',
    }),
    endedBecause: z
      .enum(['resolved', 'unused'])
      .optional()
      .meta({ description: 'It ended itself, before its last moment' }),
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
    window: z.object({ startsAt: Time, endsAt: Time }).optional().meta({
      description: 'With recurs: the window it is in, else its next one within a year; absent: none',
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
    expiresUnusedAfterMs: UnusedMs.optional(),
    recurs: SilenceRecurrence.optional().meta({ description: 'Not together with until resolved' }),
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
    recurs: SilenceRecurrence.optional().meta({ description: 'Only what fires in its windows is counted' }),
  }),
  response: SilencePreview,
});
