import { z } from 'zod';
import type { Severity } from './words.ts';

/* Words that all of on call is written with. */

export const shortText = z.string().max(1_000);
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const badId = 'an id is at most 64 letters, digits, dots, - and _, and begins with a letter or a digit';

/** By which others refer to it. It stays; the name may change. */
export const OnCallId = z.string().regex(idPattern, badId);

export const Length = z
  .string()
  .max(50)
  .regex(
    /^(0|(?=\d)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?)$/,
    'expected a duration with its unit, such as 5m, 1h30m or 2d',
  )
  .meta({ description: '30s, 5m, 1h30m' });

const ClockTime = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'expected a time of day in quotes, such as "09:00"')
  .meta({ description: '09:00; 24:00 is the end of the day' });

export const WallClock = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/,
    'expected a date with a time and no zone, such as 2026-11-02T09:00',
  )
  .meta({ description: 'Wall clock in the zone of the schedule: 2026-11-02T09:00' });

export const Weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], {
  error: 'a day is one of mon, tue, wed, thu, fri, sat, sun',
});
export type Weekday = z.output<typeof Weekday>;

export const Zone = z
  .string()
  .max(100)
  .meta({ description: 'A name of the IANA time zone database: Europe/Berlin' });

export const WrittenSpan = z
  .strictObject({
    days: z.array(Weekday).min(1, 'name a day, or leave `days` out for all').optional().meta({
      description: 'Absent: every day. What goes over midnight belongs to the day it begins on',
    }),
    from: ClockTime,
    to: ClockTime.meta({ description: 'Before `from`: of the next day' }),
  })
  .meta({ id: 'WrittenSpan' });
export type WrittenSpan = z.output<typeof WrittenSpan>;

export const hoursFields = {
  timeZone: Zone.optional().meta({
    description: 'Absent: that of the person or the schedule it belongs to; a policy says it',
  }),
  spans: z
    .array(WrittenSpan)
    .min(1, 'hours without a span never hold: add one, such as {from: "22:00", to: "06:00"}')
    .max(50),
};

/** Times of a week. */
export const WrittenHours = z.strictObject(hoursFields).meta({ id: 'WrittenHours' });
export type WrittenHours = z.output<typeof WrittenHours>;

/** Where it was imported from, kept so that a later import finds it again. */
export const origin = {
  importedFrom: shortText.optional().meta({ description: 'grafana-oncall, opsgenie, pagerduty, goalert …' }),
  externalId: shortText.optional().meta({ description: 'Its id there' }),
};

export const PagedSeverity = z.enum(['critical', 'high', 'medium', 'low'], {
  error: 'a severity is one of critical, high, medium, low',
});

export const shownName = z
  .string()
  .min(1, 'the name is empty')
  .max(200)
  .meta({ description: 'As people read it' });

/** The severities that page, worst first. */
export const pagedSeverities = PagedSeverity.options;
export type PagedSeverity = z.output<typeof PagedSeverity>;
export const isPaged = (severity: Severity): severity is PagedSeverity => severity !== 'none';
