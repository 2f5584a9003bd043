import { z } from 'zod';
import {
  hoursFields,
  Length,
  OnCallId,
  origin,
  PagedSeverity,
  shortText,
  shownName,
  WallClock,
  WrittenHours,
  WrittenSpan,
  Zone,
} from './on-call-words.ts';
import { Time } from './words.ts';

/*
 * People, teams, schedules … as they are written: over the API in these names, in files in the same names with
 * underscores (`time_zone` for `timeZone`). The service reads both with these schemas.
 */

export const ContactKind = z.enum(['slack', 'email', 'sms', 'call', 'telegram', 'push', 'webhook'], {
  error: 'a contact is one of slack, email, sms, call, telegram, push, webhook',
});
export type ContactKind = z.output<typeof ContactKind>;

/** One way to reach a person. */
export const WrittenContact = z
  .strictObject({
    id: OnCallId.meta({ description: 'Unique for the person; rules name it' }),
    kind: ContactKind,
    address: z.string().min(1, 'the address is empty').max(4_000).meta({
      description:
        'Slack user id, e-mail address, number with + and country code, Telegram chat id, push subscription, https address',
    }),
    vouched: z.boolean().optional().meta({
      description: 'true: whoever writes this says that the address is theirs; it needs no proof',
    }),
  })
  .meta({ id: 'WrittenContact' });
export type WrittenContact = z.output<typeof WrittenContact>;

/** "Slack now, call after 5 minutes." */
export const WrittenNotificationRule = z
  .strictObject({
    contact: z.string().meta({ description: 'Id of a contact of the person' }),
    after: Length.optional().meta({ description: 'Absent: at once' }),
  })
  .meta({ id: 'WrittenNotificationRule' });
export type WrittenNotificationRule = z.output<typeof WrittenNotificationRule>;

export const WrittenRules = z
  .partialRecord(PagedSeverity, z.array(WrittenNotificationRule).max(20))
  .meta({ id: 'WrittenRules' });
export type WrittenRules = z.output<typeof WrittenRules>;

export const WrittenPerson = z
  .strictObject({
    id: OnCallId,
    name: shownName,
    login: shortText.optional().meta({ description: 'In Grafana, so that it is known who acts there' }),
    email: z.email('expected an e-mail address, such as mia@example.org').max(320).optional(),
    timeZone: Zone.optional(),
    contacts: z.array(WrittenContact).max(20).default([]),
    rules: WrittenRules.default({}).meta({
      description: 'By severity; absent for one: all verified contacts in their order, a minute between them',
    }),
    quietHours: WrittenHours.optional().meta({ description: 'What is critical comes all the same' }),
    mostPerMinute: z.number().int().min(1, 'expected 1 or more').max(1_000).optional().meta({
      description: 'Messages before the rest goes into a digest; 10 if absent. Critical ones always go out',
    }),
    ...origin,
  })
  .meta({ id: 'WrittenPerson' });
export type WrittenPerson = z.output<typeof WrittenPerson>;

export const WrittenTeam = z
  .strictObject({
    id: OnCallId,
    name: shownName,
    members: z.array(z.string()).max(500).meta({ description: 'Ids of people' }),
    ...origin,
  })
  .meta({ id: 'WrittenTeam' });
export type WrittenTeam = z.output<typeof WrittenTeam>;

export const WrittenRotation = z
  .strictObject({
    every: z.number().int().min(1, 'expected 1 or more').max(1_000).default(1),
    unit: z.enum(['hours', 'days', 'weeks', 'months'], {
      error: 'a unit is one of hours, days, weeks, months',
    }),
  })
  .meta({ id: 'WrittenRotation' });
export type WrittenRotation = z.output<typeof WrittenRotation>;

export const WrittenLayer = z
  .strictObject({
    id: OnCallId,
    name: shownName.optional().meta({ description: 'The id, if absent' }),
    turns: z
      .array(z.array(z.string()).min(1, 'a turn names a person').max(20))
      .min(1, 'a layer without turns has nobody on call: add one')
      .max(200)
      .meta({ description: 'Who is on call in each turn, by ids of people: usually one' }),
    rotation: WrittenRotation.meta({ description: 'How long a turn is' }),
    startsOn: WallClock.meta({ description: 'The first handover; its time of day is that of each' }),
    endsOn: WallClock.optional(),
    restrictions: z.array(WrittenSpan).min(1).max(50).optional().meta({
      description: 'Somebody is on call only in these, in the zone of the schedule; absent: always',
    }),
  })
  .meta({ id: 'WrittenLayer' });
export type WrittenLayer = z.output<typeof WrittenLayer>;

export const WrittenSchedule = z
  .strictObject({
    id: OnCallId,
    name: shownName,
    timeZone: Zone,
    layers: z.array(WrittenLayer).max(20).default([]).meta({
      description: 'Of several that have somebody at a moment, the last one counts',
    }),
    calendar: z.string().max(2_000).optional().meta({
      description: 'Address of an iCal feed whose events say who is on call, above the layers',
    }),
    ...origin,
  })
  .meta({ id: 'WrittenSchedule' });
export type WrittenSchedule = z.output<typeof WrittenSchedule>;

export const WrittenTarget = z
  .strictObject({
    kind: z.enum(['person', 'team', 'schedule', 'receiver', 'automation', 'policy'], {
      error: 'a target is one of person, team, schedule, receiver, automation, policy',
    }),
    id: z.string().max(1_000).meta({ description: 'Its id; of a receiver its name' }),
  })
  .meta({ id: 'WrittenTarget' });
export type WrittenTarget = z.output<typeof WrittenTarget>;

export const WrittenCondition = z
  .strictObject({
    severities: z.array(PagedSeverity).min(1, 'name a severity, or leave `severities` out').optional(),
    within: WrittenHours.optional(),
    outside: WrittenHours.optional(),
    alertsAtLeast: z.number().int().min(1, 'expected 1 or more').max(1_000_000).optional().meta({
      description: 'So many alerts of the incident fire',
    }),
  })
  .meta({ id: 'WrittenCondition', description: 'All that is given must hold, else the step is skipped' });
export type WrittenCondition = z.output<typeof WrittenCondition>;

/** A list that must be there, in words. */
const missing = (message: string) => ({
  error: ({ input }: { readonly input?: unknown }) => (input === undefined ? message : undefined),
});
const noSteps = 'a policy without steps pages nobody: add a step';
const noLastResort = 'there is no last resort: name who is told when nobody else can be';
const noTargets = 'a step without targets tells nobody: add one';
const badLevel = 'a level is 0 (an automatic response), 1, 2, 3 (people) or 4 (declared publicly)';

export const WrittenStep = z
  .strictObject({
    level: z
      .union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)], { error: badLevel })
      .default(1)
      .meta({ description: badLevel }),
    targets: z.array(WrittenTarget, missing(noTargets)).min(1, noTargets).max(50),
    wait: Length.default('5m').meta({ description: 'Until the next step, if nobody has taken it' }),
    repeat: z.number().int().min(0).max(100).optional().meta({
      description: 'It is told again so often, each time after its wait',
    }),
    when: WrittenCondition.optional(),
    roundRobin: z.boolean().optional().meta({
      description:
        'One of its targets (of a team: of its members) at a time, the next one at the next incident',
    }),
  })
  .meta({ id: 'WrittenStep' });
export type WrittenStep = z.output<typeof WrittenStep>;

export const WrittenPolicy = z
  .strictObject({
    id: OnCallId,
    name: shownName,
    steps: z.array(WrittenStep, missing(noSteps)).min(1, noSteps).max(50),
    repeat: z.number().int().min(0).max(100).default(0).meta({
      description: 'All steps once more so often, after the last',
    }),
    lastResort: z.array(WrittenTarget, missing(noLastResort)).min(1, noLastResort).max(50).meta({
      description: 'Told when a step could tell nobody, and after the last step',
    }),
    hours: z
      .strictObject({
        ...hoursFields,
        always: z.array(PagedSeverity).default(['critical']).meta({
          description: 'Severities that escalate outside of the hours too',
        }),
      })
      .optional()
      .meta({ description: 'Other incidents wait until they begin' }),
    ...origin,
  })
  .meta({ id: 'WrittenPolicy' });
export type WrittenPolicy = z.output<typeof WrittenPolicy>;

export const WrittenAutomation = z
  .strictObject({
    id: OnCallId,
    name: shownName,
    url: z.string().max(2_000).meta({ description: 'Is sent a signed POST; what it answers is shown' }),
    secret: z.string().min(1).max(1_000).optional().meta({
      description: 'Signs what is sent. Only over the API; it is sealed and never given back',
    }),
    secretFile: z.string().max(1_000).optional().meta({
      description: 'File that holds the secret, relative to this file. Only in files',
    }),
    timeout: Length.default('30s').meta({ description: 'How long its answer is waited for' }),
    ...origin,
  })
  .meta({ id: 'WrittenAutomation' });
export type WrittenAutomation = z.output<typeof WrittenAutomation>;

export const WrittenOverride = z
  .strictObject({
    id: OnCallId,
    schedule: z.string(),
    person: z.string().optional().meta({ description: 'Absent: nobody, on purpose' }),
    from: Time,
    to: Time,
    insteadOf: z.string().optional().meta({ description: 'The person it replaces; absent: whoever it is' }),
    swap: z.string().max(100).optional().meta({ description: 'Overrides of one swap carry the same' }),
    comment: shortText.optional(),
  })
  .meta({ id: 'WrittenOverride' });
export type WrittenOverride = z.output<typeof WrittenOverride>;

const list = <T extends z.core.$ZodType>(schema: T) => z.array(schema).max(5_000).default([]);

/** All of on call, or a part of it. */
export const OnCallDocument = z
  .strictObject({
    people: list(WrittenPerson),
    teams: list(WrittenTeam),
    schedules: list(WrittenSchedule),
    policies: list(WrittenPolicy),
    automations: list(WrittenAutomation),
    overrides: list(WrittenOverride),
  })
  .meta({ id: 'OnCallDocument' });
export type OnCallDocument = z.output<typeof OnCallDocument>;
