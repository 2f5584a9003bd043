import { endAll } from '#core/rule/evaluate';
import type { Labels } from '@tocsin/model';
import { isKnownRulesId } from '#core/rule/known-rules';
import { sourceOfId } from '#core/rule/rule-id';
import { isRuleState, type RuleState } from '#core/rule/state';
import { type RuleTransition, ruleInput } from '#core/rule/transition';
import { resolvedAmong } from './outlet-event.ts';
import type { EvaluatorParts } from './parts.ts';

/** Rules with a stored state that are no longer loaded: they resolve what they had firing, and are forgotten. */
export interface RemovedRules {
  /** Harmless once all are settled; what the store refused is tried again at the next call. */
  settle(now: number): Promise<void>;
}

export interface RemovedParts extends Pick<EvaluatorParts, 'stored' | 'sink' | 'log' | 'outlet'> {
  /** Of the data source of this name, if it is still there. */
  readonly externalLabelsOf: (source: string) => Labels;
}

export function createRemovedRules(loaded: ReadonlySet<string>, parts: RemovedParts): RemovedRules {
  const left = new Map([...parts.stored()].filter(([id]) => !loaded.has(id)));
  const settleOne = async (id: string, stored: unknown, now: number): Promise<void> => {
    if (isKnownRulesId(id)) await parts.sink.submit({ kind: 'rule', ruleId: id, steps: [] });
    else if (isRuleState(stored)) {
      const ends = endOf(stored, now);
      await parts.sink.submit(ruleInput(id, ends, { rule: stored.rule }));
      parts.outlet?.evaluated({
        ruleId: id,
        group: { intervalMs: 0 },
        at: now,
        externalLabels: parts.externalLabelsOf(sourceOfId(id)),
        alerts: resolvedAmong(ends, stored.rule.generatorURL),
        gone: true,
      });
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
