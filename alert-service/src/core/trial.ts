import { fingerprint, type Labels, type NotToldReason, type ToldReason } from '@tocsin/model';
import type { PostedAlert, WantedSilence } from './input.ts';
import type { Policy } from './policy.ts';
import { groupKey, groupLabels } from './route/router.ts';
import type { Route } from './route/route-tree.ts';
import { emptyState } from './state.ts';
import { step } from './step.ts';

/** A question to the engine: what would become of this alert then, beside these? */
export interface Trial {
  readonly at: number;
  readonly alert: Labels;
  /** Labels of others that fire at that time: they may inhibit it. */
  readonly firing: readonly Labels[];
  readonly silences: readonly Omit<WantedSilence, 'id'>[];
}

/** One route that the alert lands in. */
export interface TrialAnswer {
  readonly route: Route;
  readonly groupKey: string;
  readonly groupLabels: Labels;
  /** Why its receiver is told, or is not. */
  readonly reason: ToldReason | NotToldReason;
  readonly told: boolean;
}

const hourMs = 3_600_000;
const one = [{ key: 'trial[0]', sendResolved: true, quietWhenAcknowledged: false, updatesInPlace: false }];

/**
 * Asks the engine itself, on an empty state, so that the answer is what it would decide. Every receiver has one
 * integration here, so that those without any answer too. In the order of the routes.
 */
export function tryRouting(policy: Policy, { at, alert, firing, silences }: Trial): readonly TrialAnswer[] {
  const state = emptyState('trial');
  const receivers = new Map([...policy.receivers.keys()].map((name) => [name, one]));
  const alone: Policy = { ...policy, receivers };
  const batch = { now: at, seed: 1 };
  const active = silences.filter((silence) => silence.startsAt <= at && at < silence.endsAt);
  step(state, alone, {
    ...{ ...batch, seq: 1 },
    inputs: [
      ...active.map((silence) => ({ kind: 'silence' as const, change: 'set' as const, silence })),
      { kind: 'alerts', alerts: [...firing, alert].map((labels) => fires(labels, at)) },
    ],
  });
  const reasons = new Map<string, { reason: TrialAnswer['reason']; told: boolean }>();
  const asked = fingerprint(alert);
  const flushed = step(
    state,
    { ...alone, flushLimit: Infinity },
    { ...batch, seq: 2, inputs: [{ kind: 'due' }] },
  );
  for (const entry of flushed.entries)
    if (entry.kind === 'flush' && entry.reason !== 'fallback' && entry.alerts.includes(asked))
      reasons.set(entry.group, { reason: entry.reason, told: entry.told });
  return policy.router.match(alert).map((route) => {
    const key = groupKey(route, groupLabels(route, alert));
    const { reason = 'never-told', told = false } = reasons.get(key) ?? {};
    return { route, groupKey: key, groupLabels: groupLabels(route, alert), reason, told };
  });
}

/** So long already that its group is flushed at once. */
const fires = (labels: Labels, at: number): PostedAlert => ({
  fingerprint: fingerprint(labels),
  labels,
  annotations: {},
  startsAt: at - 24 * hourMs,
  endsAt: at + hourMs,
  timeout: false,
  generatorURL: '',
});
