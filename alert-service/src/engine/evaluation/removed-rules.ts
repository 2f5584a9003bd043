import { endAll } from '#core/rule/evaluate';
import { isKnownRulesId } from '#core/rule/known-rules';
import { isRuleState, type RuleState } from '#core/rule/state';
import { type RuleTransition, ruleInput } from '#core/rule/transition';
import type { EvaluatorParts } from './parts.ts';

/** Rules with a stored state that are no longer loaded: they resolve what they had firing, and are forgotten. */
export interface RemovedRules {
  /** Harmless once all are settled; what the store refused is tried again at the next call. */
  settle(now: number): Promise<void>;
}

export function createRemovedRules(
  loaded: ReadonlySet<string>,
  parts: Pick<EvaluatorParts, 'stored' | 'sink' | 'log'>,
): RemovedRules {
  const left = new Map([...parts.stored()].filter(([id]) => !loaded.has(id)));
  const settleOne = async (id: string, stored: unknown, now: number): Promise<void> => {
    if (isKnownRulesId(id)) await parts.sink.submit({ kind: 'rule', ruleId: id, steps: [] });
    else if (isRuleState(stored)) {
      await parts.sink.submit(ruleInput(id, endOf(stored, now), { rule: stored.rule }));
      parts.log.info('a rule is gone: its alerts are resolved', { rule: id });
    } else parts.log.error('a rule is gone, and its stored state is of another version', { rule: id });
    left.delete(id);
  };
  let turn: Promise<void> = Promise.resolve();
  const settleAll = async (now: number): Promise<void> => {
    for (const [id, stored] of left) {
      try {
        await settleOne(id, stored, now);
      } catch (error) {
        parts.log.error('the end of a removed rule could not be stored; it is tried again', {
          rule: id,
          err: error,
        });
      }
    }
  };
  return {
    settle(now) {
      if (left.size > 0) turn = turn.then(() => settleAll(now));
      return turn;
    },
  };
}

function endOf(state: RuleState, now: number): RuleTransition[] {
  const ends = endAll(state, now);
  return state.error ? [...ends, { kind: 'error-ended' }] : ends;
}
