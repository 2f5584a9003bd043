import type { Incident } from '#core/incident/incident';
import type { State } from '#core/state';

/** What led to it: its alerts were pending, and waited for their group. */
const beforeMs = 15 * 60_000;

/** Which time of its group belongs to an incident. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

type Incidents = Pick<State, 'incidentsOfGroup' | 'incidents' | 'alerts'>;

/** A group has one incident after the other: each begins where its alerts did, and ends where the next begins. */
export function spanOf(state: Incidents, incident: Incident): Span {
  const { openedAt, resolvedAt } = incident;
  const others = [...(state.incidentsOfGroup.get(incident.group) ?? [])]
    .flatMap((id) => (id === incident.id ? [] : (state.incidents.get(id) ?? [])))
    .sort((a, b) => a.openedAt - b.openedAt);
  const early = openedAt - beforeMs;
  const before = others.findLast((other) => other.resolvedAt !== undefined && other.resolvedAt <= openedAt);
  // Of those that are split off, several go on at once.
  const after = others.find((other) => resolvedAt !== undefined && other.openedAt >= resolvedAt);
  const isNear = before?.resolvedAt !== undefined && before.resolvedAt >= early;
  return {
    from: isNear ? begunAt(state, incident, before) : early,
    until: after ? begunAt(state, after, incident) : Infinity,
  };
}

function begunAt(
  { alerts }: Incidents,
  { openedAt, alerts: its }: Incident,
  { resolvedAt = 0 }: Incident,
): number {
  const starts = its.flatMap((each) => alerts.get(each)?.alert.startsAt ?? []);
  return Math.min(
    openedAt,
    Math.max(
      resolvedAt + 1,
      starts.reduce((a, b) => Math.min(a, b), openedAt),
    ),
  );
}
