import type { IncidentChange, PageReason } from '@tocsin/model';
import type { Incident } from '../incident/incident.ts';
import type { Turn } from '../turn.ts';
import { begin, pause, stop } from './begin.ts';
import { gotWorse } from './worse.ts';

export interface Changed {
  readonly change: IncidentChange;
  /** Id of the person who did it. */
  readonly person?: string;
  /** It is more severe than it was. */
  readonly raised?: boolean;
}

/**
 * An incident changed: its escalation begins, pauses, goes on or ends. Called once for each change, after it is kept. No
 * step runs here: it is made due.
 */
export function incidentChanged(turn: Turn, incident: Incident, { change, person, raised }: Changed): void {
  if (incident.status === 'resolved')
    return stop(turn, incident, change === 'merged' ? 'incident-merged' : 'incident-resolved');
  switch (change) {
    case 'reopened':
      return begin(turn, incident, { why: 'reopened', anew: true });
    case 'handed-back':
      return begin(turn, incident, { why: 'handed-back' });
    case 'woken':
      return begin(turn, incident, { why: gotWorseSince(turn, incident) ?? 'snooze-ended' });
    case 'acknowledgement-expired':
      return begin(turn, incident, { why: 'acknowledgement-expired' });
    case 'acknowledged':
    case 'assigned':
    case 'snoozed':
      return pause(turn, incident, { change, ...(person !== undefined && { person }) });
    case 'severity-raised':
      return gotWorse(turn, incident, 'severity-raised');
    case 'service-joined':
      return gotWorse(turn, incident, 'new-service');
    case 'declared':
    case 'noted':
    case 'prioritized':
    case 'related':
    case 'resolved':
      return;
    case 'opened':
    case 'joined':
    case 'merged':
    case 'split':
      return lookAgain(turn, incident);
    case 'severity-set':
      lookAgain(turn, incident);
      // Whoever has it knows: if not by themselves, then by who says so.
      if (raised && incident.status === 'triggered') gotWorse(turn, incident, 'severity-raised');
      return;
  }
}

/** It was woken before its time, and somebody is about to be paged for that reason. */
function gotWorseSince({ state }: Turn, { id }: Incident): PageReason | undefined {
  const { status, despite, why } = state.escalations.get(id) ?? {};
  return status === 'running' && despite === 'worse' ? why : undefined;
}

/** It should be on its way: what has none gets one, and what waits looks whether it still has to. */
function lookAgain(turn: Turn, incident: Incident): void {
  const escalation = turn.state.escalations.get(incident.id);
  if (!escalation) return begin(turn, incident, {});
  if (escalation.status === 'running' && escalation.waitsFor)
    turn.put('escalation', incident.id, { ...escalation, nextStepAt: turn.now });
}

/** A configuration may bring a policy to incidents that had none. */
export function followPolicies(turn: Turn): void {
  for (const incident of [...turn.state.incidents.values()].sort((a, b) => (a.id < b.id ? -1 : 1)))
    if (incident.status === 'triggered') lookAgain(turn, incident);
}
