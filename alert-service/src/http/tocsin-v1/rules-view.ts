import type { Measure } from '@tocsin/model';
import type { ActiveAlert, Evaluator, GroupView, RuleView as LiveRule } from '#engine/evaluator';
import type { ActiveAlertView, RuleGroupView, RulesView, RuleView } from './context.ts';

/** What the evaluator knows, in the API's words. Without an evaluator there are no rules and no data source. */
export function rulesView(evaluator: Evaluator | undefined): RulesView {
  if (!evaluator)
    return { groups: () => [], rule: () => undefined, active: () => new Map(), dataSources: () => [] };
  const groups = (): RuleGroupView[] => evaluator.groups().map(groupView);
  return {
    groups,
    rule: (id) =>
      groups()
        .flatMap((group) => group.rules)
        .find((rule) => rule.id === id),
    active: () =>
      new Map(
        groups().flatMap((group) =>
          group.rules.flatMap((rule) => rule.alerts.map((alert) => [alert.fingerprint, alert] as const)),
        ),
      ),
    dataSources() {
      const { name, url, healthy, since, error } = evaluator.source();
      return [
        {
          name,
          url,
          healthy,
          ...(since !== undefined && { since: new Date(since).toISOString() }),
          ...(error !== undefined && { error }),
        },
      ];
    },
  };
}

const groupView = ({ group, missedIterations, rules }: GroupView): RuleGroupView => ({
  id: group.id,
  file: group.file,
  name: group.name,
  intervalMs: group.intervalMs,
  missedIterations,
  rules: rules.map(ruleView),
});

function ruleView(live: LiveRule): RuleView {
  const { rule } = live;
  return {
    id: rule.id,
    name: rule.name,
    expression: rule.expression,
    ...(rule.threshold && { graphExpression: rule.threshold.left }),
    forMs: rule.forMs,
    labels: rule.labels,
    annotations: rule.annotations,
    state: live.state,
    health: live.health,
    ...(live.lastError !== undefined && { lastError: live.lastError }),
    ...(live.lastEvaluationAt !== undefined && { lastEvaluationAt: live.lastEvaluationAt }),
    ...(live.evaluationMs !== undefined && { evaluationMs: live.evaluationMs }),
    alerts: live.alerts.map((alert) => activeAlert(alert, rule)),
    evaluations: live.evaluations,
  };
}

function activeAlert(alert: ActiveAlert, rule: LiveRule['rule']): ActiveAlertView {
  return {
    fingerprint: alert.fingerprint,
    labels: alert.labels,
    annotations: alert.annotations,
    state: alert.state,
    activeAt: alert.activeAt,
    measure: measureOf(alert, rule),
  };
}

function measureOf(
  alert: ActiveAlert,
  { expression, threshold, unit: metricUnit }: LiveRule['rule'],
): Measure {
  const unit = alert.annotations.unit ?? metricUnit;
  return {
    value: alert.value,
    expression,
    ...(threshold && { limit: threshold.limit, comparison: threshold.op }),
    ...(unit !== undefined && { unit }),
  };
}
