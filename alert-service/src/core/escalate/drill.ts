import type { Incident } from '../incident/incident.ts';
import type { Turn } from '../turn.ts';
import type { Escalation } from './escalation.ts';

/** A test of a policy takes no longer, whatever its waits are. */
const longestTestMs = 10 * 60_000;

/** Somebody has answered it, it has come to the end of its policy, or it has taken long enough. */
export function testIsOver(
  { now }: Turn,
  incident: Incident,
  { test, startedAt, step, policy }: Escalation,
): boolean {
  if (!test) return false;
  return incident.status !== 'triggered' || step >= policy.steps.length || now - startedAt >= longestTestMs;
}

/** It resolves by itself. */
export function endTest(_turn: Turn, _incident: Incident): void {}
