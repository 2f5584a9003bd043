import type { Turn } from '../turn.ts';
import { changeIncident } from './change.ts';
import { endsByPeopleOnly, incidentDueAt } from './incident.ts';
import { resolveIncident, stillFires } from './lifecycle.ts';
import { released } from './reopened.ts';

/** A snooze is over, or an acknowledgement ends that nobody has renewed: nobody has it any more. */
export function incidentDue(turn: Turn, id: string): void {
  const incident = turn.state.incidents.get(id);
  const due = incident && incidentDueAt(incident);
  if (!incident || due === undefined || due > turn.now) return;
  const { status, assignee } = incident;
  if (status === 'snoozed') {
    if (!endsByPeopleOnly(incident) && !stillFires(turn, incident)) return resolveIncident(turn, incident);
    changeIncident(turn, released(incident), { change: 'woken' });
    return;
  }
  changeIncident(turn, released(incident), {
    change: 'acknowledgement-expired',
    ...(assignee !== undefined && { to: assignee }),
  });
}
