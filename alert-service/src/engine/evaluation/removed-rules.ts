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
  /** Nothing more is ended: they may be loaded again. Resolves once nothing of it is under way. */
  stop(): Promise<void>;
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
  /** All at once: thousands of them are few commits, and every group waits for them. */
  const settleAll = async (now: number): Promise<void> => {
    const ended = await Promise.allSettled([...left].map(([id, stored]) => settleOne(id, stored, now)));
    const [failed, ...others] = ended.filter(({ status }) => status === 'rejected');
    if (failed?.status !== 'rejected') return;
    const rules = 1 + others.length;
    const err: unknown = failed.reason;
    parts.log.error('the ends of removed rules could not be stored; they are tried again', { rules, err });
  };
  return {
    settle(now) {
      if (left.size > 0) turn = turn.then(() => settleAll(now));
      return turn;
    },
    stop() {
      const ended = turn;
      turn = turn.then(() => left.clear());
      return ended;
    },
  };
}

function endOf(state: RuleState, now: number): RuleTransition[] {
  const ends = endAll(state, now);
  return state.error ? [...ends, { kind: 'error-ended' }] : ends;
}
