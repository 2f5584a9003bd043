import type { Turn } from '../turn.ts';
import { mayChange } from './home.ts';
import type { Incident } from './incident.ts';

/** The clock was set back by so much: all that still decides something moves with it. */
export function shiftIncidents(turn: Turn, byMs: number): void {
  for (const incident of [...turn.state.incidents.values()])
    if (mayChange(incident, turn.now)) turn.putIncident(shifted(incident, byMs));
    else if (incident.quietAt !== undefined)
      turn.putIncident({ ...incident, quietAt: incident.quietAt - byMs });
}

const times = [
  'openedAt',
  'respondBy',
  'acknowledgedAt',
  'firstAcknowledgedAt',
  'acknowledgementEndsAt',
  'resolvedAt',
  'shownAt',
  'quietAt',
] as const;

function shifted(incident: Incident, byMs: number): Incident {
  const { handedBack, snoozed } = incident;
  const moved: Partial<Record<(typeof times)[number], number>> = {};
  for (const name of times) {
    const at = incident[name];
    if (at !== undefined) moved[name] = at - byMs;
  }
  return {
    ...incident,
    ...moved,
    ...(handedBack && {
      handedBack: { ...handedBack, tookAt: handedBack.tookAt - byMs, at: handedBack.at - byMs },
    }),
    // Whatever clock its end was chosen by: too early wakes somebody, too late wakes nobody.
    ...(snoozed && { snoozed: { ...snoozed, at: snoozed.at - byMs, until: snoozed.until - byMs } }),
  };
}
