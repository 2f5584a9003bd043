import type { Evaluation, Rule, RuleGroup } from '@tocsin/api';
import type { EvaluationView, RuleGroupView, RuleView } from './context.ts';

const iso = (at: number): string => new Date(at).toISOString();

export const wireEvaluation = ({ at, ...rest }: EvaluationView): Evaluation => ({ at: iso(at), ...rest });

const wireRule = (rule: RuleView, evaluations: boolean): Rule => ({
  id: rule.id,
  kind: rule.kind,
  name: rule.name,
  ...(rule.kind === 'recording' && { record: rule.name }),
  expression: rule.expression,
  forSeconds: rule.forMs / 1_000,
  keepFiringForSeconds: rule.keepFiringForMs / 1_000,
  labels: rule.labels,
  annotations: rule.annotations,
  state: rule.state,
  health: rule.health,
  ...(rule.lastError !== undefined && { lastError: rule.lastError }),
  ...(rule.lastEvaluationAt !== undefined && { lastEvaluationAt: iso(rule.lastEvaluationAt) }),
  ...(rule.evaluationMs !== undefined && { evaluationMs: rule.evaluationMs }),
  alerts: rule.alerts.map((alert) => alert.fingerprint),
  evaluations: evaluations ? rule.evaluations.map(wireEvaluation) : [],
  findings: [...rule.findings],
  ...(rule.missingSince !== undefined && { missingSince: iso(rule.missingSince) }),
  ...(rule.heldSince !== undefined && { heldSince: iso(rule.heldSince) }),
  ...(rule.caveat !== undefined && { caveat: rule.caveat }),
});

interface Told {
  /** Of a group made in the app. */
  readonly keptId: string | undefined;
  readonly evaluations: boolean;
}

export const wireGroup = (group: RuleGroupView, { keptId, evaluations }: Told): RuleGroup => ({
  id: group.id,
  source: group.source,
  file: group.file,
  name: group.name,
  intervalSeconds: group.intervalMs / 1_000,
  limit: group.limit,
  missedIterations: group.missedIterations,
  ...(group.lastEvaluationAt !== undefined && { lastEvaluationAt: iso(group.lastEvaluationAt) }),
  ...(group.evaluationMs !== undefined && { evaluationMs: group.evaluationMs }),
  editable: keptId !== undefined,
  ...(keptId !== undefined && { keptId }),
  rules: group.rules.map((rule) => wireRule(rule, evaluations)),
});
