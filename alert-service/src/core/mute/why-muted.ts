import type { Alert, Mute } from '@tocsin/model';
import type { Policy } from '../policy.ts';
import type { Route } from '../route/route-tree.ts';
import type { State } from '../state.ts';
import type { Inhibitor } from './inhibition-index.ts';
import { holdsForReceiver } from './silence-index.ts';
import { type Silence, silenceState } from './silence.ts';
import { isWithin } from './within-interval.ts';

/** What is asked: the state under a policy at a time. A turn is one. */
export interface MuteView {
  readonly state: State;
  readonly policy: Policy;
  readonly now: number;
}

/**
 * Why an alert is not told by a route now, or undefined: in Alertmanager's order, inhibition, active times, mute times,
 * silences. The first that hits is the reason.
 */
export function whyMuted(view: MuteView, route: Route, alert: Alert): Mute | undefined {
  return whyInhibited(view, alert) ?? whyOffTime(view, route) ?? whySilenced(view, route.receiver, alert);
}

export function whyInhibited(view: MuteView, alert: Alert): Mute | undefined {
  const by = inhibitorOf(view, alert);
  return by && { reason: 'inhibited', source: by.source.fingerprint, rule: by.rule.name };
}

/** Another policy has other rules: they are loaded when first asked. */
export function inhibitorOf(
  { state, policy, now }: MuteView,
  alert: Pick<Alert, 'fingerprint' | 'labels'>,
): Inhibitor | undefined {
  const { inhibition } = state.muting;
  if (inhibition.rules() !== policy.inhibitRules)
    inhibition.load(
      policy.inhibitRules,
      [...state.alerts.values()].map((record) => record.alert),
    );
  return inhibition.inhibitor(alert, now);
}

export type OffTime = Extract<Mute, { intervals: readonly string[] }>;

/** The same for all alerts of a group. */
export function whyOffTime({ policy, now }: MuteView, route: Route): OffTime | undefined {
  const { activeTimeIntervals: active, muteTimeIntervals: muted } = route;
  const holds = (name: string): boolean =>
    (policy.timeIntervals.get(name) ?? []).some((interval) => isWithin(interval, now));
  if (active.length > 0 && !active.some(holds))
    return { reason: 'outside-active-interval', intervals: active };
  const holding = muted.filter(holds);
  return holding.length > 0 ? { reason: 'muted-interval', intervals: holding } : undefined;
}

export function whySilenced(view: MuteView, receiver: string, alert: Alert): Mute | undefined {
  const silences = activeSilences(view, alert, receiver);
  return silences.length > 0 ? { reason: 'silenced', silences: silences.map(({ id }) => id) } : undefined;
}

/** In the order of their ids. */
export const activeSilences = (
  { state, policy, now }: MuteView,
  alert: Pick<Alert, 'fingerprint' | 'labels'>,
  receiver: string,
): readonly Silence[] =>
  state.muting.silences
    .matching(alert, now)
    .filter(
      (silence) =>
        silenceState(silence, now) === 'active' &&
        holdsForReceiver(silence, policy.receiverLabels.get(receiver) ?? { name: receiver }),
    );
