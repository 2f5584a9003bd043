import { validateDetailed } from 'node-cron';
import type { z } from 'zod';
import { fields, given, listOf, required, text, textAs } from './fields.ts';
import { suggestion } from './nearest.ts';
import type { Reading } from './reading.ts';
import type { ConfiguredReceiver } from './receivers.ts';
import { readTimeZone } from './time-zone.ts';

export const reportPeriods = ['week', 'month', 'quarter'] as const;
export type ReportPeriod = (typeof reportPeriods)[number];

/** `reports:` of tocsin.yml: who is told, at the end of each period, what was promised and what was kept. */
export interface ReportSettings {
  readonly period: ReportPeriod;
  /** Of the calendar that periods begin by, of reports and of promises. */
  readonly timeZone: string;
  /** As node-cron reads it. */
  readonly schedule: string;
  /** Nobody: reports are there to be read and to be sent by hand. */
  readonly receivers: readonly string[];
}

const usualSchedules: Readonly<Record<ReportPeriod, string>> = {
  week: '0 9 * * 1',
  month: '0 9 1 * *',
  quarter: '0 9 1 1,4,7,10 *',
};

export const noReports: ReportSettings = {
  ...{ period: 'month', timeZone: 'UTC', schedule: usualSchedules.month, receivers: [] },
};

const isPeriod = (written: string): written is ReportPeriod => reportPeriods.some((each) => each === written);

/** For the field `reports`. */
export const reports = given(
  fields({
    period: given(
      textAs('expected week, month or quarter').refine(isPeriod, 'period is week, month or quarter'),
    ),
    time_zone: given(text),
    schedule: given(
      required('schedule').superRefine((written, context) => {
        const found = validateDetailed(written);
        if (found.valid) return;
        const why = found.errors[0]?.message ?? 'it cannot be read';
        context.addIssue({
          code: 'custom',
          message: `"${written}" is no schedule (${why}): write minute, hour, day, month and weekday, such as "0 9 1 * *"`,
        });
      }),
    ),
    receivers: given(listOf(required('receiver'), 'receiver names')),
  }),
);

interface Context {
  readonly reading: Reading;
  readonly receivers: ReadonlyMap<string, ConfiguredReceiver>;
}

/** What a report can be sent by: its text is no alert. */
export const reportKinds: ReadonlySet<string> = new Set(['email', 'slack']);

export function reportSettings(written: z.output<typeof reports>, context: Context): ReportSettings {
  if (!written) return noReports;
  const { reading } = context;
  const zone = readTimeZone(written.time_zone ?? 'UTC');
  if (!zone.ok) reading.problem(['reports', 'time_zone'], zone.error);
  const period = written.period ?? 'month';
  const receivers = written.receivers ?? [];
  receivers.forEach((name, index) => checkReceiver(name, index, context));
  return {
    period,
    receivers,
    timeZone: zone.ok ? zone.value : 'UTC',
    schedule: written.schedule ?? usualSchedules[period],
  };
}

function checkReceiver(name: string, index: number, { reading, receivers }: Context): void {
  const path = ['reports', 'receivers', index];
  const receiver = receivers.get(name);
  if (!receiver)
    reading.problem(path, `there is no receiver "${name}"${suggestion(name, [...receivers.keys()])}`);
  else if (!receiver.integrations.some(({ type }) => reportKinds.has(type)))
    reading.problem(
      path,
      `reports go out by email and Slack, and the receiver "${name}" has neither: add email_configs or slack_configs to it, or name another`,
    );
}
