import { z } from 'zod';
import { OnCallDocument, WrittenOverride, WrittenSchedule } from './on-call-document.ts';
import { route } from './route.ts';
import { FieldProblem, Time } from './words.ts';

/** Somebody is on call from then until then, and how that comes about. */
export const OnCallShift = z
  .object({
    person: z.string().optional().meta({ description: 'Id; absent: nobody, on purpose' }),
    name: z.string().optional(),
    from: Time,
    until: Time,
    by: z.object({
      kind: z.enum(['layer', 'override', 'imported']),
      id: z.string().optional().meta({ description: 'Of the layer or the override' }),
      name: z.string().optional().meta({ description: 'Of the layer; of an override its comment' }),
    }),
  })
  .meta({ id: 'OnCallShift' });
export type OnCallShift = z.output<typeof OnCallShift>;

export const OnCallGap = z
  .object({
    from: Time,
    until: Time,
    why: z.string().meta({ description: 'In words' }),
    lastResort: z.array(z.string()).optional().meta({
      description: 'Who is told meanwhile, by name, of the policies that use the schedule',
    }),
  })
  .meta({ id: 'OnCallGap' });
export type OnCallGap = z.output<typeof OnCallGap>;

export const ClockChange = z
  .object({
    at: Time,
    timeZone: z.string(),
    byMinutes: z.number().int().meta({ description: '60: clocks go forward by an hour, -60: back' }),
    people: z.array(z.string()).meta({ description: 'Names of those on call then' }),
    words: z.string().meta({ description: 'What it does: "Jonas is on call for 11 h that night"' }),
  })
  .meta({ id: 'ClockChange' });
export type ClockChange = z.output<typeof ClockChange>;

export const ScheduleNow = z
  .object({
    id: z.string(),
    name: z.string(),
    timeZone: z.string(),
    now: z.array(OnCallShift).meta({ description: 'Empty: nobody' }),
    next: z.array(OnCallShift).meta({ description: 'Who comes after them' }),
    gap: OnCallGap.optional().meta({ description: 'Where nobody is on call at that moment' }),
    nextGap: OnCallGap.optional().meta({ description: 'The first of the next 90 days' }),
    sentence: z.string().meta({ description: '"Mia until 09:00, then Jonas"' }),
  })
  .meta({ id: 'ScheduleNow' });
export type ScheduleNow = z.output<typeof ScheduleNow>;

/** A schedule over a time: what counts, how it came about, and where nobody is. */
export const ScheduleShifts = z
  .object({
    from: Time,
    to: Time,
    timeZone: z.string(),
    final: z.array(OnCallShift).meta({ description: 'What counts' }),
    layers: z.array(z.object({ id: z.string(), name: z.string(), shifts: z.array(OnCallShift) })),
    overrides: z.array(OnCallShift),
    gaps: z.array(OnCallGap),
    clockChanges: z.array(ClockChange),
    load: z.array(
      z.object({
        person: z.string(),
        name: z.string(),
        hours: z.number(),
        nights: z.number().int().meta({ description: 'Nights with an hour or more between 22:00 and 06:00' }),
      }),
    ),
  })
  .meta({ id: 'ScheduleShifts' });
export type ScheduleShifts = z.output<typeof ScheduleShifts>;

export const ScheduleGaps = z
  .object({
    from: Time,
    to: Time,
    gaps: z.array(OnCallGap),
    clockChanges: z.array(ClockChange),
    unreachable: z.array(z.object({ person: z.string(), name: z.string(), why: z.string() })).meta({
      description: 'On call in that time, and without a contact that is proved',
    }),
  })
  .meta({ id: 'ScheduleGaps' });
export type ScheduleGaps = z.output<typeof ScheduleGaps>;

export const OnCallProblem = z
  .object({
    ...FieldProblem.shape,
    severity: z.enum(['error', 'warning']),
    line: z.number().int().optional(),
    column: z.number().int().optional(),
  })
  .meta({ id: 'OnCallProblem' });
export type OnCallProblem = z.output<typeof OnCallProblem>;

const At = Time;
const params = z.object({ id: z.string() });
const Comment = z.string().trim().max(1_000).optional().meta({ description: 'Why, for the history' });
const yamlText = z.string().max(2_000_000);

export const getOnCall = route({
  method: 'get',
  path: '/on-call',
  summary: 'Who is on call now, or was or will be at a moment, in each schedule',
  role: 'viewer',
  query: z.object({ at: At.optional().meta({ description: 'Now, if absent' }) }),
  response: z.object({ at: Time, schedules: z.array(ScheduleNow) }),
});

export const exportOnCall = route({
  method: 'get',
  path: '/on-call/export',
  summary: 'People, teams, schedules, policies … as a YAML file',
  role: 'admin',
  query: z.object({
    source: z.enum(['file', 'app', 'all']).optional().meta({ description: 'all, if absent' }),
  }),
  produces: 'application/yaml',
  response: z.string(),
});

const checkable = z.object({
  yaml: yamlText.optional().meta({ description: 'A file as it is written, or' }),
  document: OnCallDocument.optional(),
});

export const checkOnCall = route({
  method: 'post',
  path: '/on-call/check',
  summary: 'What is wrong with a document, beside what there is already. Changes nothing',
  role: 'operator',
  body: checkable,
  response: z.object({ problems: z.array(OnCallProblem) }),
});

export const importOnCall = route({
  method: 'post',
  path: '/on-call/import',
  summary: 'Keep all of a document as objects of the app: those that are there already are replaced',
  role: 'admin',
  body: z.object({ ...checkable.shape, comment: Comment }),
  response: z.object({
    kept: z.array(z.object({ kind: z.string(), id: z.string(), version: z.number().int() })),
    unchanged: z.number().int(),
    problems: z.array(OnCallProblem),
  }),
});

const Window = z.object({
  from: At.optional().meta({ description: 'Now, if absent' }),
  to: At.optional().meta({ description: '28 days later, if absent; at most 400' }),
});

export const getScheduleShifts = route({
  method: 'get',
  path: '/schedules/{id}/shifts',
  summary: 'Who is on call in a schedule over a time, past or to come, lane by lane',
  role: 'viewer',
  params,
  query: Window,
  response: ScheduleShifts,
});

export const getScheduleGaps = route({
  method: 'get',
  path: '/schedules/{id}/gaps',
  summary:
    'Where nobody is on call in the next 90 days, what changes of the clock do, and who cannot be reached',
  role: 'viewer',
  params,
  response: ScheduleGaps,
});

export const previewSchedule = route({
  method: 'post',
  path: '/schedules/preview',
  summary: 'The lanes of a schedule that is not kept yet. Changes nothing',
  role: 'operator',
  body: z.object({ schedule: WrittenSchedule, from: At.optional(), to: At.optional() }),
  response: z.object({ shifts: ScheduleShifts, problems: z.array(OnCallProblem) }),
});

export const coverSchedule = route({
  method: 'post',
  path: '/schedules/{id}/cover',
  summary: 'Somebody takes a time of a schedule. Without a person: the one who asks',
  role: 'operator',
  params,
  body: z.object({
    person: z.string().optional(),
    from: At,
    to: At,
    insteadOf: z.string().optional().meta({ description: 'Only the times of this person' }),
    comment: Comment,
  }),
  response: z.object({ override: WrittenOverride, version: z.number().int() }),
});

const Half = z.object({ person: z.string(), from: At, to: At });
export const swapShifts = route({
  method: 'post',
  path: '/schedules/{id}/swap',
  summary: 'Two people take each other’s times',
  role: 'operator',
  params,
  body: z.object({
    one: Half.meta({ description: 'Who has this time now' }),
    other: Half.meta({ description: 'And who has that one' }),
    comment: Comment,
  }),
  response: z.object({ swap: z.string(), overrides: z.array(WrittenOverride) }),
});
