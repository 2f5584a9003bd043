import { resolveBy } from '../incident/end.ts';
import type { Incident } from '../incident/incident.ts';
import type { Turn } from '../turn.ts';
import type { Escalation } from './escalation.ts';
import { longestTestMs } from './policy.ts';

/** Somebody has answered it, it has come to the end of its policy, or it has taken long enough. */
export function testIsOver(
  { now }: Turn,
  incident: Incident,
  { test, startedAt, step, policy, steppedAt }: Escalation,
): boolean {
  if (!test) return false;
  const atEnd = steppedAt !== undefined && step >= policy.steps.length;
  return incident.status !== 'triggered' || atEnd || now - startedAt >= longestTestMs;
}

/** Looked at by then at the latest. */
export const endOfTest = ({ startedAt }: Escalation): number => startedAt + longestTestMs;

/** It resolves by itself. */
export function endTest(turn: Turn, incident: Incident): void {
  const answered = incident.status === 'triggered' ? 'nobody answered it' : 'it was answered';
  resolveBy(turn, incident, {
    actor: { by: 'Tocsin', via: 'escalation' },
    resolution: `The test is over: ${answered}.`,
  });
}
