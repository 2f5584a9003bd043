import type { Turn } from '../turn.ts';
import type { PromiseInput } from './input.ts';

export function takePromise(turn: Turn, { days = [], reports = [], notes = [] }: PromiseInput): void {
  for (const day of days) turn.put('objective-day', `${day.objective}\n${day.day}`, day);
  for (const report of reports) turn.put('report', report.id, report);
  for (const note of notes) turn.record({ kind: 'promise', ...note });
}
