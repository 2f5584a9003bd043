import type { Alert, NotPagedReason } from '@tocsin/model';
import type { Incident } from '../incident/incident.ts';
import { type MuteView, whyMuted, whySilenced } from '../mute/why-muted.ts';
import { holdsAt, nextChange } from '../on-call/hours.ts';
import type { Escalation } from './escalation.ts';
import type { Condition, LadderStep, WorkingHours } from './policy.ts';

/** Looked at again then, and at each change of the incident: a silence may end at any time. */
export const lookAgainMs = 60_000;

export interface Wait {
  readonly reason: NotPagedReason;
  readonly until: number;
}

/** What a due step waits for, whatever step it is. */
export function whyWait(view: MuteView, escalation: Escalation, incident: Incident): Wait | undefined {
  // Somebody wants it now.
  if (escalation.why === 'asked') return undefined;
  if (isHidden(view, incident)) return { reason: 'incident-silenced', until: view.now + lookAgainMs };
  const { hours } = escalation.policy;
  if (!hours || escalation.test || isOpen(hours, incident, view.now)) return undefined;
  const until = nextChange(hours, view.now);
  return until === undefined ? undefined : { reason: 'outside-hours', until };
}

/** Something of it fires, and all that does is hidden. */
export function isHidden(view: MuteView, incident: Incident): boolean {
  const firing = firingOf(view, incident);
  return firing.length > 0 && firing.every((alert) => isMuted(view, alert));
}

const isOpen = (hours: WorkingHours, { severity }: Incident, now: number): boolean =>
  hours.always.includes(severity) || holdsAt(hours, now);

/** Why a step is skipped now; undefined: it is not. */
export function whySkipped(view: MuteView, incident: Incident, step: LadderStep): NotPagedReason | undefined {
  if (step.onlyIn?.some((hours) => !isOpen(hours, incident, view.now))) return 'outside-hours';
  const conditions = [...(step.when ? [step.when] : []), ...(step.also ?? [])];
  return conditions.every((condition) => holds(view, incident, condition)) ? undefined : 'condition-not-met';
}

function holds(view: MuteView, incident: Incident, condition: Condition): boolean {
  const { severities, within, outside, alertsAtLeast } = condition;
  return (
    (!severities || severities.includes(incident.severity)) &&
    (!within || holdsAt(within, view.now)) &&
    (!outside || !holdsAt(outside, view.now)) &&
    (alertsAtLeast === undefined || heardOf(view, incident).length >= alertsAtLeast)
  );
}

const heardOf = (view: MuteView, incident: Incident): readonly Alert[] =>
  firingOf(view, incident).filter((alert) => !isMuted(view, alert));

const firingOf = ({ state, now }: MuteView, { alerts }: Incident): readonly Alert[] =>
  alerts.flatMap((each) => state.alerts.get(each)?.alert ?? []).filter(({ endsAt }) => endsAt > now);

/** By the route that made its incident. */
function isMuted(view: MuteView, alert: Alert): boolean {
  const { state, policy } = view;
  const group = state.groups.get(state.alerts.get(alert.fingerprint)?.groups[0] ?? '');
  const route = group && policy.router.route(group.route);
  if (route) return whyMuted(view, route, alert) !== undefined;
  return whySilenced(view, group?.receiver ?? '', alert) !== undefined;
}
