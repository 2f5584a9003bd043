import type { State } from '../state.ts';
import type { Turn } from '../turn.ts';

/** The way of an incident that ended so long ago is forgotten; the ledger keeps what was decided. */
export function forgetEscalations(turn: Turn, before: number): void {
  for (const id of forgettable(turn.state, before)) turn.drop('escalation', id);
}

export const hasForgettableEscalations = (state: State, before: number): boolean =>
  forgettable(state, before).length > 0;

function forgettable({ escalations, incidents }: State, before: number): string[] {
  return [...escalations.keys()].filter((id) => {
    const incident = incidents.get(id);
    return !incident || (incident.status === 'resolved' && (incident.resolvedAt ?? 0) <= before);
  });
}
