import type { ImportInput } from './input.ts';
import { watched } from './mute/silence-watch.ts';
import type { Turn } from './turn.ts';

/** What Alertmanager knew when it was stopped, so that nothing pages anew. */
export function takeOver(turn: Turn, { notified, silences }: ImportInput): void {
  for (const each of notified) if (each.expiresAt > turn.now) turn.putNotified(each);
  for (const silence of silences) turn.putSilence(watched(silence, turn.now));
  turn.record({ kind: 'imported', silences: silences.length, notified: notified.length });
}
