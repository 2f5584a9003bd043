import type { RuleGroup, AlertingRule } from '#core/rule/rule';
import { isFiringAlert, phaseOf, type RuleAlert, type RulePhase } from '#core/rule/state';
import type { PrometheusClient } from '#prometheus/client';
import type { PastEvaluation, RunningRule } from './running-rule.ts';

/** An active alert with the value and texts of the last evaluation. */
export interface ActiveAlert extends RuleAlert {
  readonly fingerprint: string;
  readonly state: 'pending' | 'firing';
}

export interface EvaluationView extends PastEvaluation {
  /** Repeats the query. */
  readonly curl: string;
}

export interface RuleView {
  readonly rule: AlertingRule;
  readonly state: RulePhase;
  readonly health: 'unknown' | 'ok' | 'error';
  readonly lastError?: string;
  readonly lastEvaluationAt?: number;
  readonly evaluationMs?: number;
  readonly alerts: readonly ActiveAlert[];
  /** Newest last. */
  readonly evaluations: readonly EvaluationView[];
}

export interface GroupView {
  readonly group: Omit<RuleGroup, 'rules'>;
  readonly missedIterations: number;
  readonly lastEvaluationAt?: number;
  readonly rules: readonly RuleView[];
}

export interface SourceView {
  readonly name: string;
  /** Without credentials. */
  readonly url: string;
  readonly healthy: boolean;
  readonly since?: number;
  readonly error?: string;
}

export function ruleView(
  running: RunningRule,
  group: { queryOffsetMs: number },
  client: PrometheusClient,
): RuleView {
  const { rule, committed, lastEvaluationAt, lastError, evaluationMs } = running;
  return {
    rule,
    state: phaseOf(committed),
    health: lastEvaluationAt === undefined ? 'unknown' : lastError === undefined ? 'ok' : 'error',
    lastError,
    lastEvaluationAt,
    evaluationMs,
    alerts: Object.entries(committed.alerts).map(([fingerprint, alert]) =>
      liveAlert(running, fingerprint, alert),
    ),
    evaluations: running.past.map((past) => ({
      ...past,
      curl: client.curl({ query: rule.expression, at: past.at - group.queryOffsetMs }),
    })),
  };
}

function liveAlert(running: RunningRule, fingerprint: string, alert: RuleAlert): ActiveAlert {
  const seen = running.seen.get(fingerprint);
  return {
    ...alert,
    ...(seen && { value: seen.value, annotations: seen.annotations }),
    fingerprint,
    state: isFiringAlert(alert) ? 'firing' : 'pending',
  };
}
