import type { Turn } from '../turn.ts';
import { changeIncident, type ChangedBy } from './change.ts';
import type { CommandAnswer } from './command.ts';
import { homeOf } from './home.ts';
import type { Incident } from './incident.ts';
import { ended, stillFires } from './lifecycle.ts';
import { reopened } from './reopened.ts';

const refused = (detail: string): CommandAnswer => ({ kind: 'conflict', detail });

interface Ending {
  readonly actor: ChangedBy;
  readonly resolution?: string | undefined;
}

/** Over for people, whatever still fires. What fires on is remembered: only what is new, or worse, opens it again. */
export function endBy(turn: Turn, incident: Incident, ending: Ending): CommandAnswer {
  return { kind: 'incident', incident: resolveBy(turn, incident, ending) };
}

export function resolveBy(turn: Turn, incident: Incident, { actor, resolution }: Ending): Incident {
  const stillFiring = firingOf(turn, incident);
  const next: Incident = {
    ...ended(turn, incident),
    resolvedBy: actor.by,
    ...(resolution !== undefined && { resolution }),
    ...(stillFiring.length > 0 && { stillFiring: Object.fromEntries(stillFiring) }),
  };
  const said = resolution ?? actor.comment;
  const { by, person, via, claimed } = actor;
  return changeIncident(turn, next, {
    change: 'resolved',
    actor: {
      by,
      ...(person !== undefined && { person }),
      ...(via && { via }),
      ...(claimed !== undefined && { claimed }),
      ...(said !== undefined && { comment: said }),
    },
  });
}

/** A newer incident of the same alerts has them: two would both claim what comes. */
export function reopenBy(turn: Turn, incident: Incident, actor: ChangedBy): CommandAnswer {
  const { id, status, mergedInto } = incident;
  if (status !== 'resolved') return { kind: 'incident', incident };
  if (mergedInto !== undefined)
    return refused(`${id} is part of ${mergedInto} now: split its alerts off there to have it by itself.`);
  const newer = newerOf(turn, incident);
  if (newer) return refused(`${newer.id} is newer, and of the same alerts: go on there.`);
  const again = reopened(turn, incident, incident.severity);
  const { heldOpen: _, ...fires } = again;
  const next = stillFires(turn, fires) ? fires : { ...fires, heldOpen: true };
  return { kind: 'incident', incident: changeIncident(turn, next, { change: 'reopened', actor }) };
}

function newerOf({ state }: Turn, { id, group, alerts }: Incident): Incident | undefined {
  const latest = state.incidents.get(state.incidentOfGroup.get(group) ?? '');
  if (latest && latest.id !== id) return latest;
  const homes = alerts.flatMap((each) => homeOf(state, each) ?? []);
  return homes.find((home) => home.id !== id && home.status !== 'resolved');
}

const firingOf = ({ state, now }: Turn, { alerts }: Incident): [string, number][] =>
  alerts.flatMap((each) => {
    const alert = state.alerts.get(each)?.alert;
    return alert && alert.endsAt > now ? [[each, alert.startsAt] satisfies [string, number]] : [];
  });
