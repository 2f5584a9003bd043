import { afterDowntime, afterSetBack } from '#core/rule/restore';
import type { Candidate } from '#core/rule/evaluate';
import type { AlertingRule } from '#core/rule/rule';
import {
  emptyRuleState,
  factsOf,
  isEmptyRuleState,
  isRuleState,
  phaseOf,
  type RulePhase,
  type RuleState,
} from '#core/rule/state';
import { ruleInput } from '#core/rule/transition';
import type { EvaluatorParts } from './parts.ts';

/** One evaluation as it is remembered. */
export interface PastEvaluation {
  readonly at: number;
  readonly durationMs: number;
  readonly samples: number;
  readonly result: RulePhase | 'error';
  /** The first sample. */
  readonly value?: string;
  readonly error?: string;
}

/** What one rule holds while it runs. `committed` is what the store has, and the only thing decided from. */
export interface RunningRule {
  readonly rule: AlertingRule;
  committed: RuleState;
  /** What the last good evaluation saw: live values and texts. */
  seen: ReadonlyMap<string, Candidate>;
  lastError?: string;
  lastEvaluationAt?: number;
  evaluationMs?: number;
  /** Newest last. */
  readonly past: PastEvaluation[];
}

const keptEvaluations = 20;

export function startRule(rule: AlertingRule, parts: EvaluatorParts): RunningRule {
  const facts = factsOf(rule, generatorURL(rule, parts));
  const stored = parts.restore.get(rule.id);
  if (stored !== undefined && !isRuleState(stored)) {
    parts.log.error('the stored state of a rule is of another version: it starts anew', { rule: rule.id });
  }
  const committed = isRuleState(stored)
    ? { ...restored(stored, parts.downtimeMs ?? 0), rule: facts }
    : emptyRuleState(facts);
  return { rule, committed, seen: new Map(), past: [] };
}

const restored = (stored: RuleState, downtimeMs: number): RuleState =>
  downtimeMs < 0 ? afterSetBack(stored, -downtimeMs) : afterDowntime(stored, downtimeMs);

/** Stored with the shifted times, or the next start would take them for times to come. */
export async function setBack(
  running: RunningRule,
  byMs: number,
  { sink, log }: EvaluatorParts,
): Promise<void> {
  const { rule, committed } = running;
  if (isEmptyRuleState(committed)) return;
  const state = afterSetBack(committed, byMs);
  running.committed = state;
  try {
    await sink.submit(ruleInput(rule.id, [], { rule: state.rule, state }));
  } catch (error) {
    log.warn('the shifted times of a rule are stored with its next change', { rule: rule.id, err: error });
  }
}

/** Where Prometheus itself shows the expression. */
function generatorURL(rule: AlertingRule, { generatorURL: given, source }: EvaluatorParts): string {
  if (given) return given(rule);
  return `${source.client.address}/graph?g0.expr=${encodeURIComponent(rule.expression)}&g0.tab=1`;
}

export function remember(running: RunningRule, evaluation: Omit<PastEvaluation, 'result'>): void {
  const result = evaluation.error === undefined ? phaseOf(running.committed) : 'error';
  running.lastError = evaluation.error;
  running.lastEvaluationAt = evaluation.at;
  running.evaluationMs = evaluation.durationMs;
  running.past.push({ ...evaluation, result });
  if (running.past.length > keptEvaluations) running.past.shift();
}
