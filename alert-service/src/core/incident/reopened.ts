import type { Severity } from '@tocsin/model';
import type { Turn } from '../turn.ts';
import type { Incident } from './incident.ts';
import { respondBy } from './severity.ts';

/** Nobody has it: neither taken, put off nor ended. */
export function released(incident: Incident): Incident {
  const {
    acknowledgedAt: _took,
    acknowledgementEndsAt: _until,
    assignee: _had,
    assigneeId: _who,
    handedBack: _gave,
    snoozed: _later,
    ...kept
  } = incident;
  return { ...kept, status: 'triggered' };
}

/** As it begins again. When it was first acknowledged stays known. */
export function reopened({ state, policy, now }: Turn, incident: Incident, severity: Severity): Incident {
  const {
    resolvedAt: _ended,
    resolvedBy: _who,
    resolution: _how,
    stillFiring: _known,
    severityOfAlerts: _set,
    ...kept
  } = released(incident);
  // A configuration may have sent its group elsewhere since.
  const receiver = state.groups.get(kept.group)?.receiver ?? kept.receiver;
  return { ...kept, receiver, severity, respondBy: respondBy(policy, severity, now) };
}
