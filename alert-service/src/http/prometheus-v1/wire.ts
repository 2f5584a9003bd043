import type { Labels } from '@tocsin/model';
import type { ActiveAlert, GroupView, RuleView } from '#engine/evaluator';
import { exponential, goTime } from './go-values.ts';

/** Fields in the order in which Prometheus writes them. */
export interface WireAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly state: string;
  readonly activeAt: string;
  readonly keepFiringSince?: string;
  readonly value: string;
}

export function wireAlert(alert: ActiveAlert): WireAlert {
  return {
    labels: sorted(alert.labels),
    annotations: sorted(alert.annotations),
    state: alert.state,
    activeAt: goTime(alert.activeAt),
    ...(alert.keepFiringSince !== undefined && { keepFiringSince: goTime(alert.keepFiringSince) }),
    value: exponential(alert.value),
  };
}

/** Without its alerts Prometheus says null, not nothing. */
export function wireRule(view: RuleView, withAlerts: boolean): object {
  const { rule, lastError } = view;
  const evaluation = {
    health: view.health === 'error' ? 'err' : view.health,
    ...(lastError !== undefined && { lastError }),
    evaluationTime: (view.evaluationMs ?? 0) / 1_000,
    lastEvaluation: goTime(view.lastEvaluationAt),
    type: rule.kind,
  };
  if (rule.kind === 'recording') {
    return { name: rule.name, query: rule.expression, labels: sorted(rule.labels), ...evaluation };
  }
  return {
    state: stateOf(view),
    name: rule.name,
    query: rule.expression,
    duration: rule.forMs / 1_000,
    keepFiringFor: rule.keepFiringForMs / 1_000,
    labels: sorted(rule.labels),
    annotations: sorted(rule.annotations),
    alerts: withAlerts ? view.alerts.map(wireAlert) : null,
    ...evaluation,
  };
}

/** Since 3.8 a rule that was never evaluated is `unknown`; what we restored of it we know. */
function stateOf({ state, lastEvaluationAt }: RuleView): string {
  return lastEvaluationAt === undefined && state === 'inactive' ? 'unknown' : state;
}

export function wireGroup(
  { group, evaluationMs = 0, lastEvaluationAt }: GroupView,
  wired: readonly object[],
): object {
  return {
    name: group.name,
    file: group.file,
    rules: wired,
    interval: group.intervalMs / 1_000,
    limit: group.limit,
    evaluationTime: evaluationMs / 1_000,
    lastEvaluation: goTime(lastEvaluationAt),
  };
}

/** As Go's encoder writes a map; labels have no other order. */
function sorted(texts: Labels): Labels {
  return Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
