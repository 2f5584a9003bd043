import { formatDuration } from '@tocsin/model';
import { compileMatchers } from '@tocsin/model/matchers';
import type { MissingData, RuleOptions } from '#core/rule/options';
import type { AlertingRule, RuleGroup } from '#core/rule/rule';
import { presence } from '#prometheus/promql';
import type { ConfigError } from './config-error.ts';
import { type RuleOptionsEntry, usualMissing } from './rule-options.ts';

export interface WithOptions {
  readonly groups: readonly RuleGroup[];
  readonly warnings: readonly ConfigError[];
}

/** Gives each alerting rule what tocsin.yml says of it. `groups` are all of them: who matches none is pointed out. */
export function withRuleOptions(
  groups: readonly RuleGroup[],
  entries: readonly RuleOptionsEntry[],
): WithOptions {
  if (entries.length === 0) return { groups, warnings: [] };
  const compiled = entries.map((entry) => ({ entry, matches: compileMatchers(entry.matchers) }));
  const unused = new Set(entries);
  const warnings: ConfigError[] = [];
  const giveOne = (rule: AlertingRule, group: RuleGroup): AlertingRule => {
    const labels = { ...rule.labels, alertname: rule.name, group: group.name, file: group.file };
    const mine = compiled.flatMap(({ entry, matches }) => (matches(labels) ? [entry] : []));
    for (const entry of mine) unused.delete(entry);
    const found = optionsOf(mine, rule, group);
    if (found.warning !== undefined)
      warnings.push({ file: group.file, line: rule.line, column: 1, message: found.warning });
    return found.options ? { ...rule, options: found.options } : rule;
  };
  const given = groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => (rule.kind === 'alerting' ? giveOne(rule, group) : rule)),
  }));
  const idle = [...unused].map(({ error }) => error('no alerting rule of the rule files matches this'));
  return { groups: given, warnings: [...idle, ...warnings] };
}

interface Found {
  readonly options?: RuleOptions;
  readonly warning?: string;
}

function optionsOf(entries: readonly RuleOptionsEntry[], rule: AlertingRule, group: RuleGroup): Found {
  const recovery = entries.find((entry) => entry.recovery !== undefined)?.recovery;
  const written = entries.find((entry) => entry.missingData)?.missingData;
  const keepsOver = entries.find((entry) => entry.onLimit)?.onLimit === 'keep_firing';
  const { missing, warning } = missingFor({ recovery, written, rule, group });
  const options: RuleOptions = {
    ...(recovery !== undefined && { recovery }),
    ...(missing && { missing }),
    ...(keepsOver && { onLimit: 'keep_firing' }),
  };
  return {
    ...(Object.keys(options).length > 0 && { options }),
    ...(warning !== undefined && { warning }),
  };
}

interface Sought {
  readonly recovery: string | undefined;
  readonly written: RuleOptionsEntry['missingData'];
  readonly rule: AlertingRule;
  readonly group: RuleGroup;
}

function missingFor({ recovery, written, rule, group }: Sought): {
  readonly missing?: MissingData;
  readonly warning?: string;
} {
  const wanted = written ?? { then: 'resolve' as const, ...usualMissing };
  if (recovery === undefined && wanted.then === 'resolve') return {};
  const found = presence(rule.expression);
  const there = wanted.present ?? found ?? presence(recovery ?? '');
  if (there !== undefined) {
    // One query, so that data that come back after the expression was asked are not taken for a condition that is gone.
    const isFound = wanted.present === undefined && found !== undefined;
    const present = isFound ? `${within(found)} unless ${within(rule.expression)}` : there;
    return { missing: { ...wanted, present, ...tellingOf(wanted, there, group) } };
  }
  const unknown =
    `nobody can tell from the expression of ${rule.name} whether its data are there: ` +
    'say it in tocsin.yml, `missing_data: {present: …}`';
  if (recovery === undefined) return { warning: `missing_data does nothing here, since ${unknown}` };
  const longest = formatDuration(wanted.lookBackMs);
  return {
    missing: wanted,
    warning: `what waits here for its recovery ends after ${longest} in any case, since ${unknown}`,
  };
}

/** A comment at its end must not take the bracket with it. */
const within = (expression: string): string => `(${expression}${expression.includes('#') ? '\n' : ''})`;

/** Both sides of what was there and is not, for an alert that tells of it. */
function tellingOf(
  { then, lookBackMs }: Pick<MissingData, 'then' | 'lookBackMs'>,
  present: string,
  { intervalMs }: RuleGroup,
): Pick<MissingData, 'vanished' | 'nothing'> {
  if (then !== 'alert') return {};
  const there = within(present);
  // At most sixty looks: the subquery is asked at each evaluation.
  const stepMs = Math.max(intervalMs, Math.ceil(lookBackMs / 60_000) * 1_000);
  const range = `[${formatDuration(lookBackMs)}:${formatDuration(stepMs)}]`;
  return {
    vanished: `last_over_time(${there}${range}) unless ${there}`,
    nothing: `vector(1) unless on() ${there}`,
  };
}
