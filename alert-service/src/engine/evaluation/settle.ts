import { type Candidate, evaluate, type Evaluated, type Evaluation, missingAmong } from '#core/rule/evaluate';
import { isEmptyRuleState, isFiringAlert, type RuleState } from '#core/rule/state';
import { type RuleTransition, ruleInput, toldFingerprint } from '#core/rule/transition';
import type { EvaluatorParts } from './parts.ts';
import type { RunningAlerting } from './running-rule.ts';

/** As Prometheus resends. */
const resendDelayMs = 60_000;

/** What a settled evaluation came to: nothing wrong, the rule's own fault, or a store that refused. */
export type Settled =
  | {
      readonly transitions: readonly RuleTransition[];
      readonly error?: undefined;
      readonly failure?: undefined;
    }
  | {
      readonly transitions: readonly RuleTransition[];
      readonly error: string;
      readonly failure: 'rule' | 'store';
      /** Something is wrong with it, and its alerts are known all the same. */
      readonly taken?: boolean;
    };

interface Given extends Pick<Evaluation, 'at' | 'answer' | 'besides' | 'limit'> {
  /** The source does not answer: that is said once, not by each of thousands of rules. */
  readonly ofSource?: boolean;
}

/**
 * Decides from the committed state, hands the transitions over, and only then moves on. When the store refuses,
 * nothing has happened: the next evaluation decides from the same state again.
 */
export async function settle(
  running: RunningAlerting,
  given: Given,
  parts: EvaluatorParts,
): Promise<Settled> {
  const { rule, committed } = running;
  const delay = parts.resendDelayMs ?? resendDelayMs;
  const evaluated = evaluate(rule, committed, { ...given, resendDelayMs: delay });
  const { state, error, taken } = evaluated;
  const transitions = [...evaluated.transitions, ...unheard(evaluated, parts)];
  if (transitions.length > 0) {
    try {
      await parts.sink.submit(ruleInput(rule.id, transitions, standing(state)));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      parts.log.error('transitions of a rule could not be stored; they are tried again', {
        rule: rule.id,
        err: reason,
      });
      return {
        transitions: [],
        error: `its transitions could not be stored, and are tried again: ${reason}`,
        failure: 'store',
      };
    }
    running.committed = state;
    if (error !== undefined) running.failsBySource = given.ofSource === true;
    for (const transition of transitions) report(running, transition, parts);
  }
  if ('error' in given.answer) return { transitions };
  if (taken) running.seen = seenBy(running, [...given.answer.candidates, ...missingAmong(given.besides)]);
  return error === undefined ? { transitions } : { transitions, error, failure: 'rule', taken };
}

/** What fires, and the engine does not know of. */
function unheard(
  { state, transitions }: Pick<Evaluated, 'state' | 'transitions'>,
  { isFiring }: Pick<EvaluatorParts, 'isFiring'>,
): RuleTransition[] {
  if (!isFiring) return [];
  const told = new Set(transitions.map((one) => 'fingerprint' in one && one.fingerprint));
  return Object.entries(state.alerts).flatMap(([fingerprint, alert]) => {
    const as = toldFingerprint(fingerprint, alert);
    const isLost = isFiringAlert(alert) && !told.has(fingerprint) && as !== undefined && !isFiring(as);
    return isLost ? [{ kind: 'updated', fingerprint, alert }] : [];
  });
}

/** What keep_firing_for holds keeps the value and the texts that it had when it was last seen, as in Prometheus. */
function seenBy(
  { seen, committed }: RunningAlerting,
  candidates: readonly Candidate[],
): RunningAlerting['seen'] {
  const now = new Map(candidates.map((candidate) => [candidate.fingerprint, candidate]));
  for (const fingerprint of Object.keys(committed.alerts)) {
    const before = seen.get(fingerprint);
    if (before && !now.has(fingerprint)) now.set(fingerprint, before);
  }
  return now;
}

/** A rule with nothing to remember needs no row. */
const standing = (state: RuleState): Parameters<typeof ruleInput>[2] =>
  isEmptyRuleState(state) ? { rule: state.rule } : { rule: state.rule, state };

function report(
  { rule: { id: rule }, failsBySource }: RunningAlerting,
  transition: RuleTransition,
  { log }: EvaluatorParts,
): void {
  const loud = failsBySource !== true;
  if (transition.kind === 'error-began')
    log[loud ? 'warn' : 'debug']('a rule fails', { rule, err: transition.error });
  else if (transition.kind === 'error-ended') log[loud ? 'info' : 'debug']('a rule works again', { rule });
  else log.debug('an alert changed', { rule, change: transition.kind, alert: transition.fingerprint });
}
