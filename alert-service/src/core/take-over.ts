import type { ImportInput } from './input.ts';
import type { Turn } from './turn.ts';

/** What Alertmanager knew when it was stopped, so that nothing pages anew. */
export function takeOver(turn: Turn, { notified }: ImportInput): void {
  for (const each of notified) if (each.expiresAt > turn.now) turn.putNotified(each);
  turn.record({ kind: 'imported', silences: 0, notified: notified.length });
}
