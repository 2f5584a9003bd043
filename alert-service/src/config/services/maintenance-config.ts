import { z } from 'zod';
import { fields, given, listOf, required, text } from '../fields.ts';
import { suggestion } from '../nearest.ts';
import type { MaintenanceSettings } from './settings.ts';
import type { At } from './written.ts';

const day = 86_400_000;

/** With its offset: a time without one is another moment on another machine. */
const moment = text.transform((written, context) => {
  try {
    return Temporal.Instant.from(written).epochMilliseconds;
  } catch {
    const message =
      'a moment is written with its offset, such as 2026-12-24T22:00:00+01:00, or with Z for UTC';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
});

export const MaintenanceFields = fields({
  time_intervals: given(listOf(required('name'), 'names of time intervals')),
  from: given(moment),
  to: given(moment),
  why: given(text),
});
type Written = z.output<typeof MaintenanceFields>;

export const maintenanceOf = (listed: readonly Written[], at: At): readonly MaintenanceSettings[] =>
  listed.map((written, index) => windowOf(written, { ...at, path: [...at.path, index] }));

function windowOf(written: Written, at: At): MaintenanceSettings {
  const { time_intervals: intervals = [], from, to, why } = written;
  checkIntervals(intervals, at);
  if (intervals.length === 0 && from === undefined && to === undefined)
    at.reading.problem(at.path, 'this says no time: add time_intervals, or from and to');
  else if ((from === undefined) !== (to === undefined))
    at.reading.problem(at.path, 'from and to belong together: add the other');
  if (from !== undefined && to !== undefined) checkSpan(from, to, at);
  return {
    intervals,
    ...(from !== undefined && to !== undefined && { span: { from, to } }),
    ...(why !== undefined && { why }),
  };
}

function checkSpan(from: number, to: number, { path, reading }: At): void {
  if (to <= from) reading.problem([...path, 'to'], 'this ends before it begins: exchange from and to');
  else if (to - from > 366 * day)
    reading.problem(
      [...path, 'to'],
      'maintenance of more than a year hides that a service is gone: make it shorter',
    );
}

function checkIntervals(names: readonly string[], { path, reading, timeIntervals }: At): void {
  names.forEach((name, index) => {
    if (timeIntervals?.includes(name) !== false) return;
    const known = timeIntervals.length > 0 ? suggestion(name, timeIntervals) : ': it has none';
    reading.problem(
      [...path, 'time_intervals', index],
      `alertmanager.yml has no time interval "${name}"${known}`,
    );
  });
}
