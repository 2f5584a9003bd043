import type { RuleEvaluated, ToldAlert } from '#core/rule/resend';
import { isFiringAlert, type RuleAlert } from '#core/rule/state';
import type { RuleTransition } from '#core/rule/transition';
import type { EvaluatedSource, EvaluatorParts } from './parts.ts';
import type { RunningAlerting, RunningRule } from './running-rule.ts';

interface Told {
  readonly at: number;
  readonly group: { readonly intervalMs: number };
  readonly source: { readonly given: EvaluatedSource };
  readonly parts: EvaluatorParts;
}

/** Tells further Alertmanagers what an evaluation has left of a rule's alerts. */
export function tellOutlet(
  running: RunningRule,
  { transitions }: { readonly transitions: readonly RuleTransition[] },
  { parts, at, group, source }: Told,
): void {
  if (!parts.outlet || running.kind === 'recording') return;
  const active = Object.entries(running.committed.alerts).map(([key, alert]) =>
    activeAlert(running, key, alert),
  );
  parts.outlet.evaluated({
    ruleId: running.rule.id,
    group: { intervalMs: group.intervalMs },
    at,
    externalLabels: source.given.externalLabels,
    alerts: [...active, ...resolvedAmong(transitions, running.committed.rule.generatorURL)],
  } satisfies RuleEvaluated);
}

function activeAlert(running: RunningAlerting, fingerprint: string, alert: RuleAlert): ToldAlert {
  const { labels, activeAt, firedAt } = alert;
  return {
    fingerprint,
    labels,
    annotations: running.seen.get(fingerprint)?.annotations ?? alert.annotations,
    state: isFiringAlert(alert) ? 'firing' : 'pending',
    activeAt,
    ...(firedAt !== undefined && { firedAt }),
    generatorURL: running.committed.rule.generatorURL,
  };
}

export const resolvedAmong = (transitions: readonly RuleTransition[], generatorURL: string): ToldAlert[] =>
  transitions.flatMap((transition): ToldAlert[] => {
    if (transition.kind !== 'resolved') return [];
    const { fingerprint, resolvedAt, alert } = transition;
    const { labels, annotations, activeAt, firedAt } = alert;
    const fired = firedAt !== undefined && { firedAt };
    return [
      { fingerprint, labels, annotations, state: 'resolved', activeAt, ...fired, resolvedAt, generatorURL },
    ];
  });
