import { z } from 'zod';
import {
  WrittenAutomation,
  WrittenOverride,
  WrittenPerson,
  WrittenPolicy,
  WrittenSchedule,
  WrittenTeam,
} from './on-call-document.ts';
import { KeptContact } from './on-call-me.ts';
import { Time } from './words.ts';

/** What is known of each object beside what is written of it. */
const kept = {
  id: z.string(),
  version: z
    .number()
    .int()
    .meta({ description: 'Counts up with each change; a change names the one it saw' }),
  source: z.enum(['file', 'app']).meta({ description: 'file: it is changed in its file' }),
  changedAt: Time,
  changedBy: z.string(),
  comment: z.string().optional().meta({ description: 'Of the last change' }),
  problems: z.array(z.string()).meta({ description: 'In words, with what to change' }),
};

export const KeptPerson = z
  .object({
    ...kept,
    value: WrittenPerson,
    contacts: z.array(KeptContact).meta({ description: 'Of the entry, and those the person added' }),
    onCall: z.array(z.string()).meta({ description: 'Names of schedules they are on call in now' }),
    teams: z.array(z.string()).meta({ description: 'Names' }),
  })
  .meta({ id: 'KeptPerson' });
export type KeptPerson = z.output<typeof KeptPerson>;

export const KeptTeam = z.object({ ...kept, value: WrittenTeam }).meta({ id: 'KeptTeam' });
export type KeptTeam = z.output<typeof KeptTeam>;

export const KeptSchedule = z
  .object({
    ...kept,
    value: WrittenSchedule,
    calendar: z.string().optional().meta({ description: 'Address of its iCal feed: who has it can read it' }),
  })
  .meta({ id: 'KeptSchedule' });
export type KeptSchedule = z.output<typeof KeptSchedule>;

export const KeptPolicy = z
  .object({
    ...kept,
    value: WrittenPolicy,
    receivers: z.array(z.string()).meta({ description: 'Whose incidents go along it' }),
    running: z
      .number()
      .int()
      .meta({ description: 'Incidents that do so now, each with the policy as it was' }),
  })
  .meta({ id: 'KeptPolicy' });
export type KeptPolicy = z.output<typeof KeptPolicy>;

export const KeptAutomation = z
  .object({
    ...kept,
    value: WrittenAutomation.omit({ secret: true }),
    hasSecret: z.boolean(),
  })
  .meta({ id: 'KeptAutomation' });
export type KeptAutomation = z.output<typeof KeptAutomation>;

export const KeptOverride = z.object({ ...kept, value: WrittenOverride }).meta({ id: 'KeptOverride' });
export type KeptOverride = z.output<typeof KeptOverride>;

export const OnCallVersion = z
  .object({
    version: z.number().int(),
    at: Time,
    by: z.string(),
    source: z.enum(['file', 'app']),
    comment: z.string().optional(),
    value: z.record(z.string(), z.unknown()).optional().meta({ description: 'Absent: deleted' }),
  })
  .meta({ id: 'OnCallVersion' });
export type OnCallVersion = z.output<typeof OnCallVersion>;
