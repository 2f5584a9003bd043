import { knownServices } from '#core/incident/severity';
import type { Incident } from '#core/incident/incident';
import type { State } from '#core/state';

/** When what an incident tells of began, as far as anybody knows. */
export interface Began {
  readonly at: number;
  /** `payments began to fail` */
  readonly words: string;
}

/** An alert waits for its `for`, and health looks more often: what was not well so long before belongs to it. */
const wellBeforeMs = 15 * 60_000;

export function beganOf({ alerts, health }: Pick<State, 'alerts' | 'health'>, incident: Incident): Began {
  const { openedAt } = incident;
  const isNear = (at: number): boolean => at <= openedAt && openedAt - at <= wellBeforeMs;
  const [service] = knownServices(incident);
  const kept = health.get(service ?? '');
  const unwell = kept && (kept.state === 'failing' || kept.state === 'degraded') ? [kept.since] : [];
  const fired = incident.alerts.flatMap((each) => alerts.get(each)?.alert.startsAt ?? []);
  return {
    at: Math.min(openedAt, ...[...fired, ...unwell].filter(isNear)),
    words: service === undefined ? 'it began' : `${service} began to fail`,
  };
}
