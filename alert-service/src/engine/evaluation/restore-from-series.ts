import type { RuleGroup } from '#core/rule/rule';
import { knownRules, knownRulesInput } from '#core/rule/known-rules';
import { restoreFromSeries } from '#core/rule/restored-from-series';
import { isFiringAlert, isRuleState } from '#core/rule/state';
import { ruleInput } from '#core/rule/transition';
import type { EvaluatorParts } from './parts.ts';
import type { AskState } from './restore-ask.ts';
import type { RunningAlerting, RunningRule } from './running-rule.ts';
import type { SourceRun } from './source-run.ts';

/** Takes over what another ruler knew of a group's rules, once in their life. */
export interface Restoring {
  /** The group was evaluated: after the second time that its source has answered, it is restored. */
  evaluated(signal: AbortSignal): Promise<void>;
}

export interface RestoringGroup {
  readonly group: Pick<RuleGroup, 'id' | 'intervalMs' | 'queryOffsetMs'>;
  readonly rules: readonly RunningRule[];
  readonly source: SourceRun;
  readonly parts: EvaluatorParts;
}

/** As Prometheus waits: what the alerts depend on may not have been written before the first evaluation. */
const evaluationsBefore = 2;

/** Prometheus's own. */
const defaultGraceMs = 600_000;

/**
 * Whether a rule has to take over what another ruler knew: this store has never evaluated it. As in Prometheus, only at
 * a start; a rule that a reload brings starts anew.
 */
export function isToRestore(
  given: { readonly groupId: string; readonly atStart: boolean; readonly askState: AskState | undefined },
  stored: ReadonlyMap<string, unknown>,
): (ruleId: string) => boolean {
  if (!given.atStart || !given.askState) return () => false;
  const known = knownRules(stored, given.groupId);
  return (id) => !known.has(id);
}

export function createRestoring(restoring: RestoringGroup): Restoring {
  const { source, rules, parts } = restoring;
  const alerting = rules.filter((rule) => rule.kind === 'alerting');
  const storedAlerts = storedFingerprints(alerting, parts);
  let evaluations = 0;
  let remembered = false;
  return {
    async evaluated(signal) {
      const { askState } = source.given;
      if (remembered || !askState) return;
      const waiting = alerting.filter(({ restored }) => !restored);
      if (source.watch.failure() === undefined) evaluations++;
      if (waiting.length > 0 && evaluations < evaluationsBefore) return;
      const asking = askWhileAnswered(askState);
      for (const running of waiting) {
        const stored = storedAlerts.get(running.rule.id) ?? new Set();
        await restoreRule(running, { ...restoring, askState: asking, stored, signal });
        if (signal.aborted) return;
      }
      remembered = await rememberRules(alerting, restoring);
    },
  };
}

/** A source that does not answer for one rule would take its time-out for each. */
function askWhileAnswered(askState: AskState): AskState {
  let unanswered: Awaited<ReturnType<AskState>> | undefined;
  return async (asked) => {
    if (unanswered) return unanswered;
    const answer = await askState(asked);
    if ('error' in answer && answer.unanswered) unanswered = answer;
    return answer;
  };
}

/** What our own store held when the rules were started. */
const storedFingerprints = (
  rules: readonly RunningAlerting[],
  parts: EvaluatorParts,
): ReadonlyMap<string, ReadonlySet<string>> => {
  const stored = parts.stored();
  return new Map(
    rules.map(({ rule: { id } }) => {
      const state = stored.get(id);
      return [id, new Set(isRuleState(state) ? Object.keys(state.alerts) : [])];
    }),
  );
};

type RestoringRule = RestoringGroup & {
  readonly askState: AskState;
  readonly stored: ReadonlySet<string>;
  readonly signal: AbortSignal;
};

/** What cannot be asked for now is not asked for again, as in Prometheus: the alerts wait for all of `for`. */
async function restoreRule(running: RunningAlerting, restoring: RestoringRule): Promise<void> {
  const { group, parts, askState, signal } = restoring;
  const { rule } = running;
  if (Object.values(running.committed.alerts).every(isFiringAlert)) return void (running.restored = true);
  const now = parts.clock.now();
  const asked = { rule, now, intervalMs: group.intervalMs, signal };
  const found = await askState(asked);
  if (signal.aborted) return;
  if ('error' in found)
    parts.log.warn('what another ruler knew of pending alerts cannot be asked for: they start anew', {
      rule: rule.id,
      err: found.error,
    });
  else await takeOver(running, { found: found.series, now }, restoring);
  running.restored = true;
}

async function takeOver(
  running: RunningAlerting,
  { found, now }: { found: Parameters<typeof restoreFromSeries>[1]; now: number },
  { group, source, parts, stored }: RestoringRule,
): Promise<void> {
  const { rule, committed } = running;
  const { state, restored } = restoreFromSeries(committed, found, {
    now,
    forMs: rule.forMs,
    graceMs: parts.forGraceMs ?? defaultGraceMs,
    intervalMs: group.intervalMs,
    queryOffsetMs: group.queryOffsetMs,
    externalLabels: source.given.externalLabels,
    stored,
  });
  if (restored.length === 0) return;
  try {
    await parts.sink.submit(ruleInput(rule.id, [], { rule: state.rule, state }));
  } catch (error) {
    // Its next change stores it; until then a restart would ask again.
    parts.log.error('what was taken over of a rule could not be stored', { rule: rule.id, err: error });
  }
  running.committed = state;
  parts.log.info('pending alerts go on from what another ruler knew of them', {
    rule: rule.id,
    alerts: restored.length,
  });
}

/** Tried again at the next evaluation where the store refuses. */
async function rememberRules(
  rules: readonly RunningAlerting[],
  { group, parts }: RestoringGroup,
): Promise<boolean> {
  const ids = rules.map(({ rule }) => rule.id);
  const known = knownRules(parts.stored(), group.id);
  if (known.size === ids.length && ids.every((id) => known.has(id))) return true;
  try {
    await parts.sink.submit(knownRulesInput(group.id, ids));
    return true;
  } catch {
    return false;
  }
}
