import { createRuleIds } from '#core/rule/rule-id';
import type { AlertingRule, RuleGroup } from '#core/rule/rule';
import { threshold, unitOf } from '#prometheus/promql';
import type { WrittenGroup, WrittenRule } from './rule-schema.ts';

export interface GroupDefaults {
  readonly file: string;
  readonly intervalMs: number;
  readonly queryOffsetMs: number;
  /** The line of a rule, by its group's and its own index. */
  readonly lineOf: (group: number, rule: number) => number;
}

/** Groups as the evaluator runs them, from checked ones. */
export function ruleGroups(written: readonly WrittenGroup[], defaults: GroupDefaults): RuleGroup[] {
  return written.map((group, index) => {
    const name = group.name ?? '';
    const idOf = createRuleIds();
    const rules = (group.rules ?? []).map((rule, position) => {
      const labels = { ...group.labels, ...rule.labels };
      const id = idOf({ file: defaults.file, group: name, name: rule.alert ?? '', labels });
      const place = { file: defaults.file, group: name, line: defaults.lineOf(index, position) };
      return alertingRule(rule, { ...place, id, labels });
    });
    return {
      id: `${defaults.file};${name}`,
      file: defaults.file,
      name,
      intervalMs: group.interval?.ms || defaults.intervalMs,
      queryOffsetMs: group.query_offset?.ms ?? defaults.queryOffsetMs,
      limit: group.limit ?? 0,
      rules,
    };
  });
}

type Known = Pick<AlertingRule, 'id' | 'file' | 'group' | 'line' | 'labels'>;

function alertingRule(rule: WrittenRule, known: Known): AlertingRule {
  const expression = rule.expr ?? '';
  const limit = threshold(expression);
  const unit = unitOf(expression);
  return {
    ...known,
    name: rule.alert ?? '',
    expression,
    forMs: rule.for?.ms ?? 0,
    keepFiringForMs: rule.keep_firing_for?.ms ?? 0,
    annotations: rule.annotations ?? {},
    ...(limit && { threshold: limit }),
    ...(unit !== undefined && { unit }),
  };
}
