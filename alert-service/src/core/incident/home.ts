import type { Alert } from '@tocsin/model';
import type { State } from '../state.ts';
import type { Incident } from './incident.ts';

/** Firing again within this time reopens an incident; later opens a new one. */
export const reopenWithinMs = 5 * 60_000;

/** It is open, or may be reopened by its alerts: its times still decide something. */
export const mayChange = ({ status, resolvedAt = 0, stillFiring = {} }: Incident, now: number): boolean =>
  status !== 'resolved' || now - resolvedAt <= reopenWithinMs || Object.keys(stillFiring).length > 0;

/** What was merged goes on as the incident that it is part of. */
export function followed(state: State, id: string | undefined): Incident | undefined {
  let incident = state.incidents.get(id ?? '');
  while (incident?.mergedInto !== undefined) incident = state.incidents.get(incident.mergedInto);
  return incident;
}

/** The incident that a person moved the alert to, as long as it is not over for good. */
export function movedHome(state: State, fingerprint: string): Incident | undefined {
  const moved = followed(state, state.movedAlerts.get(fingerprint));
  return moved && mayChange(moved, state.now) ? moved : undefined;
}

/** Where an alert belongs: where a person moved it, else the latest incident of the group of its first matching route. */
export function homeOf(state: State, fingerprint: string): Incident | undefined {
  const group = state.alerts.get(fingerprint)?.groups[0];
  if (group === undefined) return undefined;
  return movedHome(state, fingerprint) ?? followed(state, state.incidentOfGroup.get(group));
}

/** The incident that an alert has joined. */
export function incidentOfAlert(state: State, fingerprint: string): Incident | undefined {
  const incident = homeOf(state, fingerprint);
  return incident && alertsOf(incident).has(fingerprint) ? incident : undefined;
}

/** Incidents are never changed in place; a list of alerts asks for each of them. */
const sets = new WeakMap<Incident, ReadonlySet<string>>();

export function alertsOf(incident: Incident): ReadonlySet<string> {
  const known = sets.get(incident) ?? new Set(incident.alerts);
  sets.set(incident, known);
  return known;
}

export function incidentOfAlerts(state: State, alerts: readonly Alert[]): Incident | undefined {
  for (const alert of alerts) {
    const incident = incidentOfAlert(state, alert.fingerprint);
    if (incident) return incident;
  }
  return undefined;
}

/** Somebody has the incidents of all these alerts, or has put them off. */
export function acknowledgedFor(state: State, firing: readonly Alert[]): boolean {
  const homes = new Map<string, Incident | undefined>();
  for (const { fingerprint } of firing) {
    const moved = state.movedAlerts.get(fingerprint);
    const group = state.alerts.get(fingerprint)?.groups[0] ?? '';
    const key = moved === undefined ? group : `\n${moved}`;
    if (!homes.has(key)) homes.set(key, homeOf(state, fingerprint));
  }
  return homes.size > 0 && [...homes.values()].every((home) => home && isHeld(home));
}

const isHeld = ({ status }: Incident): boolean => status === 'acknowledged' || status === 'snoozed';
