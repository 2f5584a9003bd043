import type { Incident } from '../incident/incident.ts';
import type { Turn } from '../turn.ts';
import { tellStep } from './climb.ts';
import { whySkipped, whyWait } from './condition.ts';
import type { Escalation } from './escalation.ts';
import { tellLastResort } from './last-resort.ts';
import { snapshotOf, withoutPolicy } from './snapshot.ts';

function beginningOf(turn: Turn, incident: Incident, id: string): Escalation {
  const policy = snapshotOf(turn.state.directory, id) ?? withoutPolicy(id);
  return {
    ...{ incident: incident.id, policy, startedAt: turn.now, status: 'running' },
    ...{ step: 0, stepRepeats: 0, policyRepeats: 0 },
  };
}

/** Nobody of that policy would be told of it now: its hours are to come. */
export const wouldWait = (turn: Turn, incident: Incident, id: string): boolean =>
  whyWait(turn, beginningOf(turn, incident, id), incident) !== undefined;

/**
 * Tells those whom the first step of a policy means, once, of an incident that goes along another one. Whoever cannot be
 * told leads to the last resort, as in any step.
 */
export function tellAlso(turn: Turn, incident: Incident, id: string): void {
  const escalation = beginningOf(turn, incident, id);
  const index = escalation.policy.steps.findIndex((each) => !whySkipped(turn, incident, each));
  const step = escalation.policy.steps[index];
  if (step) tellStep(turn, incident, { escalation, step, index, why: 'new-service' });
  else tellLastResort(turn, incident, { escalation, because: 'no-step' });
}
