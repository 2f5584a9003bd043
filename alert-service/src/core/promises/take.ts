import type { Turn } from '../turn.ts';
import { daysWith, objectiveDayKey } from './hours.ts';
import type { PromiseInput } from './input.ts';
import type { SentReport } from './promise.ts';

/**
 * Attempts of one report that are kept: the newest of each who is told. Were they counted together, those that fail would
 * push out what says that others have it, and it would be sent to them again.
 */
const mostAttempts = 20;

export function takePromise(turn: Turn, input: PromiseInput): void {
  const { hours = [], objectives = [], reports = [], notes = [], forgetBefore = '', forget = [] } = input;
  // What is counted otherwise from now on is forgotten before its new hours come in.
  if (forgetBefore !== '' || forget.length > 0)
    forgetDays(turn, { before: forgetBefore, gone: new Set(forget) });
  for (const objective of forget) turn.drop('objective', objective);
  for (const counted of hours)
    for (const day of daysWith(turn.state.objectiveDays, counted))
      turn.put('objective-day', objectiveDayKey(day.objective, day.day), day);
  for (const kept of objectives) turn.put('objective', kept.objective, kept);
  for (const report of reports) turn.put('report', report.id, withAttempts(turn, report));
  for (const note of notes) turn.record({ kind: 'promise', ...note });
}

function withAttempts(turn: Turn, { id, sent, plannedAt }: SentReport): SentReport {
  const before = turn.state.reports.get(id);
  const planned = plannedAt ?? before?.plannedAt;
  const all = [...(before?.sent ?? []), ...sent];
  const of = Map.groupBy(all, ({ receiver }) => receiver);
  const kept = new Set([...of.values()].flatMap((each) => each.slice(-mostAttempts)));
  return {
    id,
    sent: all.filter((each) => kept.has(each)),
    ...(planned !== undefined && { plannedAt: planned }),
  };
}

interface Forgotten {
  readonly before: string;
  readonly gone: ReadonlySet<string>;
}

function forgetDays(turn: Turn, { before, gone }: Forgotten): void {
  for (const [key, { day, objective }] of [...turn.state.objectiveDays])
    if (day < before || gone.has(objective)) turn.drop('objective-day', key);
}
