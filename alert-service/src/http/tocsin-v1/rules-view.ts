import type { DataSource, RuleFinding as WireFinding } from '@tocsin/api';
import type { Measure } from '@tocsin/model';
import type { AlertingRule } from '#core/rule/rule';
import type { ActiveAlert, Evaluator, GroupView, RuleView as LiveRule, SourceView } from '#engine/evaluator';
import type { RuleFinding, RuleFindings } from '#engine/findings/rule-findings';
import type { RemoteWriteView } from '#remote-write/settings';
import type { ActiveAlertView, RuleGroupView, RulesView, RuleView } from './context.ts';

/** Where what the rules of a data source say is written, and what waits. */
export type RemoteWritesOf = (source: string) => readonly RemoteWriteView[];

/** What the evaluator knows, in the API's words, and what of the rules nothing has ever matched. */
export function rulesView(
  evaluator: Evaluator,
  findings: Pick<RuleFindings, 'of'>,
  remoteWrites: RemoteWritesOf,
): RulesView {
  const groups = (): RuleGroupView[] => evaluator.groups().map((group) => groupView(group, findings));
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
    dataSources: () => evaluator.sources().map((view) => dataSource(view, remoteWrites(view.source))),
  };
}

const dataSource = (
  { source, name, url, healthy, since, error, together }: SourceView,
  remoteWrites: readonly RemoteWriteView[],
): DataSource => ({
  source,
  name,
  url,
  healthy,
  ...(since !== undefined && { since: new Date(since).toISOString() }),
  ...(error !== undefined && { error }),
  ...(together && { together: wireTogether(together) }),
  ...(remoteWrites.length > 0 && {
    remoteWrites: remoteWrites.map(({ name: called, shown, pending, behindMs }) => ({
      ...{ name: called, url: shown, waiting: pending, behindSeconds: behindMs / 1_000 },
    })),
  }),
});

const wireTogether = (state: NonNullable<SourceView['together']>): DataSource['together'] =>
  state.on ? { on: true } : { on: false, since: new Date(state.since).toISOString(), why: state.why };

const groupView = (
  { group, missedIterations, lastEvaluationAt, evaluationMs, rules }: GroupView,
  findings: Pick<RuleFindings, 'of'>,
): RuleGroupView => ({
  id: group.id,
  source: group.source,
  file: group.file,
  name: group.name,
  intervalMs: group.intervalMs,
  limit: group.limit,
  missedIterations,
  ...(lastEvaluationAt !== undefined && { lastEvaluationAt }),
  ...(evaluationMs !== undefined && { evaluationMs }),
  rules: rules.map((live) => ruleView(live, findings.of(live.rule.expression, group.source))),
});

function ruleView(live: LiveRule, findings: readonly RuleFinding[]): RuleView {
  const { rule } = live;
  const { forMs = 0, keepFiringForMs = 0, annotations = {}, threshold } = 'forMs' in rule ? rule : noAlert;
  return {
    id: rule.id,
    kind: 'forMs' in rule ? 'alerting' : 'recording',
    name: rule.name,
    expression: rule.expression,
    ...(threshold && { graphExpression: threshold.left }),
    forMs,
    keepFiringForMs,
    labels: rule.labels,
    annotations,
    state: live.state,
    health: live.health,
    ...(live.lastError !== undefined && { lastError: live.lastError }),
    ...(live.lastEvaluationAt !== undefined && { lastEvaluationAt: live.lastEvaluationAt }),
    ...(live.evaluationMs !== undefined && { evaluationMs: live.evaluationMs }),
    alerts: live.alerts.map((alert) => activeAlert(alert, rule)),
    evaluations: live.evaluations,
    ...missingSinceOf(live.alerts),
    ...heldSinceOf(live.alerts),
    ...(live.caveat !== undefined && { caveat: live.caveat }),
    findings: findings.map(wireFinding),
  };
}

/** The first that was missed, of what is kept without data and of what tells of it. */
function missingSinceOf(alerts: readonly ActiveAlert[]): Pick<RuleView, 'missingSince'> {
  const since = alerts.flatMap(({ missingSince, missing, activeAt }) =>
    missing ? [activeAt] : missingSince === undefined ? [] : [missingSince],
  );
  return since.length === 0 ? {} : { missingSince: Math.min(...since) };
}

/** The first whose condition is gone while it waits for its recovery. */
function heldSinceOf(alerts: readonly ActiveAlert[]): Pick<RuleView, 'heldSince'> {
  const since = alerts.flatMap(({ heldSince }) => (heldSince === undefined ? [] : [heldSince]));
  return since.length === 0 ? {} : { heldSince: Math.min(...since) };
}

const wireFinding = ({ message, remedy, since }: RuleFinding): WireFinding => ({
  ...{ severity: 'warning', message, remedy },
  since: new Date(since).toISOString(),
});

/** What a recording rule has not. */
const noAlert: Partial<AlertingRule> = {};

function activeAlert(alert: ActiveAlert, rule: LiveRule['rule']): ActiveAlertView {
  return {
    fingerprint: alert.fingerprint,
    labels: alert.labels,
    annotations: alert.annotations,
    state: alert.state,
    activeAt: alert.activeAt,
    ...(alert.heldSince !== undefined && { heldSince: alert.heldSince }),
    ...(alert.missingSince !== undefined && { missingSince: alert.missingSince }),
    measure: measureOf(alert, rule),
  };
}

function measureOf(alert: ActiveAlert, rule: LiveRule['rule']): Measure {
  const { expression } = rule;
  const { threshold, unit: metricUnit } = 'forMs' in rule ? rule : noAlert;
  const unit = alert.annotations.unit ?? metricUnit;
  return {
    value: alert.value,
    expression,
    ...(threshold && { limit: threshold.limit, comparison: threshold.op }),
    ...(unit !== undefined && { unit }),
  };
}
