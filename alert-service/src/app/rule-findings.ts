import type { RuleGroup } from '#core/rule/rule';
import type { Evaluator } from '#engine/evaluator';
import { createRuleFindings, type RuleFindings } from '#engine/findings/rule-findings';
import { wantedSeries } from '#prometheus/promql';
import type { Foundation } from './parts.ts';
import type { RunningSource } from './sources.ts';

export interface Evaluating {
  readonly groups: () => readonly RuleGroup[];
  readonly sources: () => readonly RunningSource[];
  readonly evaluator: Pick<Evaluator, 'sources'>;
}

/** A source that evaluations get no answer from is not asked for this either. */
export function createFindings({ parts }: Foundation, evaluating: Evaluating): RuleFindings {
  const { groups, sources, evaluator } = evaluating;
  return createRuleFindings({
    groups,
    sources() {
      const healthy = new Set(
        evaluator.sources().flatMap((source) => (source.healthy ? [source.source] : [])),
      );
      return sources().map(({ name, client, queryTimeoutMs }) => ({
        ...{ name, client, timeoutMs: queryTimeoutMs },
        healthy: healthy.has(name),
      }));
    },
    wanted: wantedSeries,
    clock: parts.clock,
    log: parts.log,
  });
}
