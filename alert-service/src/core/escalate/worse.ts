import type { Incident } from '../incident/incident.ts';
import { summon } from '../page/summon.ts';
import type { Turn } from '../turn.ts';
import { begin, ladderOf, setOut } from './begin.ts';
import type { Ladder } from './policy.ts';

type Worse = 'severity-raised' | 'new-service';

/** Of a policy whose first step says nothing. */
const usualWaitMs = 5 * 60_000;

/**
 * More severe than it was, or another service is hit. Somebody has it: they are paged, and if they say nothing within the
 * wait of the first step, the policy begins. Nobody has it: steps that were skipped are asked again, and who was paged is
 * paged anew only where their rules for this severity name further contacts.
 */
export function gotWorse(turn: Turn, incident: Incident, why: Worse): void {
  const escalation = turn.state.escalations.get(incident.id);
  if (incident.status !== 'triggered') return askOwner(turn, incident, why);
  if (!escalation || escalation.status === 'paused') return begin(turn, incident, { why });
  // Its steps have all been tried, and nobody answered: what is hit since then would call nobody at all.
  if (escalation.status === 'finished') return begin(turn, incident, { why });
  if (why === 'new-service') return;
  if (escalation.status === 'running')
    turn.put('escalation', incident.id, {
      ...escalation,
      // What waits for a silence or for business hours looks at once whether it still has to.
      raisedUntil:
        escalation.raisedUntil ?? (escalation.waitsFor ? turn.now : escalation.nextStepAt) ?? turn.now,
      nextStepAt: turn.now,
    });
}

function askOwner(turn: Turn, incident: Incident, why: Worse): void {
  const { assigneeId } = incident;
  const before = turn.state.escalations.get(incident.id);
  const policy = before?.policy ?? ladderOf(turn, incident);
  const page =
    assigneeId !== undefined && incident.status === 'acknowledged'
      ? summon(turn, { incident, target: { kind: 'person', id: assigneeId }, why })
      : undefined;
  // Already on its way in spite of them: no later than it was.
  if (!policy || (before?.status === 'running' && before.despite)) return;
  const paged = page !== undefined && typeof page !== 'string';
  const at = paged ? turn.now + firstWait(policy) : turn.now;
  setOut(turn, { ...{ incident, policy, why, at, despite: 'worse' }, ...(before && { before }) });
}

const firstWait = ({ steps }: Ladder): number => steps[0]?.waitMs || usualWaitMs;
