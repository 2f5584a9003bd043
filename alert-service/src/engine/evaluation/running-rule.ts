import { afterDowntime, afterSetBack } from '#core/rule/restore';
import type { Candidate } from '#core/rule/evaluate';
import type { AlertingRule, RecordingRule, Rule } from '#core/rule/rule';
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
import type { PrometheusClient } from '#prometheus/client';
import type { EvaluatorParts } from './parts.ts';

/** One evaluation as it is remembered. */
export interface PastEvaluation {
  readonly at: number;
  readonly durationMs: number;
  readonly samples: number;
  readonly result: RulePhase | 'recorded' | 'error';
  /** The first sample. */
  readonly value?: string | undefined;
  readonly error?: string | undefined;
}

interface Health {
  lastError?: string | undefined;
  /** Why its last result may mislead, though it was evaluated. */
  caveat?: string | undefined;
  lastEvaluationAt?: number;
  evaluationMs?: number;
  /** Newest last. */
  readonly past: PastEvaluation[];
}

/** What an alerting rule holds while it runs. `committed` is what the store has, and the only thing decided from. */
export interface RunningAlerting extends Health {
  readonly kind: 'alerting';
  readonly rule: AlertingRule;
  committed: RuleState;
  /** What the last good evaluation saw: live values and texts. */
  seen: ReadonlyMap<string, Candidate>;
  /** Its last failure was the source's. */
  failsBySource?: boolean;
  /** It knows since when its alerts are pending. Until then nothing is written of them: that would hide what was. */
  restored: boolean;
}

export interface RunningRecording extends Health {
  readonly kind: 'recording';
  readonly rule: RecordingRule;
}

export type RunningRule = RunningAlerting | RunningRecording;

const keptEvaluations = 20;

/** `before`: the same rule until a moment ago, whose evaluations are still remembered. */
export function startRule(rule: Rule, starting: Starting, before?: RunningRule): RunningRule {
  if (rule.kind === 'alerting') return startAlerting(rule, starting, before);
  return { kind: 'recording', rule, ...healthOf(before) };
}

export interface Starting {
  readonly client: Pick<PrometheusClient, 'address'>;
  readonly stored: ReadonlyMap<string, unknown>;
  /** As EvaluatorParts.downtimeMs. */
  readonly downtimeMs: number;
  /** By rule id; none where nothing is said. */
  readonly isToRestore?: (ruleId: string) => boolean;
  readonly parts: Pick<EvaluatorParts, 'log' | 'generatorURL'>;
}

export function startAlerting(rule: AlertingRule, starting: Starting, before?: RunningRule): RunningAlerting {
  const { downtimeMs, parts } = starting;
  const facts = factsOf(rule, generatorURL(rule, starting));
  const stored = starting.stored.get(rule.id);
  if (stored !== undefined && !isRuleState(stored)) {
    parts.log.error('the stored state of a rule is of another version: it starts anew', { rule: rule.id });
  }
  const was = before?.kind === 'alerting' ? before : undefined;
  const committed = was
    ? // What is stored may be of before a downtime, or of a clock that has been set back since.
      { ...was.committed, rule: facts }
    : isRuleState(stored)
      ? { ...readBack(stored, downtimeMs), rule: facts }
      : emptyRuleState(facts);
  const restored = was?.restored ?? !starting.isToRestore?.(rule.id);
  return { kind: 'alerting', rule, committed, seen: was?.seen ?? new Map(), restored, ...healthOf(before) };
}

function healthOf(before: RunningRule | undefined): Health {
  if (!before) return { past: [] };
  const { lastError, caveat, lastEvaluationAt, evaluationMs, past } = before;
  return { lastError, caveat, lastEvaluationAt, evaluationMs, past };
}

const readBack = (stored: RuleState, downtimeMs: number): RuleState =>
  downtimeMs < 0 ? afterSetBack(stored, -downtimeMs) : afterDowntime(stored, downtimeMs);

/** Stored with the shifted times, or the next start would take them for times to come. */
export async function setBack(running: RunningRule, byMs: number, parts: Storing): Promise<void> {
  if (running.kind === 'recording' || isEmptyRuleState(running.committed)) return;
  running.committed = afterSetBack(running.committed, byMs);
  await storeShifted(running, parts);
}

type Storing = Pick<EvaluatorParts, 'sink' | 'log'>;

/** Else the next start would not know that its times have been shifted. */
export async function storeShifted(running: RunningRule, { sink, log }: Storing): Promise<void> {
  if (running.kind === 'recording' || isEmptyRuleState(running.committed)) return;
  const { rule, committed: state } = running;
  try {
    await sink.submit(ruleInput(rule.id, [], { rule: state.rule, state }));
  } catch (error) {
    log.warn('the shifted times of a rule are stored with its next change', { rule: rule.id, err: error });
  }
}

/** Where Prometheus itself shows the expression. */
function generatorURL(rule: AlertingRule, { parts, client }: Starting): string {
  if (parts.generatorURL) return parts.generatorURL(rule);
  return `${client.address}/graph?g0.expr=${encodeURIComponent(rule.expression)}&g0.tab=1`;
}

export function remember(
  running: RunningRule,
  { caveat, ...evaluation }: Omit<PastEvaluation, 'result'> & { readonly caveat?: string | undefined },
): void {
  running.caveat = caveat;
  const result = evaluation.error === undefined ? resultOf(running) : 'error';
  running.lastError = evaluation.error;
  running.lastEvaluationAt = evaluation.at;
  running.evaluationMs = evaluation.durationMs;
  running.past.push({ ...evaluation, result });
  if (running.past.length > keptEvaluations) running.past.shift();
}

const resultOf = (running: RunningRule): PastEvaluation['result'] =>
  running.kind === 'alerting' ? phaseOf(running.committed) : 'recorded';
