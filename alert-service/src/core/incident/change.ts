import { compareSeverity, type IncidentChange, type RelateReason, type Via } from '@tocsin/model';
import { incidentChanged } from '../escalate/react.ts';
import type { Turn } from '../turn.ts';
import type { Incident } from './incident.ts';
import { updateFor, updatePosts } from './posts.ts';

/** Who changes it. Absent: its alerts, or the time. */
export interface ChangedBy {
  readonly by: string;
  /** Id of the person of the directory. */
  readonly person?: string;
  readonly via?: Via;
  readonly claimed?: string;
  readonly comment?: string;
}

/** Why two incidents have to do with each other, as far as can be seen. */
export interface Because {
  readonly reason: RelateReason;
  /** `checkout depends on payments`. */
  readonly words: string;
}

export interface Change {
  readonly change: IncidentChange;
  /** Nobody asked for it: they have to do with each other. */
  readonly because?: Because;
  readonly actor?: ChangedBy;
  /** Whom or what it is about besides: a name, an incident, a service. */
  readonly to?: string;
  readonly until?: number;
  readonly alerts?: readonly string[];
}

/** The one way in which an incident changes: its row, the ledger, its escalation, and what was posted of it. */
export function changeIncident(turn: Turn, incident: Incident, change: Change): Incident {
  const { actor } = change;
  const why = updateFor(change.change, actor !== undefined);
  const next: Incident = {
    ...incident,
    version: (incident.version ?? 0) + 1,
    ...(why && { shownAt: turn.now }),
  };
  const before = turn.state.incidents.get(incident.id);
  const raised = before !== undefined && compareSeverity(next.severity, before.severity) < 0;
  turn.putIncident(next);
  record(turn, next, change);
  const { person } = actor ?? {};
  incidentChanged(turn, next, {
    change: change.change,
    raised,
    ...(person !== undefined && { person }),
  });
  if (why) updatePosts(turn, next, why);
  return next;
}

function record(turn: Turn, incident: Incident, { change, actor, because, to, until, alerts }: Change): void {
  const { by, via, claimed, comment = because?.words } = actor ?? {};
  turn.record({
    kind: 'incident',
    incident: incident.id,
    group: incident.group,
    change,
    severity: incident.severity,
    ...(by !== undefined && { by }),
    ...(via && { via }),
    ...(claimed !== undefined && { claimed }),
    ...(comment !== undefined && { comment }),
    ...(because && { relate: because.reason }),
    ...(to !== undefined && { to }),
    ...(until !== undefined && { until }),
    ...(alerts && { alerts }),
  });
}
