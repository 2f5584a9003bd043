import { createRuleIds, groupId } from '#core/rule/rule-id';
import { defaultSource, type RecordingRule, type Rule, type RuleGroup } from '#core/rule/rule';
import { mayGiveGauges, readsOf, threshold, unitOf } from '#prometheus/promql';
import type { WrittenGroup, WrittenRule } from './rule-schema.ts';

export interface GroupDefaults {
  /** The data source that is asked; the default one when absent. */
  readonly source?: string;
  readonly file: string;
  readonly intervalMs: number;
  readonly queryOffsetMs: number;
  /** The line of a rule, by its group's and its own index. */
  readonly lineOf: (group: number, rule: number) => number;
}

/** Groups as the evaluator runs them, from checked ones. */
export function ruleGroups(written: readonly WrittenGroup[], defaults: GroupDefaults): RuleGroup[] {
  const { source = defaultSource, file } = defaults;
  return written.map((group, index) => {
    const name = group.name ?? '';
    const idOf = createRuleIds();
    const rules = (group.rules ?? []).map((rule, position) => {
      const labels = { ...group.labels, ...rule.labels };
      // Apart from the alerts' names, whose ids must not depend on what is recorded beside them.
      const named = rule.record ? `record ${rule.record}` : (rule.alert ?? '');
      const id = idOf({ source, file, group: name, name: named, labels });
      const line = defaults.lineOf(index, position);
      const expression = rule.expr ?? '';
      return checkedRule(rule, {
        id,
        file,
        group: name,
        line,
        labels,
        expression,
        reads: readsOf(expression),
      });
    });
    return {
      id: groupId({ source, file, name }),
      source,
      file,
      name,
      intervalMs: group.interval?.ms || defaults.intervalMs,
      queryOffsetMs: group.query_offset?.ms ?? defaults.queryOffsetMs,
      limit: group.limit ?? 0,
      rules,
    };
  });
}

type Known = Omit<RecordingRule, 'kind' | 'name'>;

function checkedRule(rule: WrittenRule, known: Known): Rule {
  if (rule.record) {
    const gauge = mayGiveGauges(known.expression) && { gauge: true as const };
    return { ...known, kind: 'recording', name: rule.record, ...gauge };
  }
  const limit = threshold(known.expression);
  const unit = unitOf(known.expression);
  return {
    ...known,
    kind: 'alerting',
    name: rule.alert ?? '',
    forMs: rule.for?.ms ?? 0,
    keepFiringForMs: rule.keep_firing_for?.ms ?? 0,
    annotations: rule.annotations ?? {},
    ...(limit && { threshold: limit }),
    ...(unit !== undefined && { unit }),
  };
}
