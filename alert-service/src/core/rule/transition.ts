import type { RuleHold, RuleInput, RuledAlert, RuleStep } from '../input.ts';
import { isFiringAlert, type RuleAlert, type RuleFacts, type RuleState } from './state.ts';

/** What an evaluation changed. One that changes nothing yields none, and commits nothing. */
export type RuleTransition =
  | {
      readonly kind: 'pending' | 'firing' | 'updated' | 'dropped' | RuleHold;
      readonly fingerprint: string;
      readonly alert: RuleAlert;
    }
  | {
      readonly kind: 'resolved';
      readonly fingerprint: string;
      readonly alert: RuleAlert;
      readonly resolvedAt: number;
    }
  | { readonly kind: 'error-began'; readonly error: string }
  | { readonly kind: 'error-ended' };

/** The engine's input for these transitions and the state they lead to; without a state, the rule is gone. */
export function ruleInput(
  ruleId: string,
  transitions: readonly RuleTransition[],
  next: RuleStanding,
): RuleInput {
  const ends = transitions.some(({ kind }) => kind === 'resolved');
  const firing = ends ? firingAs(next.state) : new Map<string, RuleAlert>();
  const steps = transitions.flatMap((transition) => stepsOf(asTold(goingOn(transition, firing)), next.rule));
  return { kind: 'rule', ruleId, steps, ...('state' in next && { state: next.state }) };
}

export interface RuleStanding {
  readonly rule: RuleFacts;
  readonly state?: RuleState;
}

/** As what alerts are told, the last that fires as it: relabelling may make one of several. */
function firingAs(state: RuleState | undefined): ReadonlyMap<string, RuleAlert> {
  const firing = Object.entries(state?.alerts ?? {}).filter(([, alert]) => isFiringAlert(alert));
  return new Map(
    firing.flatMap(([fingerprint, alert]) => {
      const told = toldFingerprint(fingerprint, alert);
      return told === undefined ? [] : [[told, alert]];
    }),
  );
}

/** As what it goes into routing; undefined where relabelling drops it. */
export const toldFingerprint = (
  fingerprint: string,
  { told }: Pick<RuleAlert, 'told'>,
): string | undefined => (told === null ? undefined : (told?.fingerprint ?? fingerprint));

/** What has ended, and still fires as another alert of the rule: whoever was told of both as one is told that it goes on. */
function goingOn(transition: RuleTransition, firing: ReadonlyMap<string, RuleAlert>): RuleTransition {
  if (transition.kind !== 'resolved') return transition;
  const { fingerprint } = transition;
  const alert = firing.get(toldFingerprint(fingerprint, transition.alert) ?? '');
  return alert ? { kind: 'updated', fingerprint, alert } : transition;
}

/** With the labels that it goes into routing with. */
function asTold(transition: RuleTransition): RuleTransition | undefined {
  if (!('alert' in transition)) return transition;
  const { told, ...alert } = transition.alert;
  // What relabelling drops is nobody's but the rule's own.
  if (told === null) return undefined;
  if (told === undefined) return transition;
  return { ...transition, fingerprint: told.fingerprint, alert: { ...alert, labels: told.labels } };
}

const stepsOf = (transition: RuleTransition | undefined, rule: RuleFacts): RuleStep[] =>
  transition ? [stepOf(transition, rule)] : [];

function stepOf(transition: RuleTransition, rule: RuleFacts): RuleStep {
  switch (transition.kind) {
    case 'error-began':
      return { change: 'error-began', error: transition.error };
    case 'error-ended':
      return { change: 'error-ended' };
    case 'pending':
    case 'dropped':
      return { change: transition.kind, fingerprint: transition.fingerprint, value: transition.alert.value };
    case 'held-recovery':
    case 'held-missing':
    case 'data-returned': {
      const { kind, fingerprint, alert } = transition;
      const told = isFiringAlert(alert) && { alert: ruledAlert(alert, rule, undefined) };
      return { change: kind, fingerprint, value: alert.value, ...told };
    }
    case 'firing':
    case 'updated':
    case 'resolved': {
      const { kind, fingerprint, alert } = transition;
      const endsAt = kind === 'resolved' ? transition.resolvedAt : undefined;
      return { change: kind, fingerprint, value: alert.value, alert: ruledAlert(alert, rule, endsAt) };
    }
  }
}

function ruledAlert(alert: RuleAlert, rule: RuleFacts, endsAt: number | undefined): RuledAlert {
  const unit = alert.annotations.unit ?? rule.unit;
  return {
    labels: alert.labels,
    annotations: alert.annotations,
    generatorURL: rule.generatorURL,
    measure: {
      value: alert.value,
      expression: rule.expression,
      ...(rule.limit !== undefined && { limit: rule.limit }),
      ...(rule.comparison && { comparison: rule.comparison }),
      ...(unit !== undefined && { unit }),
    },
    startsAt: alert.firedAt ?? alert.activeAt,
    ...(endsAt !== undefined && { endsAt }),
  };
}
