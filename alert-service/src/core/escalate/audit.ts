import type { StuckFault } from '@tocsin/model';
import type { Incident } from '../incident/incident.ts';
import type { Policy } from '../policy.ts';
import type { State } from '../state.ts';
import type { Turn } from '../turn.ts';
import { begin, ladderOf, pause, setOut, stop, wantedPolicy } from './begin.ts';
import { hasArrived, isInVain, pagesOf, stillRuns } from './called.ts';
import type { Escalation } from './escalation.ts';
import { tellLastResort } from './last-resort.ts';

/** A step that has been due for so long has been forgotten by whoever should run it. */
const overdueAfterMs = 60_000;
/** Where nobody at all could be told, the last resort is tried again so often. */
const lastResortAgainMs = 5 * 60_000;

export interface Stuck {
  readonly incident: string;
  readonly fault: StuckFault;
}

interface View {
  readonly state: State;
  readonly policy: Policy;
  readonly now: number;
}

/** What should not be: each commit leaves incidents and escalations in agreement, so anything found here is a fault of ours. */
export function findStuck(view: View): readonly Stuck[] {
  const found: Stuck[] = [];
  for (const incident of view.state.incidents.values()) {
    const fault = faultOf(view, incident, view.state.escalations.get(incident.id));
    if (fault) found.push({ incident: incident.id, fault });
  }
  return found.sort((a, b) => (a.incident < b.incident ? -1 : 1));
}

function faultOf(view: View, incident: Incident, escalation?: Escalation): StuckFault | undefined {
  if (!escalation)
    return incident.status === 'triggered' && wantedPolicy(view, incident) !== undefined ? 'none' : undefined;
  const { status, nextStepAt = -Infinity, despite, test } = escalation;
  if (incident.status === 'resolved') return status === 'stopped' ? undefined : 'not-stopped';
  if (status === 'running') {
    if (nextStepAt < view.now - overdueAfterMs) return 'overdue';
    return incident.status === 'triggered' || despite || test ? undefined : 'not-paused';
  }
  if (incident.status !== 'triggered') return undefined;
  if (status !== 'finished') return 'not-running';
  return nobodyKnows(view, escalation) ? 'nobody-told' : undefined;
}

/** The policy is at its end, the last resort was told, and none of it has arrived anywhere. */
function nobodyKnows(
  { state, now }: View,
  { incident, test, startedAt, setOutAt = startedAt, lastResortAt = -Infinity }: Escalation,
): boolean {
  if (test || lastResortAt > now - lastResortAgainMs) return false;
  return !pagesOf(state, incident).some(
    (page) => (stillRuns(page) && !isInVain(page)) || (page.at >= setOutAt && hasArrived(page)),
  );
}

/** Looks again, for the state may have changed since it was found, and mends it. */
export function audit(turn: Turn): void {
  for (const { incident: id, fault } of findStuck(turn)) {
    const incident = turn.state.incidents.get(id);
    if (!incident) continue;
    const policy = turn.state.escalations.get(id)?.policy.id ?? wantedPolicy(turn, incident) ?? '';
    turn.record({ kind: 'escalation', incident: id, policy, change: 'found-stuck', fault });
    mend(turn, incident, fault);
  }
}

function mend(turn: Turn, incident: Incident, fault: StuckFault): void {
  const escalation = turn.state.escalations.get(incident.id);
  switch (fault) {
    case 'none':
      return begin(turn, incident, {});
    case 'not-stopped':
      return stop(turn, incident, 'incident-resolved');
    case 'not-paused':
      return pause(turn, incident, { change: incident.status === 'snoozed' ? 'snoozed' : 'acknowledged' });
    case 'not-running': {
      const policy = escalation?.policy ?? ladderOf(turn, incident);
      if (policy) setOut(turn, { incident, policy, ...(escalation && { before: escalation }) });
      return;
    }
    case 'overdue':
      if (escalation) turn.put('escalation', incident.id, { ...escalation, nextStepAt: turn.now });
      return;
    case 'nobody-told':
      if (!escalation) return;
      const { pages } = tellLastResort(turn, incident, { escalation });
      return turn.put('escalation', incident.id, {
        ...escalation,
        lastResortAt: turn.now,
        pages: pages.map(({ id }) => id),
      });
  }
}
